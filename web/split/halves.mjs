// A module in two halves. The first half keeps the memory, the tables and the globals. A function that it does not keep is
// there a stub, which asks for the other half if it is not there yet and goes on through a slot of the function table; the
// other half fills these slots. Constants that no code of the first half can reach (`linked.mjs`) come with the other half,
// which lays them into the memory.
import binaryen from "binaryen";
import { memoryPieces } from "./linked.mjs";
import { functionsOf } from "./notes.mjs";

// The numbers in a module's code that may be addresses. What is masked with is none, and what is subtracted is added as a
// negative number. Two numbers may have become one of 64 bits: an address is then as the linker wrote it.
function numbersOf(module, written) {
  const found = new Set();
  const above = [];
  for (const [, indent, operation, rest] of module.emitText().matchAll(/^( *)\(([\w.]+)(.*)$/gm)) {
    above[indent.length] = operation;
    const offset = rest.match(/offset=(\d+)/);
    if (offset) found.add(Number(offset[1]));
    if (!operation.endsWith(".const") || above[indent.length - 1]?.endsWith(".and")) continue;
    const [constant] = rest.match(/-?\d+/) ?? [];
    if (operation === "i32.const") found.add(Number(constant)).add(-Number(constant));
    if (operation === "i64.const") [0n, 32n].map((shift) => Number((BigInt(constant) >> shift) & 0xffffffffn)).filter((half) => written.has(half)).forEach((half) => found.add(half));
  }
  return [...found];
}

// Takes out of the first half's memory what its code cannot reach, and answers with that. The code is searched for numbers
// that may be addresses, and what they may mean is followed through the memory.
function takeUnused(whole, first, { pieces, meant, written, vague, named, content }) {
  const segments = segmentsOf(first);
  for (const { offset, data } of segments) {
    if (content.compare(data, 0, data.length, offset, offset + data.length) !== 0) throw new Error("the linked module is not the one that is split");
  }
  const all = binaryen.readBinary(whole);
  for (const module of [first, all]) fill(module, []);
  // What code named when it was linked, and seems to name no more, may be named in a way that is not seen: it stays.
  const seen = new Set(numbersOf(all, written).flatMap(meant));
  const unseen = [...named].filter((piece) => !seen.has(piece));
  const waiting = [...vague, ...unseen, ...numbersOf(first, written).flatMap(meant)];
  const used = new Set();
  while (waiting.length > 0) {
    const piece = waiting.pop();
    if (used.has(piece)) continue;
    used.add(piece);
    waiting.push(...piece.to);
  }
  const unused = [];
  for (const { start, end } of pieces.filter((piece) => !used.has(piece))) {
    const last = unused.at(-1);
    if (last?.end === start) last.end = end;
    else unused.push({ start, end });
  }
  // What is taken out leaves zeros, which weigh nothing.
  for (const { offset, data } of segments) for (const { start, end } of unused) data.fill(0, clamp(start - offset, data), clamp(end - offset, data));
  fill(first, segments);
  return unused.map(({ start, end }) => ({ offset: start, data: content.subarray(start, end) }));
}

const clamp = (at, data) => Math.min(Math.max(at, 0), data.length);

function segmentsOf(module) {
  return Array.from({ length: module.getNumDataSegments() }, (_, at) => {
    const { offset, data, passive } = module.getDataSegmentInfo(module.getDataSegmentByIndex(at));
    if (passive) throw new Error("the module has memory that it lays out by itself");
    return { offset, data: Buffer.from(data) };
  });
}

function fill(module, segments) {
  const { initial } = module.getMemoryInfo();
  module.setMemory(initial, -1, null, segments.map(({ offset, data }) => ({ offset: module.i32.const(offset), data, passive: false })), false, false, "0");
}

const check = (module, what) => {
  if (!module.validate()) throw new Error(`${what} is not valid after the split`);
  return module.emitBinary();
};

const unused = ["remove-unused-module-elements"];
const exportsOf = (module) => Array.from({ length: module.getNumExports() }, (_, at) => binaryen.getExportInfo(module.getExportByIndex(at)));
const named = (count, get, info) => Array.from({ length: count }, (_, at) => info(get(at)));

// The module without the bodies of what it does not keep: `slots` says which of these are called, and where they will be.
function firstHalf(whole, kept, slots) {
  const module = binaryen.readBinary(whole);
  const table = functionTable(module);
  if (slots) {
    module.addGlobal("joined", binaryen.i32, true, module.i32.const(0));
    module.addFunctionImport("load", "rest", "load", binaryen.none, binaryen.none);
  }
  for (const { ref, name, params, results } of functionsOf(module).filter(({ name }) => !kept.has(name) && name !== "load")) {
    binaryen.Function.setBody(ref, slots?.has(name) ? stub(module, table, table.initial + slots.get(name), params, results) : module.unreachable());
  }
  if (slots) {
    lengthen(table, slots);
  }
  return { module, table };
}

// The table has a slot more for each missing function that is called.
function lengthen({ ref, initial, max }, slots) {
  binaryen.Table.setInitial(ref, initial + slots.size);
  if (max !== undefined) binaryen.Table.setMax(ref, max + slots.size);
}

function stub(module, table, slot, params, results) {
  const given = binaryen.expandType(params).map((type, at) => module.local.get(at, type));
  return module.block(null, [
    module.if(module.i32.eqz(module.global.get("joined", binaryen.i32)), module.call("load", [], binaryen.none)),
    module.call_indirect(table.name, module.i32.const(slot), given, params, results),
  ], results);
}

function functionTable(module) {
  const tables = named(module.getNumTables(), (at) => module.getTableByIndex(at), (ref) => ({ ref, ...binaryen.getTableInfo(ref) }));
  const table = tables.find(({ ref }) => binaryen.Table.getType(ref) === binaryen.funcref);
  if (!table) throw new Error("the module has no table of functions");
  return table;
}

// The other half: what the first does not keep. Everything that it shares with the first half is imported from it.
function otherHalf(whole, kept, slots, at) {
  const module = binaryen.readBinary(whole);
  for (const { name } of exportsOf(module)) module.removeExport(name);
  for (const { name } of named(module.getNumElementSegments(), (at) => module.getElementSegmentByIndex(at), binaryen.getElementSegmentInfo)) module.removeElementSegment(name);
  for (const { name, params, results, imported } of functionsOf(module).filter(({ name }) => kept.has(name))) {
    if (!imported) module.removeFunction(name);
    module.addFunctionImport(name, "first", shared("f", name), params, results);
  }
  for (const { name, type, mutable } of named(module.getNumGlobals(), (at) => module.getGlobalByIndex(at), binaryen.getGlobalInfo)) {
    module.removeGlobal(name);
    module.addGlobalImport(name, "first", shared("g", name), type, mutable);
  }
  const table = functionTable(module);
  lengthen(table, slots);
  for (const { name } of named(module.getNumTables(), (at) => module.getTableByIndex(at), binaryen.getTableInfo)) module.addTableImport(name, "first", shared("t", name));
  module.addActiveElementSegment(table.name, "slots", [...slots.keys()], module.i32.const(at));
  module.runPasses(unused);
  return module;
}

// How the halves call what they share.
const shared = (sort, name) => `${sort}${name}`;

// Splits a module: `kept` are the names of the functions of the first half, `linked` is the module as the linker wrote it.
export function split(whole, kept, linked) {
  // Which of the missing functions does the first half call at all? Those that stay when nothing unused does.
  const trial = firstHalf(whole, kept).module;
  trial.runPasses(unused);
  const called = functionsOf(trial).filter(({ name }) => !kept.has(name));
  const slots = new Map(called.map(({ name }, at) => [name, at]));

  const { module: first, table } = firstHalf(whole, kept, slots);
  const rest = otherHalf(whole, kept, slots, table.initial);
  for (const { name, imported } of functionsOf(rest)) if (imported) first.addFunctionExport(name, shared("f", name));
  for (const { name } of named(rest.getNumGlobals(), (at) => rest.getGlobalByIndex(at), binaryen.getGlobalInfo)) first.addGlobalExport(name, shared("g", name));
  for (const { name } of named(rest.getNumTables(), (at) => rest.getTableByIndex(at), binaryen.getTableInfo)) first.addTableExport(name, shared("t", name));
  first.addGlobalExport("joined", "joined");
  first.runPasses(unused);
  fill(rest, takeUnused(whole, first, memoryPieces(linked)));
  rest.addMemoryImport("0", "first", "memory", false);
  return { first: check(first, "the first half"), rest: check(rest, "the other half") };
}
