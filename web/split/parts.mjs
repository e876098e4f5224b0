// Functions in parts. Of a function that runs while a cluster starts much does not run with it: what it does about mistakes,
// and in cases that do not come up there. Such a part becomes a function of its own, so that it can come with the other half.
//
// A part is an arm of an `if`, or what follows in a block on something that may leave it.
import binaryen from "binaryen";
import { functionsOf, notingModule } from "./notes.mjs";

const { Block, Break, Call, CallIndirect, Drop, GlobalSet, If, Load, LocalGet, LocalSet, Loop } = binaryen;
const { MemoryCopy, MemoryFill, MemoryGrow, Select, Store, Switch, Unary, Binary } = binaryen;
const { none, unreachable, i32, i64, f32, f64 } = binaryen;

// Parts of fewer expressions stay: to call them weighs as much.
const SMALLEST = 32;

const these = (...gets) => (ref) => gets.map((get) => get(ref)).filter(Boolean);
// What is evaluated for an expression, in this order.
const OPERANDS = new Map([
  [binaryen.BlockId, Block.getChildren],
  [binaryen.IfId, these(If.getCondition, If.getIfTrue, If.getIfFalse)],
  [binaryen.LoopId, these(Loop.getBody)],
  [binaryen.BreakId, these(Break.getValue, Break.getCondition)],
  [binaryen.SwitchId, these(Switch.getValue, Switch.getCondition)],
  [binaryen.CallId, Call.getOperands],
  [binaryen.CallIndirectId, (ref) => [...CallIndirect.getOperands(ref), CallIndirect.getTarget(ref)]],
  [binaryen.LocalGetId, these()],
  [binaryen.LocalSetId, these(LocalSet.getValue)],
  [binaryen.GlobalGetId, these()],
  [binaryen.GlobalSetId, these(GlobalSet.getValue)],
  [binaryen.LoadId, these(Load.getPtr)],
  [binaryen.StoreId, these(Store.getPtr, Store.getValue)],
  [binaryen.ConstId, these()],
  [binaryen.UnaryId, these(Unary.getValue)],
  [binaryen.BinaryId, these(Binary.getLeft, Binary.getRight)],
  [binaryen.SelectId, these(Select.getIfTrue, Select.getIfFalse, Select.getCondition)],
  [binaryen.DropId, these(Drop.getValue)],
  [binaryen.NopId, these()],
  [binaryen.UnreachableId, these()],
  [binaryen.MemorySizeId, these()],
  [binaryen.MemoryGrowId, these(MemoryGrow.getDelta)],
  [binaryen.MemoryCopyId, these(MemoryCopy.getDest, MemoryCopy.getSource, MemoryCopy.getSize)],
  [binaryen.MemoryFillId, these(MemoryFill.getDest, MemoryFill.getValue, MemoryFill.getSize)],
]);
// The labels to which an expression goes by itself, and the value that it takes along.
const GOES = new Map([
  [binaryen.BreakId, (ref) => [Break.getName(ref)]],
  [binaryen.SwitchId, (ref) => [...Switch.getNames(ref), Switch.getDefaultName(ref)]],
]);
const TAKES_ALONG = new Map([[binaryen.BreakId, Break.getValue], [binaryen.SwitchId, Switch.getValue]]);
const LABEL = new Map([[binaryen.BlockId, Block.getName], [binaryen.LoopId, Loop.getName]]);
const LOCAL = new Map([[binaryen.LocalGetId, LocalGet], [binaryen.LocalSetId, LocalSet]]);

// An expression as a tree: `kids` are its operands, `own` the labels to which it goes by itself, `goes` those outside of it to
// which something in it may go, `laden` those of them that may get a value, `size` counts its expressions. Null where
// something is in it that is not known here.
function read(ref) {
  const id = binaryen.getExpressionId(ref);
  const kids = OPERANDS.get(id)?.(ref).map(read) ?? [null];
  if (kids.includes(null)) return null;
  const label = LABEL.get(id)?.(ref);
  const own = GOES.get(id)?.(ref) ?? [];
  const gather = (name, more) => new Set([...kids.flatMap((kid) => [...kid[name]]), ...more].filter((one) => one !== label));
  return {
    ref,
    id,
    kids,
    label,
    own,
    type: binaryen.getExpressionType(ref),
    local: LOCAL.get(id)?.getIndex(ref),
    goes: gather("goes", own),
    laden: gather("laden", TAKES_ALONG.get(id)?.(ref) ? own : []),
    size: sizeOf(kids) + 1,
  };
}

const sizeOf = (nodes) => nodes.reduce((sum, { size }) => sum + size, 0);
const within = (nodes) => nodes.flatMap((node) => [node, ...within(node.kids)]);

