// What `web/split/parts.mjs` makes of functions: whatever is taken out of them, they do what they did.
import assert from "node:assert/strict";
import { test } from "node:test";
import binaryen from "binaryen";
import { notingParts, parted } from "../split/parts.mjs";

// Each takes two numbers. Their parts give locals on, go to one label or to one of several, go round, give values, and trap.
const FUNCTIONS = {
  gives: `(local $c i32) (local.set $c (i32.const 7))
    (if (i32.gt_s (local.get $a) (i32.const 3)) (then
      (if (local.get $b) (then (local.set $c (i32.mul (local.get $a) (local.get $b)))))
      (local.set $a (i32.add (local.get $a) (i32.const 1)))))
    (i32.add (local.get $c) (local.get $a))`,
  leaves: `(block $one (block $two (block $three
      (br_if $one (i32.eqz (local.get $a)))
      (local.set $a (i32.mul (local.get $a) (i32.const 3)))
      (br_if $two (i32.gt_s (local.get $a) (local.get $b)))
      (local.set $b (i32.add (local.get $b) (local.get $a)))
      (br_if $three (i32.and (local.get $b) (i32.const 1)))
      (local.set $b (i32.add (local.get $b) (i32.const 100))))
    (local.set $a (i32.add (local.get $a) (i32.const 1000))))
    (local.set $b (i32.add (local.get $b) (i32.const 10000))))
    (i32.add (local.get $a) (local.get $b))`,
  rounds: `(local $sum i32)
    (block $out (loop $again
      (br_if $out (i32.gt_s (local.get $a) (i32.const 9)))
      (local.set $a (i32.add (local.get $a) (i32.const 1)))
      (if (i32.and (local.get $a) (i32.const 1)) (then
        (local.set $sum (i32.add (local.get $sum) (local.get $a)))
        (br $again)))
      (br_if $out (i32.gt_s (local.get $sum) (local.get $b)))
      (br $again)))
    (i32.add (local.get $sum) (local.get $a))`,
  chooses: `(if (result i32) (local.get $a) (then (i32.mul (local.get $b) (i32.const 5))) (else
      (block $out (result i32) (drop (br_if $out (i32.const 8) (local.get $b))) (i32.const 9))))`,
  traps: `(if (i32.gt_s (local.get $a) (local.get $b)) (then (local.set $a (i32.div_u (local.get $a) (i32.const 2))) (unreachable)))
    (i32.sub (local.get $b) (local.get $a))`,
};

const text = Object.entries(FUNCTIONS).map(([name, body]) => `(func (export "${name}") (param $a i32) (param $b i32) (result i32) ${body})`);
const whole = binaryen.parseText(`(module (memory (export "memory") 1) ${text.join("\n")})`).emitBinary();
const instance = (bytes) => new WebAssembly.Instance(new WebAssembly.Module(bytes)).exports;
const functions = (bytes) => binaryen.readBinary(bytes).getNumFunctions();
const names = new Set(Object.keys(FUNCTIONS).map((_, at) => String(at)));

function answer(call, ...given) {
  try {
    return call(...given);
  } catch (error) {
    return error.message;
  }
}

// The module without the parts that do not run when its functions get some numbers.
function without(...runs) {
  const { copy, ran } = notingParts(whole, names);
  const noting = instance(copy);
  for (const given of runs) for (const name of Object.keys(FUNCTIONS)) answer(noting[name], ...given);
  return parted(whole, ran([noting.memory]), 2);
}

for (const runs of [[], [[0, 0]], [[1, 5]], [[4, 2], [0, 3]], [[9, 0], [2, 8], [0, 0]]]) {
  test(`functions that ran with ${JSON.stringify(runs)} do the same in parts`, () => {
    const bytes = without(...runs);
    assert.ok(functions(bytes) > functions(whole), "something did not run");
    const [before, after] = [instance(whole), instance(bytes)];
    for (const name of Object.keys(FUNCTIONS)) {
      for (let a = -2; a < 12; a++) for (let b = -2; b < 12; b++) assert.equal(answer(after[name], a, b), answer(before[name], a, b), `${name} ${a} ${b}`);
    }
  });
}

test("what runs stays, and small parts do", () => {
  const all = Array.from({ length: 196 }, (_, at) => [at % 14 - 2, Math.floor(at / 14) - 2]);
  assert.equal(functions(without(...all)), functions(whole));
  const { ran } = notingParts(whole, names);
  assert.equal(functions(parted(whole, ran([]))), functions(whole));
});
