// Writes the prose of the API as the page loads it (web/js/prose.js): `node web/prose.mjs FILE OUT`. Words as single
// characters leave brotli and gzip an eighth less to send.
import { readFileSync, writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { MOST, NAME, capital, expected, flags, unpacked, written } from "./js/prose.js";

const WORD = / ?(?:[A-Z]?[a-z]{2,}|[A-Z]{2,}(?![a-z]))/g;
// A word that comes less often than this weighs more in the list than it saves.
const SELDOM = 3;

// A word with what its flags say of it.
function told(match, at, text) {
  const word = match.trimStart();
  const isCapital = /^[A-Z][a-z]/.test(word);
  const blank = match.length > word.length;
  return [isCapital ? word.toLowerCase() : word, flags(isCapital, blank !== expected(text, at))];
}

export function packed(text) {
  const named = text.replace(/^((?:[^\t\n]*\.)?)(\w+)\t(.*)$/gm, (line, before, name, prose) => {
    const [flag, said] = prose.startsWith(name) ? ["", name] : [flags(true, false), capital(name)];
    return prose.startsWith(said) ? `${before}${name}\t${flag}${NAME}${prose.slice(said.length)}` : line;
  });
  const counts = new Map();
  for (const match of named.matchAll(WORD)) {
    const [word] = told(match[0], match.index, named);
    counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  const often = [...counts].filter(([, count]) => count >= SELDOM).sort((a, b) => b[1] - a[1]);
  const words = often.slice(0, MOST).map(([word]) => word);
  const ranks = new Map(words.map((word, rank) => [word, rank]));
  const body = named.replace(WORD, (match, at) => {
    const [word, flag] = told(match, at, named);
    return ranks.has(word) ? flag + written(ranks.get(word)) : match;
  });
  const out = `${words.join(" ")}\n${body}`;
  if (unpacked(out) !== text) throw new Error("the prose of the API does not come back as it was");
  return out;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const [file, out] = process.argv.slice(2);
  if (!file || !out) throw new Error("usage: node web/prose.mjs FILE OUT");
  writeFileSync(out, packed(readFileSync(file, "utf8")));
}
