// The debug drawer: what the engine knows and does, for those who look behind the picture, and the report of a problem.
import { word } from "./words.js";

const EVERY_MS = 1_000;
let drawer;

function make(tag, properties = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}

const clock = (ms) => new Date(ms).toISOString().slice(11, 23);

// A fact in one line: when, which, why, what.
function factLine({ id, at, cause, what }) {
  const kind = typeof what === "string" ? what : Object.keys(what)[0];
  const body = { ...what[kind] };
  delete body.verdicts;
  const words = Object.entries(body).filter(([, value]) => value !== "" && value !== null).map(([key, value]) => `${key}=${value}`);
  return `${clock(at)} #${id}${cause === null ? "" : ` ←#${cause}`} ${kind} ${words.join(" ")}`;
}

function watchLine({ at, what: { stored } }) {
  const name = stored.namespace ? `${stored.namespace}/${stored.name}` : stored.name;
  return `${clock(at)} ${stored.change.padEnd(8)} ${stored.kind} ${name}`;
}

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

// What somebody needs who is to see the same: version, seed and journal replay the whole session.
async function report(engine) {
  const journal = engine.kept() ?? "";
  const [, scenario = "", seed = ""] = journal.split("\n")[0].split("\t");
  return [
    `Kubenori ${engine.version} (${document.documentElement.dataset.version}, engine in the ${engine.via})`,
    `scenario ${scenario}, seed ${seed}`, navigator.userAgent, "", "```journal", journal.trimEnd(), "```", "",
  ].join("\n");
}

// Copies the report; where the clipboard refuses, `shown` gets it to be copied by hand.
export async function copyReport(engine, shown) {
  const text = await report(engine);
  const done = await copy(text);
  if (!done) shown?.(text);
  return done;
}

export function toggle(engine) {
  if (drawer) return drawer.close();
  const before = document.activeElement;
  const sections = ["objects", "watchLog", "facts", "deadlines", "journal"].map((name) => {
    const pre = make("pre", { tabIndex: 0 });
    pre.setAttribute("role", "region");
    pre.setAttribute("aria-label", word(name));
    return [name, pre, make("details", { open: name === "objects" }, make("summary", {}, word(name)), pre)];
  });
  const numbers = make("dl");
  const said = make("p", { className: "said" });
  said.setAttribute("role", "status");
  const close = make("button", { type: "button", textContent: word("close"), onclick: () => drawer.close() });
  const send = make("button", { type: "button", className: "primary", textContent: word("report") });
  send.onclick = async () => {
    await engine.ask("export", "journal");
    const done = await copyReport(engine, (text) => said.after(make("textarea", { readOnly: true, value: text, ariaLabel: word("report") })));
    said.textContent = word(done ? "copied" : "notCopied");
  };
  const head = make("header", {}, make("h2", { textContent: word("debug") }), send, close);
  const box = make("aside", { className: "debug-drawer" }, head, said, numbers, ...sections.map(([, , details]) => details));
  box.setAttribute("aria-label", word("debug"));
  box.onkeydown = (event) => event.key === "Escape" && drawer.close();
  document.querySelector(".page").append(box);
  close.focus();

  async function show() {
    const { debug } = await engine.ask("debug", "debug");
    if (!drawer) return;
    numbers.replaceChildren(...[["version", engine.version], ["seed", debug.seed], ["stateHash", debug.stateHash]].flatMap(([key, value]) => [
      make("dt", { textContent: word(key) }), make("dd", {}, make("code", { textContent: value })),
    ]));
    const texts = {
      objects: debug.objects.map(([kind, count]) => `${String(count).padStart(5)} ${kind}`),
      watchLog: engine.facts.filter(({ what }) => what.stored).map(watchLine).reverse(),
      facts: engine.facts.map(factLine).reverse(),
      deadlines: debug.deadlines.map(([at, component, key]) => `${clock(at)} ${component} ${key}`),
      journal: debug.journal,
    };
    const counts = { objects: debug.objects.reduce((sum, [, count]) => sum + count, 0) };
    for (const [name, pre, details] of sections) {
      const text = texts[name].join("\n");
      // What is being read or selected stays still while its drawer is shut or nothing is new.
      if (pre.textContent !== text && getSelection().isCollapsed) pre.textContent = text;
      details.firstChild.textContent = `${word(name)} · ${counts[name] ?? texts[name].length}`;
    }
  }

  const timer = setInterval(show, EVERY_MS);
  drawer = {
    close() {
      clearInterval(timer);
      box.remove();
      drawer = undefined;
      before?.focus?.({ preventScroll: true });
    },
  };
  show();
}
