// Splits the modules of the engine and of the page in two: `node web/split.mjs FOLDER LINKED`, where LINKED is the folder
// of the modules as the linker wrote them. The first half of each is all that runs until the first picture stands, and while
// nothing is asked; it is what a visitor waits for. The other half (`engine_rest.wasm`, `page_rest.wasm`) follows by itself,
// or at once when something calls into it.
//
// What runs is not guessed: copies of the modules that note each function they enter start every scenario, and draw it. A
// second copy of the engine notes which parts of these functions run, and those that do not are left to the other half, too.
// What runs of the page hangs on the reader's window and habits, of which this sees few: its functions stay whole.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { split } from "./split/halves.mjs";
import { noting } from "./split/notes.mjs";
import { notingParts, parted } from "./split/parts.mjs";
import { runEngine, runPage } from "./split/runs.mjs";

const [folder, linked] = process.argv.slice(2);
if (!linked) throw new Error("usage: node web/split.mjs FOLDER LINKED");

// In the glue that wasm-bindgen wrote, the two doors: the import that asks for the other half, and `join`, which takes it.
const load = (name) => `rest: { load: () => globalThis.kubenoriRest.${name}() },`;
const JOIN = "(module) => { new WebAssembly.Instance(module, { first: wasm }); wasm.joined.value = 1; };";
const DOORS = {
  engine: [
    ['"./engine_bg.js": import0,', `"./engine_bg.js": import0, ${load("engine")}`],
    ["return Object.assign(__wbg_init,", `exports.join = ${JOIN}\n    return Object.assign(__wbg_init,`],
  ],
  page: [
    ['"./page_bg.js": import0,', `"./page_bg.js": import0, ${load("page")}`],
    ["export { initSync, __wbg_init as default };", `export const join = ${JOIN}\nexport { initSync, __wbg_init as default };`],
  ],
};

const file = (name) => join(folder, name);
const whole = Object.fromEntries(["engine", "page"].map((name) => [name, readFileSync(file(`${name}_bg.wasm`))]));

// Which functions of a module run.
function running(module, run) {
  const { copy, ran } = noting(module);
  return run(copy).then(ran);
}

// The module with what does not run of these functions as functions of their own.
function inParts(module, functions, run) {
  const { copy, ran } = notingParts(module, functions);
  return run(copy).then((memories) => parted(module, ran(memories)));
}

function halve(name, module, functions) {
  const { first, rest } = split(module, functions, readFileSync(join(linked, `${name}.wasm`)));
  const glue = DOORS[name].reduce((text, [before, after]) => {
    if (text.split(before).length !== 2) throw new Error(`${name}.js does not have ${before} once`);
    return text.replace(before, () => after);
  }, readFileSync(file(`${name}.js`), "utf8"));
  return { [`${name}_bg.wasm`]: first, [`${name}_rest.wasm`]: rest, [`${name}.js`]: glue };
}

const start = (copy) => runEngine(folder, copy);
const started = await running(whole.engine, start);
const drew = await running(whole.page, (copy) => runPage(folder, copy, whole.engine));
const files = {
  ...halve("engine", await inParts(whole.engine, started, start), started),
  ...halve("page", whole.page, drew),
};
for (const [name, content] of Object.entries(files)) writeFileSync(file(name), content);
// The pages that were opened go on ticking.
process.exit();
