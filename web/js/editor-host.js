// The page's hand on CodeMirror: a plain text area first, the editor as soon as its file has come.

export function editorHost(load) {
  const mounted = new WeakMap();

  return {
    mount(parent, text, changed, apply) {
      const state = { parent, changed, apply, view: null, area: document.createElement("textarea"), items: [] };
      mounted.set(parent, state);
      state.area.className = "plain-editor";
      state.area.spellcheck = false;
      state.area.value = text;
      state.area.setAttribute("aria-label", parent.getAttribute("aria-label") ?? "YAML");
      state.area.addEventListener("input", () => changed(state.area.value));
      state.area.addEventListener("keydown", (event) => {
        if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) apply();
      });
      parent.replaceChildren(state.area);
      load().then(({ createEditor }) => {
        const value = state.area.value;
        parent.replaceChildren();
        state.view = createEditor(parent, value, changed, apply);
        state.view.showDiagnostics(state.items);
      }).catch(() => {
        // Without CodeMirror the text area stays: everything but colours works.
      });
    },
    show(parent, text) {
      const state = mounted.get(parent);
      if (!state) return;
      if (state.view) state.view.setText(text);
      else if (state.area.value !== text) state.area.value = text;
    },
    diagnose(parent, items) {
      const state = mounted.get(parent);
      if (!state) return;
      state.items = items;
      state.view?.showDiagnostics(items);
    },
  };
}
