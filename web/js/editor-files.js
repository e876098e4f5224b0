// What can be done with the files of the editor besides writing in them: a menu, files from the reader's own computer,
// and the comparison with the cluster.
import { startCompletion, snippet } from "@codemirror/autocomplete";
import { snippets } from "./editor-snippets.js";
import { tidy } from "./editor-tidy.js";
import { word } from "./words.js";

const LONGEST = 1 << 20;
// What a file system takes.
const LONGEST_NAME = 255;
const HOME = "/root/";

export function fileTools({ view, parent, page, engine, path }) {
  const pane = parent.closest(".editor") ?? parent;
  const place = pane.querySelector(".tools") ?? pane;
  const button = make("button", { type: "button", className: "menu-button", textContent: "⋯", ariaLabel: word("fileMenu"), title: word("fileMenu") });
  button.setAttribute("aria-expanded", "false");
  const menu = make("div", { className: "file-menu", hidden: true });
  const panel = make("div", { className: "compare", hidden: true });
  const picker = make("input", { type: "file", multiple: true, accept: ".yaml,.yml,.json,.txt,.sh,text/*", hidden: true, ariaLabel: word("openLocal") });
  place.append(button, menu, picker);
  parent.after(panel);

  const text = () => view.state.doc.toString();
  const replace = (next) => view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: next } });
  const write = (file, content) => engine.post({ writeFile: { path: file, text: content } });

  // What is open already is not written over: what stands there would be lost.
  const taken = (file) => [...pane.querySelectorAll(".files button")].some((tab) => tab.textContent === short(file));
  function free(file) {
    const [, stem, end] = file.match(/^(.*?)(\.[^./]*)?$/);
    for (let n = 1; ; n += 1) {
      const next = n === 1 ? file : `${stem}-${n}${end ?? ""}`;
      if (!taken(next)) return next;
    }
  }

  function close() {
    menu.hidden = true;
    button.setAttribute("aria-expanded", "false");
  }

  function items() {
    return [
      [word("tidy"), tidied],
      [word("compare"), compare],
      [word("examples"), examples],
      [word("rename"), rename],
      [word("openLocal"), () => picker.click()],
      [word("download"), download],
      [word("remove"), remove],
    ];
  }

  button.onclick = () => {
    if (!menu.hidden) return close();
    menu.replaceChildren(...items().map(([label, act]) => make("button", { type: "button", textContent: label, onclick: () => act() })));
    menu.hidden = false;
    button.setAttribute("aria-expanded", "true");
    menu.firstChild.focus();
  };
  menu.onkeydown = (event) => {
    const all = [...menu.querySelectorAll("button, input")];
    const at = all.indexOf(document.activeElement);
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === "Escape") close(), button.focus();
    else if (step) all.at((at + step) % all.length).focus();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  document.addEventListener("pointerdown", (event) => {
    if (!menu.hidden && !menu.contains(event.target) && event.target !== button) close();
  });

  // What was said of files that could not be taken stays when another one is shown.
  let stays = false;

  function say(line, { error = false } = {}) {
    stays = false;
    const head = make("p", { className: error ? "compare-head bad" : "compare-head", textContent: line });
    head.setAttribute("role", "status");
    head.append(make("button", { type: "button", textContent: word("close"), onclick: () => ((panel.hidden = true), view.focus()) }));
    panel.replaceChildren(head);
    panel.hidden = false;
    return panel;
  }

  function tidied() {
    close();
    const next = tidy(text());
    if (next === null) return say(word("cannotTidy"), { error: true });
    if (next !== text()) replace(next);
    view.focus();
  }

  function examples() {
    close();
    const doc = view.state.doc;
    if (doc.toString().trim() === "") {
      replace("");
      view.focus();
      startCompletion(view);
      return;
    }
    const list = make("div", { className: "examples" });
    list.append(...snippets.map(({ kind, template }) => make("button", {
      type: "button", textContent: kind, onclick: () => {
        panel.hidden = true;
        const end = view.state.doc.length;
        const lead = text().endsWith("\n") ? "---\n" : "\n---\n";
        view.dispatch({ changes: { from: end, insert: lead } });
        snippet(template)(view, null, end + lead.length, end + lead.length);
        view.focus();
      },
    })));
    say(word("examples")).append(list);
    list.firstChild.focus();
  }

  async function compare() {
    close();
    const { text: diff, error } = await engine.ask({ diff: { text: text() } }, "diff");
    if (error) return say(error.trim(), { error: true });
    const lines = diff.split("\n").filter((line) => line !== "" && !/^(diff |--- |\+\+\+ )/.test(line));
    say(word(lines.length === 0 ? "same" : "willChange"));
    if (lines.length === 0) return;
    const pre = make("pre", { tabIndex: 0 });
    pre.append(...lines.map((line) => make({ "+": "ins", "-": "del", "@": "i" }[line[0]] ?? "span", { textContent: line })));
    panel.append(pre);
    // What changes is in sight, not what stands around it.
    const first = pre.querySelector("ins, del");
    if (first) panel.scrollTop += first.getBoundingClientRect().top - panel.getBoundingClientRect().top - 60;
  }

  function rename() {
    const field = make("input", { className: "rename", value: short(path()), ariaLabel: word("fileName"), spellcheck: false });
    menu.replaceChildren(field);
    field.focus();
    field.select();
    field.onkeydown = (event) => {
      if (event.key !== "Enter" || event.isComposing || event.keyCode === 229) return;
      event.preventDefault();
      const name = field.value.trim();
      const next = name.startsWith("/") ? name : HOME + name;
      close();
      if (name === "" || name.endsWith("/") || next === path()) return view.focus();
      if (!next.startsWith(HOME) || name.split("/").includes("..")) return say(word("nameOutside"), { error: true });
      if (new TextEncoder().encode(name).length > LONGEST_NAME) return say(word("nameLong"), { error: true });
      if (taken(next)) return say(`${short(next)}: ${word("nameTaken")}`, { error: true });
      const old = path();
      write(next, text());
      page.open(next);
      engine.post({ removeFile: { path: old } });
      view.focus();
    };
  }

  function remove() {
    const sure = make("button", { type: "button", className: "bad", textContent: `${word("removeSure")}: ${short(path())}` });
    sure.onclick = () => {
      close();
      page.forget();
      engine.post({ removeFile: { path: path() } });
    };
    menu.replaceChildren(sure);
    sure.focus();
  }

  function download() {
    close();
    const link = make("a", { href: URL.createObjectURL(new Blob([text()], { type: "text/yaml" })), download: short(path()).split("/").pop() });
    link.click();
    URL.revokeObjectURL(link.href);
  }

  picker.onchange = () => {
    close();
    take([...picker.files]);
    picker.value = "";
  };

  // The text of a file; where it is none that can be taken, why.
  async function read(file) {
    if (file.size > LONGEST) return { wrong: word("tooBig") };
    const content = await file.text().catch(() => null);
    if (content === null) return { wrong: word("unreadable") };
    return content.includes("\0") || content.includes("\ufffd") ? { wrong: word("notText") } : { content };
  }

  async function take(files) {
    const refused = [];
    for (const file of files) {
      const { content, wrong } = await read(file);
      if (wrong) {
        refused.push(`${file.name}: ${wrong}`);
        continue;
      }
      const open = () => {
        const target = free(HOME + file.name.replace(/[^\w.\-가-힣]/g, "-"));
        write(target, content);
        page.open(target);
        panel.hidden = true;
      };
      if (!isDump(content)) open();
      else {
        const choice = make("div", { className: "choice" });
        choice.append(
          make("button", { type: "button", className: "primary", textContent: word("dumpStart"), onclick: () => ((panel.hidden = true), page.start(content)) }),
          make("button", { type: "button", textContent: word("dumpOpen"), onclick: open }),
        );
        say(word("dumpFound")).append(choice);
        choice.firstChild.focus();
      }
    }
    if (refused.length === 0) return;
    say(refused.join(" · "), { error: true });
    stays = true;
  }

  // Dragging means files only: text that is dragged within the editor stays CodeMirror's.
  const withFiles = (event) => event.dataTransfer?.types.includes("Files");
  pane.addEventListener("dragover", (event) => {
    if (!withFiles(event)) return;
    event.preventDefault();
    pane.dataset.drop = word("dropHere");
  });
  pane.addEventListener("dragleave", (event) => {
    if (!pane.contains(event.relatedTarget)) delete pane.dataset.drop;
  });
  pane.addEventListener("drop", (event) => {
    delete pane.dataset.drop;
    if (!withFiles(event)) return;
    event.preventDefault();
    event.stopPropagation();
    take([...event.dataTransfer.files]);
  }, true);

  return { closed: () => ((panel.hidden ||= !stays), close()), take };
}

// What `kubectl get ... -o yaml` or `-o json` prints on a cluster: a list of objects that a server has stored.
const BLOCK = [/^kind: \w*List\s*$/m, /^items:/m, /^\s+uid: /m];
const FLOW = [/\bkind"?:\s*"?\w*List\b/, /\bitems"?:\s*\[/, /\buid"?:/];
export const isDump = (text) => (/^\s*\{/.test(text) ? FLOW : BLOCK).every((part) => part.test(text));

const short = (path) => (path.startsWith(HOME) ? path.slice(HOME.length) : path);

function make(tag, { ariaLabel, ...properties }) {
  const element = Object.assign(document.createElement(tag), properties);
  if (ariaLabel) element.setAttribute("aria-label", ariaLabel);
  return element;
}
