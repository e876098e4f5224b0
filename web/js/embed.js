// The playground inside a tutorial: the element <kube-nori>, and code blocks marked `kubenori` turned into it.
//
//   <script type="module" src="https://.../embed.js"></script>
//
// Nothing is loaded before a reader comes near. Without this script, or where the frame is refused, the plain code
// block stays. It takes neither focus nor scroll, and speaks only with the frame that it made.
import { blocks, codeOf, place } from "./embed-blocks.js";
import { languageOf, themeOf, watchTheme } from "./embed-host.js";
import { pack } from "./share.js";

const HOME = new URL(".", import.meta.url);
// How near to the window a block is before it is loaded, and how long a frame may be silent.
const NEAR = "300px";
const PATIENCE_MS = 20_000;
const WORDS = {
  ko: { title: "쿠버네티스 놀이터", silent: "놀이터가 열리지 않았어요.", open: "새 창에서 열기", missing: "파일을 불러오지 못했어요:" },
  en: { title: "Kubernetes playground", silent: "The playground did not open.", open: "Open it in a new window", missing: "This file could not be loaded:" },
};
// Attributes that go into the frame's address as they are.
const PASSED = ["lesson", "step", "view", "scenario", "seed", "speed"];
const DEFAULT_HEIGHT = 460;

class KubeNori extends HTMLElement {
  #frame = null;
  #stop = [];
  #near = null;

  connectedCallback() {
    if (this.#frame || this.#near) return;
    this.style.display = "block";
    this.#near = new IntersectionObserver(([seen]) => seen.isIntersecting && this.#load(), { rootMargin: NEAR });
    this.#near.observe(this);
  }

  disconnectedCallback() {
    this.#near?.disconnect();
    this.#near = null;
    this.#stop.splice(0).forEach((stop) => stop());
    this.#frame?.remove();
    this.#frame = null;
  }

  // Types commands in the playground's terminal, or applies a manifest.
  run(text) {
    this.#tell("run", String(text));
  }

  apply(text) {
    this.#tell("apply", String(text));
  }

  get #words() {
    return WORDS[languageOf(this)];
  }

