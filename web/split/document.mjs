// The least of a document that the page draws into without a browser: elements, texts and attributes. Nothing is laid out,
// and nothing happens in it.
class Target {
  addEventListener() {}
  removeEventListener() {}
}

class Node extends Target {
  childNodes = [];
  parentNode = null;
  nodeValue = "";

  get parentElement() {
    return this.parentNode;
  }

  get lastChild() {
    return this.childNodes.at(-1) ?? null;
  }

  get nextSibling() {
    const siblings = this.parentNode?.childNodes ?? [];
    return siblings[siblings.indexOf(this) + 1] ?? null;
  }

  insertBefore(node, before) {
    node.parentNode?.removeChild(node);
    this.childNodes.splice(before ? this.childNodes.indexOf(before) : this.childNodes.length, 0, node);
    node.parentNode = this;
    return node;
  }

  removeChild(node) {
    this.childNodes.splice(this.childNodes.indexOf(node), 1);
    node.parentNode = null;
    return node;
  }

  get text() {
    return this.nodeValue + this.childNodes.map((node) => node.text).join("");
  }
}

class Element extends Node {
  attributes = new Map();
  namespaceURI = "http://www.w3.org/1999/xhtml";
  classList = { add() {}, remove() {}, toggle() {} };
  clientWidth = 1_280;
  clientHeight = 800;
  value = "";

  getAttribute(name) {
    return this.attributes.get(name) ?? null;
  }

  setAttribute(name, value) {
    this.attributes.set(name, value);
  }

  removeAttribute(name) {
    this.attributes.delete(name);
  }

  cloneNode() {
    return Object.assign(new this.constructor(), { namespaceURI: this.namespaceURI, attributes: new Map(this.attributes) });
  }

  querySelector() {
    return null;
  }

  matches() {
    return false;
  }

  focus() {}
  scrollIntoView() {}
}

class HTMLElement extends Element {}
class HTMLInputElement extends HTMLElement {}
class Window extends Target {}

class Document extends Node {
  currentScript = null;
  documentElement = new HTMLElement();
  page = new HTMLElement();
  hidden = false;

  createElement(name) {
    return name === "input" ? new HTMLInputElement() : new HTMLElement();
  }

  createElementNS(namespaceURI) {
    return Object.assign(new Element(), { namespaceURI });
  }

  createTextNode(text) {
    return Object.assign(new Node(), { nodeValue: text });
  }

  getElementById(id) {
    return id === "page" ? this.page : null;
  }

  querySelector() {
    return null;
  }
}

// The clock of a slow machine: a drawing that takes long lets the browser breathe in between (Yew does so after 16 ms), and
// what it runs for that belongs to the first picture, too.
const LOOK_MS = 7;
let now = 0;

// Makes the globals of a page that was opened with a query; answers with the element into which it draws.
export function openPage(search) {
  const kept = new Map();
  const document = new Document();
  Date.now = () => (now += LOOK_MS);
  const globals = {
    Node,
    Element,
    HTMLElement,
    HTMLInputElement,
    Window,
    ShadowRoot: class {},
    ClipboardEvent: class {},
    window: globalThis,
    self: globalThis,
    document,
    location: { search, hash: "", href: `http://localhost/${search}` },
    navigator: { language: "ko", languages: ["ko"] },
    localStorage: { getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => kept.set(key, value), removeItem: (key) => kept.delete(key) },
    matchMedia: () => ({ matches: false, addEventListener() {} }),
    getSelection: () => null,
  };
  for (const [name, value] of Object.entries(globals)) Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
  Object.setPrototypeOf(globalThis, Window.prototype);
  return document.page;
}
