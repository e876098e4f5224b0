// Tidies a manifest without losing a comment: two blanks a level, lists under their key, no blanks at the ends of lines.
import { yaml } from "@codemirror/lang-yaml";

const parser = yaml().language.parser;
// Tokens that may go on over several lines.
const LONG = ["FlowSequence", "FlowMapping", "QuotedLiteral", "Literal", "BlockLiteral", "BlockLiteralContent"];
const BLOCK = /(?:^|[:\-?]\s+)(?:[&!]\S+\s+)*[|>]([-+\d]*)\s*(?:#.*)?$/;

// The tidied text; null where the YAML has a mistake, as nobody knows then what belongs where.
export function tidy(text) {
  const lines = text.replace(/\r\n?/g, "\n").split("\n").map((line) => untabbed(line).trimEnd());
  const clean = `${lines.join("\n").trimEnd()}\n`;
  const tree = parser.parse(clean);
  let broken = false;
  tree.iterate({ enter: (node) => void (broken ||= node.type.isError) });
  if (broken) return null;
  // The levels around a line, outermost first: where each begins, and where it is to begin. A list may stand in the
  // column of its key and is still inside of it, so its mark counts half a column further.
  let levels = [];
  // The lines of a text block: how far they move, once the first of them is seen.
  let block = null;
  const out = [];
  let [at, by] = [0, 0];
  for (const line of clean.split("\n").slice(0, -1)) {
    const start = at;
    at += line.length + 1;
    const bare = line.trimStart();
    const indent = line.length - bare.length;
    if (bare === "") {
      out.push({ text: "" });
      continue;
    }
    if (block && indent > block.above) {
      block.by ??= block.to - indent;
      out.push({ text: bare, indent: Math.max(block.to, indent + block.by) });
      continue;
    }
    block = null;
    if (bare.startsWith("#")) {
      // A comment belongs to the lines above that begin in its column; where there are none, to what follows.
      const beside = levels.find(({ from }) => Math.floor(from) === indent);
      out.push(beside ? { text: bare, indent: beside.to } : { text: bare });
      continue;
    }
    if (/^(---|\.\.\.|%)/.test(line)) {
      levels = [];
      out.push({ text: line, indent: 0 });
      continue;
    }
    if (goesOn(tree, start + indent)) {
      out.push({ text: bare, indent: Math.max(0, indent + by) });
      continue;
    }
    const placed = place(levels, bare, indent);
    by = placed.indent - indent;
    out.push(placed);
    const opens = BLOCK.exec(bare);
    if (opens) {
      const key = levels.at(-1);
      const fixed = /\d/.test(opens[1]);
      block = { above: Math.floor(key.from), to: key.to + (fixed ? 0 : 2), by: fixed ? key.to - Math.floor(key.from) : null };
    }
  }
  // Other comments stand where what follows them stands.
  let next = 0;
  for (const line of out.reverse()) {
    if (line.text !== "") line.indent = next = line.indent ?? next;
  }
  return out.reverse().map(({ text, indent }) => (text === "" ? "" : " ".repeat(indent) + text)).join("\n") + "\n";
}

function untabbed(line) {
  const indent = /^[ \t]*/.exec(line)[0];
  return indent.replace(/\t/g, "  ") + line.slice(indent.length);
}

// Whether a line begins inside of something that began above it.
function goesOn(tree, start) {
  for (let node = tree.resolveInner(start, 1); node; node = node.parent) {
    if (LONG.includes(node.name) && node.from < start) return true;
  }
  return false;
}

// Where a line belongs, and its text with one blank behind each mark.
function place(levels, bare, indent) {
  let [rest, column, text, first] = [bare, indent, "", null];
  for (;;) {
    const mark = /^-(\s+|$)/.exec(rest);
    const from = mark ? column + 0.5 : column;
    while (levels.length > 0 && levels.at(-1).from > from) levels.pop();
    let level = levels.at(-1);
    if (level?.from !== from) {
      const under = !level ? 0 : Number.isInteger(level.from) && mark ? level.to : level.to + 2;
      level = { from, to: under };
      levels.push(level);
    }
    first ??= level.to;
    if (!mark) return { text: text + rest, indent: first };
    text += rest.length > 1 ? "- " : "-";
    column += mark[0].length;
    rest = rest.slice(mark[0].length);
    if (rest === "" || rest.startsWith("#")) return { text: text + rest, indent: first };
  }
}