// The parts in a tree, each before those within it: `list` is what runs one after another in it, `put` lays something else
// into its place, and `from` is where in its block it begins.
function partsIn(node) {
  const own = node.id === binaryen.IfId ? armsOf(node) : node.id === binaryen.BlockId ? tailsOf(node) : [];
  return [...own, ...node.kids.flatMap(partsIn)];
}

function armsOf(node) {
  const [, ...arms] = node.kids;
  return arms.map((arm, at) => ({ node, list: [arm], put: (ref) => [If.setIfTrue, If.setIfFalse][at](node.ref, ref) }));
}

function tailsOf(node) {
  return node.kids.slice(0, -1).flatMap((kid, at) => (kid.goes.size > 0 ? [tail(node, at + 1)] : []));
}

function tail(node, from) {
  const put = (ref) => {
    while (Block.getNumChildren(node.ref) > from) Block.removeChildAt(node.ref, from);
    Block.appendChild(node.ref, ref);
  };
  return { node, from, list: node.kids.slice(from), put };
}

// A copy of a module that notes each part that runs of the functions that are named, and `ran`, which reads from the memories
// of its instances whether a function's part ran, by its number.
export function notingParts(whole, names) {
  const first = new Map();
  const { copy, took } = notingModule(whole, (module, note) => {
    let count = 0;
    for (const { ref, name, body } of functionsOf(module)) {
      const tree = names.has(name) && body ? read(body) : null;
      if (!tree) continue;
      const parts = partsIn(tree);
      first.set(name, count);
      // From behind, so that places in a block stay what they are.
      for (const [at, { node, from, list, put }] of [...parts.entries()].reverse()) {
        if (from === undefined) put(module.block(null, [note(count + at), list[0].ref], list[0].type));
        else Block.insertChildAt(node.ref, from, note(count + at));
      }
      count += parts.length;
    }
    return count;
  });
  const ran = (memories) => {
    const noted = took(memories);
    return (name) => (first.has(name) ? (part) => noted(first.get(name) + part) : null);
  };
  return { copy, ran };
}

// The module with each part that did not run as a function of its own, behind all others.
export function parted(whole, ran, smallest = SMALLEST) {
  const module = binaryen.readBinary(whole);
  const makes = makesIn(module);
  for (const { ref, name, body, params, vars } of functionsOf(module)) {
    const ranPart = ran(name);
    if (ranPart) takeParts(module, read(body), [...binaryen.expandType(params), ...vars], ranPart, { ...makes, smallest });
  }
  if (!module.validate()) throw new Error("the module is not valid in parts");
  return Buffer.from(module.emitBinary());
}

// What parts need from a module: names of their own, and globals, which are made when they are first asked for.
function makesIn(module) {
  const ZERO = { [i32]: () => module.i32.const(0), [i64]: () => module.i64.const(0n), [f32]: () => module.f32.const(0), [f64]: () => module.f64.const(0) };
  const globals = new Set();
  let count = 0;
  return {
    name: () => `part${count++}`,
    holds: (type) => type in ZERO,
    global(type, at) {
      const name = `given${type}_${at}`;
      if (!globals.has(name)) module.addGlobal(name, type, true, ZERO[type]());
      globals.add(name);
      return name;
    },
  };
}

// Which locals are read before they are written, from an expression on: `after` are those from behind it on, and `labels`
// holds those from each label on. Sets of locals are the bits of a number.
function neededBefore(node, after, labels) {
  node.after = after;
  const through = (kids, after) => kids.reduceRight((after, kid) => neededBefore(kid, after, labels), after);
  const there = node.own.reduce((all, label) => all | labels.get(label), 0n);
  switch (node.id) {
    case binaryen.BlockId:
      labels.set(node.label, after);
      return through(node.kids, after);
    case binaryen.LoopId:
      for (let before = 0n; ; ) {
        labels.set(node.label, before);
        const more = through(node.kids, after);
        if (more === before) return before;
        before = more;
      }
    case binaryen.IfId: {
      const [condition, ...arms] = node.kids;
      const [yes, no = after] = arms.map((arm) => neededBefore(arm, after, labels));
      return neededBefore(condition, yes | no, labels);
    }
    case binaryen.BreakId:
      return through(node.kids, node.type === unreachable ? there : there | after);
    case binaryen.SwitchId:
      return through(node.kids, there);
    case binaryen.UnreachableId:
      return 0n;
    case binaryen.LocalGetId:
      return after | bit(node.local);
    case binaryen.LocalSetId:
      return through(node.kids, after & ~bit(node.local));
    default:
      return through(node.kids, after);
  }
}

const bit = (local) => 1n << BigInt(local);
const localsOf = (bits) => [...bits.toString(2)].reverse().flatMap((digit, at) => (digit === "1" ? [at] : []));

