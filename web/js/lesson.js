// A lesson's hand on the browser: buttons on its blocks, the address of a step, keys, and what the builder needs to know.

// What has been seen and typed, for the lesson builder: objects of the picture by kind, and lines of the terminal.
const seen = { objects: {}, lines: [], scenario: "four-nodes" };

function view(diff) {
  if (diff.reset) seen.objects = {};
  for (const [kind, found] of Object.entries(diff.set ?? {})) Object.assign((seen.objects[kind] ??= {}), found);
  for (const [kind, keys] of Object.entries(diff.gone ?? {})) for (const key of keys) delete seen.objects[kind]?.[key];
}

function press(event) {
  const way = event.altKey && { PageDown: "next", PageUp: "previous" }[event.key];
  const button = way && document.querySelector(`.lesson [data-go="${way}"]:enabled`);
  if (!button) return;
  event.preventDefault();
  button.click();
}

// Longer words are broken where the line ends.
const WORD = /^\S{1,28}$/;

// Files that commands speak of are there when these run, though nobody has opened them; what is in the editor stays as it is.
function bring(root, commands, open) {
  const there = [...document.querySelectorAll(".editor .files button")].map((tab) => tab.textContent);
  for (const { dataset, textContent } of root.querySelectorAll("pre[data-file]")) {
    const words = commands.split(/[\s=,]+/);
    if (words.includes(dataset.file) && !there.includes(dataset.file)) open(dataset.file, dataset.text ?? textContent);
  }
}

function decorate(root, runLabel, openLabel, run, open) {
  for (const code of root.querySelectorAll(":not(pre) > code")) code.classList.toggle("word", WORD.test(code.textContent));
  for (const pre of root.querySelectorAll("pre")) {
    if (pre.querySelector("button")) continue;
    const button = document.createElement("button");
    button.type = "button";
    const { run: commands, file } = pre.dataset;
    const text = pre.textContent;
    if (commands) {
      button.textContent = runLabel;
      button.onclick = () => {
        bring(root, commands, open);
        run(commands);
      };
    } else if (file) {
      pre.dataset.name = file;
      // The button's word is no part of the file.
      pre.dataset.text = text;
      button.textContent = openLabel;
      button.onclick = () => open(file, text);
    } else continue;
    pre.tabIndex = 0;
    pre.append(button);
  }
}

export function lesson(engine, builder) {
  // The lesson and step that the page shows, as far as its address has told.
  let shown = location.search;
  document.addEventListener("keydown", press);
  // Back and forward lead from step to step; out of a lesson, and into another one, the page begins anew.
  addEventListener("popstate", () => {
    if (location.search === shown) return;
    shown = location.search;
    const asked = new URLSearchParams(shown);
    const step = document.querySelector(`.step-list a[href="?lesson=${CSS.escape(asked.get("lesson") ?? "")}&step=${Number(asked.get("step") ?? 1)}"]`);
    if (step) step.click();
    else location.reload();
  });
  engine.posted = (message) => {
    if (message.line) seen.lines.push(message.line.text);
    if (message.start) Object.assign(seen, { lines: [], scenario: message.start.scenario });
  };
  engine.heard = (outputs) => outputs.forEach((output) => output.view && view(output.view.diff));
  return {
    decorate,
    // One address for each step; none outside of lessons. A sandboxed frame may not change its address.
    address(id, step) {
      const url = new URL(location.href);
      url.hash = "";
      for (const [name, value] of [["lesson", id], ["step", id && step]]) {
        if (value) url.searchParams.set(name, value);
        else url.searchParams.delete(name);
      }
      if (url.search === location.search) return;
      // The first step of what the address asked for is where the reader already is.
      const here = new URLSearchParams(location.search);
      const way = here.get("lesson") === id && !here.has("step") ? "replaceState" : "pushState";
      try {
        history[way](null, "", url);
      } catch { /* it stays as it is */ }
      shown = location.search;
    },
    build(lang) {
      builder().then(({ openBuilder }) => openBuilder(seen, lang)).catch((error) => console.warn(error));
    },
  };
}
