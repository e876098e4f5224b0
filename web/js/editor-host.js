// The page's hand on CodeMirror: a plain text area first, the editor as soon as its file has come.

export function editorHost(load, engine) {
  const mounted = new WeakMap();

  return {
    // `page` is what the page does: changed(text), apply(), save(), open(path), start(text).
    mount(parent, page) {
      const state = { parent, page, path: "", view: null, area: document.createElement("textarea"), items: [] };
      mounted.set(parent, state);
      state.area.className = "plain-editor";
      state.area.spellcheck = false;
      state.area.setAttribute("aria-label", parent.getAttribute("aria-label") ?? "YAML");
      state.area.addEventListener("input", () => page.changed(state.area.value));
      state.area.addEventListener("keydown", (event) => {
        if (!event.ctrlKey && !event.metaKey) return;
        if (event.key === "Enter") page.apply();
        else if (event.key === "s") page.save();
        else return;
        event.preventDefault();
      });
      parent.replaceChildren(state.area);
      // Files may be dropped anywhere: without this the browser would leave the page to show them.
      const withFiles = (event) => event.dataTransfer?.types.includes("Files");
      addEventListener("dragover", (event) => withFiles(event) && event.preventDefault());
      addEventListener("drop", (event) => {
        if (!withFiles(event)) return;
        event.preventDefault();
        const files = [...event.dataTransfer.files];
        coming.then(() => state.view?.take(files));
      });
      const coming = load().then(({ createEditor }) => {
        const { value, selectionStart } = state.area;
        const focused = document.activeElement === state.area;
        parent.replaceChildren();
        state.view = createEditor(parent, { text: value, path: state.path, page, engine });
        state.view.showDiagnostics(state.items);
        if (focused) state.view.focus(selectionStart);
      }).catch(() => {
        // Without CodeMirror the text area stays: everything but colours and help works.
      });
    },
    show(parent, path, text) {
      const state = mounted.get(parent);
      if (!state) return;
      state.path = path;
      // Of more tabs than there is room for, that of the file is seen.
      const tab = parent.closest(".editor")?.querySelector(".files [aria-pressed=true]");
      if (tab && tab.parentElement.scrollWidth > tab.parentElement.clientWidth) tab.scrollIntoView({ block: "nearest", inline: "nearest" });
      if (state.view) state.view.show(path, text);
      else if (state.area.value !== text) state.area.value = text;
    },
    diagnose(parent, items) {
      const state = mounted.get(parent);
      if (!state) return;
      state.items = items;
      state.view?.showDiagnostics(items);
    },
    focus(parent) {
      const state = mounted.get(parent);
      if (state?.view) state.view.focus();
      else state?.area.focus({ preventScroll: true });
    },
  };
}