  #tell(kind, value) {
    // A frame without an origin of its own (the playground as a file) can only be named by a star.
    this.#frame?.contentWindow?.postMessage({ kubenori: kind, value }, HOME.protocol === "file:" ? "*" : HOME.origin);
  }

  async #load() {
    this.#near?.disconnect();
    this.#near = null;
    const address = new URL(HOME);
    let beginning;
    try {
      beginning = await this.#beginning();
    } catch (error) {
      return this.#say(`${this.#words.missing} ${error.message}`, address.href);
    }
    const { searchParams } = address;
    searchParams.set("embed", "1");
    searchParams.set("host", location.origin);
    searchParams.set("lang", languageOf(this));
    searchParams.set("theme", themeOf(this));
    searchParams.set("panes", this.getAttribute("panes") ?? (this.hasAttribute("lesson") ? "lesson,diagram,terminal" : "diagram,terminal"));
    for (const name of PASSED) if (this.hasAttribute(name)) searchParams.set(name, this.getAttribute(name));
    if (beginning.files.length + beginning.lines.length > 0) address.hash = `#y=${await pack(JSON.stringify(beginning))}`;
    // The element may have been taken away meanwhile.
    if (this.isConnected && !this.#frame) this.#show(address.href);
  }

  #show(address) {
    const frame = document.createElement("iframe");
    const fixed = parseInt(this.getAttribute("height") ?? "", 10);
    frame.title = this.#words.title;
    frame.allow = "clipboard-write";
    frame.src = address;
    Object.assign(frame.style, { display: "block", width: "100%", height: `${fixed || DEFAULT_HEIGHT}px`, border: "0", borderRadius: "12px", colorScheme: "normal" });
    const silent = setTimeout(() => this.#say(this.#words.silent, address), PATIENCE_MS);
    const heard = ({ source, origin, data }) => {
      if (source !== frame.contentWindow || typeof data?.kubenori !== "string") return;
      if (origin !== (HOME.protocol === "file:" ? "null" : HOME.origin)) return;
      if (data.kubenori === "ready") {
        clearTimeout(silent);
        this.querySelector(":scope > [data-silent]")?.remove();
        this.dataset.state = "ready";
        this.dispatchEvent(new CustomEvent("kubenori-ready", { bubbles: true }));
      } else if (data.kubenori === "height" && Number.isFinite(data.value) && !fixed) {
        frame.style.height = `${Math.min(Math.max(data.value, 200), 1200)}px`;
      }
    };
    addEventListener("message", heard);
    this.#stop.push(() => removeEventListener("message", heard), () => clearTimeout(silent));
    this.#stop.push(watchTheme(() => this.#tell("theme", themeOf(this) === "dark")));
    this.#frame = frame;
    this.append(frame);
  }

  // What the session begins with: manifests to apply and commands to type, from inside the element or from a file.
  async #beginning() {
    const pieces = [...this.querySelectorAll(":scope > script[type]")].map((script) => ({
      kind: script.type.includes("yaml") ? "yaml" : "console", name: script.dataset.file, text: outdent(script.textContent),
    }));
    const src = this.getAttribute("src");
    if (src) {
      const address = new URL(src, document.baseURI);
      const response = await fetch(address).catch(() => null);
      if (!response?.ok) throw new Error(src);
      const name = address.pathname.split("/").pop();
      pieces.push({ kind: /\.ya?ml$/.test(name) ? "yaml" : "console", name, text: await response.text() });
    }
    const beginning = { files: [], lines: [] };
    for (const { kind, name, text } of pieces) {
      if (text.trim() === "") continue;
      if (kind === "yaml") {
        const file = /^[\w.-]+\.ya?ml$/.test(name ?? "") ? name : `manifest${beginning.files.length || ""}.yaml`;
        beginning.files.push([file, text]);
        beginning.lines.push(`kubectl apply -f ${file}`);
      } else beginning.lines.push(text);
    }
    return beginning;
  }

  #say(text, address) {
    const line = document.createElement("p");
    const link = document.createElement("a");
    Object.assign(link, { href: address, target: "_blank", rel: "noopener", textContent: this.#words.open });
    line.dataset.silent = "";
    line.append(`${text} `, link);
    this.append(line);
  }
}

// Inline text as it was meant: without the indentation of the page around it.
function outdent(text) {
  const lines = text.replace(/^\s*\n/, "").trimEnd().split("\n");
  const indent = Math.min(...lines.filter((line) => line.trim()).map((line) => line.match(/^\s*/)[0].length));
  return `${lines.map((line) => line.slice(indent)).join("\n")}\n`;
}

if (!customElements.get("kube-nori")) customElements.define("kube-nori", KubeNori);

// Puts a playground below each marked code block. Again and again: many sites change pages without loading them.
function upgrade() {
  for (const block of blocks(document)) {
    const { kind, name, text } = codeOf(block);
    const element = document.createElement("kube-nori");
    const script = document.createElement("script");
    script.type = kind === "yaml" ? "text/yaml" : "text/plain";
    if (name) script.dataset.file = name;
    script.textContent = text;
    for (const attribute of ["panes", "view", "height", "lesson", "step", "scenario"]) {
      const value = block.closest(`[data-${attribute}]`)?.dataset[attribute];
      if (value) element.setAttribute(attribute, value);
    }
    element.append(script);
    place(block, element);
  }
}

let due = 0;
function soon() {
  cancelAnimationFrame(due);
  due = requestAnimationFrame(upgrade);
}

// A site that is drawn by a framework takes over its own markup after loading; changes before that would confuse it.
function begin() {
  (globalThis.requestIdleCallback ?? setTimeout)(() => {
    upgrade();
    new MutationObserver(soon).observe(document.body, { childList: true, subtree: true });
  });
}
if (document.readyState === "complete") begin();
else addEventListener("load", begin, { once: true });
