// Code blocks marked `kubenori`, as the makers of static sites write them.
//
// The mark is a class (`kubenori`), a language (```kubenori), or a wrapper with the class: MkDocs Material writes
// <div class="language-yaml kubenori highlight"><pre>, Jekyll <div class="kubenori language-yaml highlighter-rouge">,
// VitePress and Docusaurus <div class="language-kubenori ..."><pre>.

const MARKS = '.kubenori, [class*="language-kubenori"]';
const CONSOLE = /language-(?:console|shell|shell-session|shellsession|bash|sh|kubenori-console)\b/;
const YAML = /language-(?:ya?ml|kubenori-ya?ml)\b/;

// The outermost marked elements that hold code and are not live yet.
export function blocks(root) {
  const marked = new Set([...root.querySelectorAll(MARKS)].map((element) => (element.matches("code") ? element.closest("pre") ?? element : element)));
  const outermost = [...marked].filter((element) => ![...marked].some((other) => other !== element && other.contains(element)));
  return outermost.filter((block) => preOf(block) && !block.closest("kube-nori") && !live(block));
}

function live(block) {
  return block.localName === "pre" ? block.nextElementSibling?.localName === "kube-nori" : block.querySelector("kube-nori") !== null;
}

// A <pre> keeps nothing but text, so the playground stands after it; everything else takes it in.
export function place(block, element) {
  if (block.localName === "pre") block.after(element);
  else block.append(element);
}

function preOf(block) {
  if (block.localName === "pre") return block;
  return block.querySelector("td.code pre, td.rouge-code pre") ?? block.querySelector("pre:not(.lineno)");
}

// The code of a block, what it is, and the name of its file where it has one.
export function codeOf(block) {
  const pre = preOf(block);
  const text = textOf(pre.querySelector("code") ?? pre);
  const classes = [block, ...block.querySelectorAll('[class*="language-"]')].map((element) => element.className).join(" ");
  const yaml = YAML.test(classes) || (!CONSOLE.test(classes) && looksLikeYaml(text));
  const name = block.dataset.file ?? block.querySelector(".filename, [class*='codeBlockTitle']")?.textContent.trim();
  return { kind: yaml ? "yaml" : "console", name: /\.ya?ml$/.test(name ?? "") ? name : undefined, text };
}

function looksLikeYaml(text) {
  return /^\s*(?:#.*\n|---\s*\n|\s*\n)*(?:apiVersion|kind|metadata)\s*:/.test(text);
}

// Docusaurus ends its lines with <br>, which `textContent` leaves out; buttons and line numbers are no code.
function textOf(element) {
  let text = "";
  for (const node of element.childNodes) {
    if (node.nodeType === Node.TEXT_NODE) text += node.data;
    else if (node.nodeName === "BR") text += "\n";
    else if (node.nodeType === Node.ELEMENT_NODE && !node.matches("button, .lineno, .linenos, .line-number")) text += textOf(node);
  }
  return text;
}