// Takes the parts that did not run out of a function. What holds several of them goes as a whole where that is possible.
function takeParts(module, tree, types, ran, makes) {
  const labels = new Map();
  neededBefore(tree, 0n, labels);
  const idle = new Map();
  for (const [at, part] of partsIn(tree).entries()) if (!ran(at)) idle.set(part.node, [...(idle.get(part.node) ?? []), part]);

  const look = (node) => {
    const [first, ...more] = idle.get(node) ?? [];
    // What follows in a block holds what follows later.
    const parts = first ? [first, ...more.filter(({ from }) => from === undefined)] : [];
    parts.forEach(take);
    node.kids.filter((kid) => !parts.some(({ list }) => list.includes(kid))).forEach(look);
  };
  const take = (part) => {
    if (sizeOf(part.list) < makes.smallest) return;
    const whole = waysOf(part.list, labels, (local) => makes.holds(types[local]));
    if (whole) cut(module, part, whole, { types, labels, makes });
    else part.list.forEach(takeWithin);
  };
  const takeWithin = (node) => {
    if (node.id === binaryen.IfId) armsOf(node).forEach(take);
    if (node.id === binaryen.BlockId) node.kids.forEach((kid, at) => take({ list: [kid], put: (ref) => Block.setChildAt(node.ref, at, ref) }));
    else node.kids.slice(0, node.id === binaryen.IfId ? 1 : undefined).forEach(takeWithin);
  };
  look(tree);
}

// How a part may end: the labels to which it may go, whether what follows it may run (`falls`) and gets a value from it
// (`type`), and the locals that it writes and somebody reads then (`gives`). Null where that is too much for a function.
function waysOf(list, labels, holds) {
  const goes = [...new Set(list.flatMap((node) => [...node.goes]))];
  const falls = list.every((node) => node.type !== unreachable);
  const last = list.at(-1);
  const type = falls ? last.type : none;
  const written = within(list).filter(({ id }) => id === binaryen.LocalSetId).reduce((all, { local }) => all | bit(local), 0n);
  const gives = written & goes.reduce((all, label) => all | labels.get(label), falls ? last.after : 0n);
  const laden = list.some((node) => node.laden.size > 0) || (type !== none && (goes.length > 0 || gives));
  return laden || !localsOf(gives).every(holds) ? null : { goes, falls, type, gives };
}

// Makes a part a function, which takes the locals that it reads. What it gives goes through globals, as does the way on
// where there are several: first to what follows, then to the labels.
function cut(module, { list, put }, { goes, falls, type, gives }, { types, labels, makes }) {
  const ends = new Map([...labels, ...goes.map((label) => [label, gives])]);
  const takes = localsOf(list.reduceRight((after, node) => neededBefore(node, after, ends), falls ? gives : 0n));
  const inside = within(list).filter(({ local }) => local !== undefined);
  const locals = [...new Set([...takes, ...inside.map(({ local }) => local)])];
  for (const { id, ref, local } of inside) LOCAL.get(id).setIndex(ref, locals.indexOf(local));

  const ways = [...(falls ? [null] : []), ...goes];
  const way = ways.length > 1 ? makes.global(i32, 0) : null;
  const decide = (label) => (way ? [module.global.set(way, module.i32.const(ways.indexOf(label)))] : []);
  let body = list.map(({ ref }) => ref);
  if (goes.length > 0) {
    const done = makes.name();
    if (falls) body.push(...decide(null), module.br(done));
    for (const label of goes) body = [module.block(label, body, none), ...decide(label), module.br(done)];
    body = [module.block(done, body, none)];
  }
  const given = localsOf(gives).map((local, at) => ({ local, type: types[local], global: makes.global(types[local], at + 1) }));
  body.push(...given.map(({ local, type, global }) => module.global.set(global, module.local.get(locals.indexOf(local), type))));
  const typesOf = (some) => some.map((local) => types[local]);
  const name = makes.name();
  module.addFunction(name, binaryen.createType(typesOf(takes)), type, typesOf(locals.slice(takes.length)), module.block(null, body, type));

  put(module.block(null, [
    module.call(name, takes.map((local) => module.local.get(local, types[local])), type),
    ...given.map(({ local, type, global }) => module.local.set(local, module.global.get(global, type))),
    ...goOn(module, ways, () => module.global.get(way, i32), makes),
  ], falls ? type : undefined));
}

// Goes on to one of some labels, or to what follows (null, which is the first).
function goOn(module, ways, way, makes) {
  const labels = ways.filter((label) => label !== null);
  if (ways.length === 0) return [module.unreachable()];
  if (ways.length === 1) return labels.map((label) => module.br(label));
  if (labels.length === 1) return [module.br(labels[0], way())];
  if (labels.length === ways.length) return [module.switch(labels.slice(0, -1), labels.at(-1), way())];
  const next = makes.name();
  return [module.block(next, [module.switch([next, ...labels.slice(0, -1)], labels.at(-1), way())], none)];
}
