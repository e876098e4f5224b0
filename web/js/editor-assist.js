// Completion and hover in the editor: the engine knows the schema, the descriptions file the prose, and both are asked
// for where the cursor is.
import { snippet } from "@codemirror/autocomplete";
import { snippets } from "./editor-snippets.js";
import { unpacked } from "./prose.js";
import { word } from "./words.js";

// The place of an offset, from 1, as the engine counts.
function place(doc, at) {
  const line = doc.lineAt(at);
  return { line: line.number, column: at - line.from + 1 };
}

const assist = (engine, doc, at) => engine.ask({ assist: { text: doc.toString(), ...place(doc, at) } }, "assistance");

// The prose of fields: upstream's text, fetched when the first one is shown.
let prose;

function describe(engine, type, field) {
  prose ??= fetch(engine.url("descriptions.txt"))
    .then((response) => (response.ok ? response.text().then(unpacked) : "")).catch(() => "");
  return prose.then((text) => textOf(text, type, field));
}

// The file has a line for each type (`name<TAB>text`), and below it lines for its fields, each with a leading dot.
export function textOf(text, type, field) {
  const begin = text.startsWith(`${type}\t`) ? 0 : text.indexOf(`\n${type}\t`) + 1;
  if (begin === 0 && !text.startsWith(`${type}\t`)) return "";
  for (let at = text.indexOf("\n", begin) + 1; at > 0 && text[at] === "."; at = text.indexOf("\n", at) + 1) {
    if (!text.startsWith(`.${field}\t`, at)) continue;
    const end = text.indexOf("\n", at);
    const raw = text.slice(at + field.length + 2, end < 0 ? undefined : end);
    return raw.replace(/\\(.)/g, (_, letter) => (letter === "n" ? "\n" : letter));
  }
  return "";
}

function element(tag, className, text) {
  const made = document.createElement(tag);
  made.className = className;
  if (text) made.textContent = text;
  return made;
}

// A card on a field: its name and type at once, its prose as soon as it is there.
function card(engine, type, field, { title, of, required, values = [] }) {
  const dom = element("div", "field-doc");
  const head = element("p", "field-head");
  head.append(element("b", "", title), " ", element("code", "", of));
  if (required) head.append(" ", element("em", "", word("required")));
  dom.append(head);
  if (values.length > 0) dom.append(element("p", "field-values", `${word("oneOf")}: ${values.join(", ")}`));
  if (type) {
    const text = element("p", "field-text");
    text.lang = "en";
    dom.append(text);
    describe(engine, type, field).then((found) => (text.textContent = found));
  }
  return dom;
}

const plain = ["string", "integer", "boolean", "number", "Quantity", "Time", "MicroTime", "IntOrString", "Duration"];

// What is written for a field: where a mapping or a list belongs, the next line is begun.
function written(name, type, indent) {
  if (plain.includes(type)) return `${name}: `;
  if (type.startsWith("[]")) return `${name}:\n${indent}- `;
  return `${name}:\n${indent}  `;
}

export function completions(engine) {
  return async (context) => {
    const { state, pos } = context;
    const line = state.doc.lineAt(pos);
    const before = line.text.slice(0, pos - line.from);
    const typed = /[\w./-]*$/.exec(before)[0];
    if (!context.explicit && typed === "") return null;
    const { items, within } = await assist(engine, state.doc, pos);
    if (context.aborted) return null;
    const indent = before.slice(0, before.length - typed.length).replace(/-/g, " ");
    const options = items.map((item) => {
      const name = item.text.replace(/: $/, "");
      const [type, star] = item.detail.split(" ");
      const option = { label: name, type: item.kind, detail: item.detail };
      if (item.kind !== "field") return option;
      option.apply = type ? written(name, type, indent) : item.text;
      option.boost = star ? 1 : 0;
      if (within) option.info = () => card(engine, within, name, { title: name, of: type, required: Boolean(star) });
      return option;
    });
    const [known, column] = [document(state.doc, line.number), before.length - typed.length];
    if (column === 0 && !known) options.push(...snippets.map(asOption));
    return options.length > 0 ? { from: pos - typed.length, options, validFor: /^[\w./-]*$/ } : null;
  };

  // Whether the document around a line says already what it is.
  function document(doc, number) {
    let at = number;
    while (at > 1 && !doc.line(at).text.startsWith("---")) at--;
    for (let next = at; next <= doc.lines; next++) {
      const { text } = doc.line(next);
      if (next > number && text.startsWith("---")) break;
      if (/^kind:\s*\S/.test(text)) return true;
    }
    return false;
  }
}

const asOption = ({ kind, template }) => ({ label: kind.toLowerCase(), displayLabel: kind, type: "snippet", detail: word("examples"), apply: snippet(template), boost: -1 });

export function hovered(engine) {
  return async (view, pos) => {
    const { hover } = await assist(engine, view.state.doc, pos);
    const line = view.state.doc.lineAt(pos);
    const key = /^[\s-]*/.exec(line.text)[0].length;
    const end = line.text.indexOf(":", key);
    const at = pos - line.from;
    if (!hover || at < key || (end >= 0 && at > end)) return null;
    const [type, field] = hover.lookup;
    const create = () => ({ dom: card(engine, type, field, { title: hover.path, of: hover.typeName, required: hover.required, values: hover.values }) });
    return { pos: line.from + key, end: line.from + (end < 0 ? line.text.length : end), above: true, create };
  };
}
