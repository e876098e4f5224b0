// What `web/split/linked.mjs` reads from a linked module, of a module that is written here by hand.
import assert from "node:assert/strict";
import { test } from "node:test";
import { memoryPieces } from "../split/linked.mjs";

const START = 1_024;
const leb = (value, bytes = []) => (value < 128 ? [...bytes, value] : leb(value >> 7, [...bytes, (value & 127) | 128]));
const sized = (bytes) => [...leb(bytes.length), ...bytes];
const name = (text) => sized([...Buffer.from(text)]);
const custom = (title, bytes) => [0, ...sized([...name(title), ...bytes])];
const symbol = (title, offset, size) => [1, 0, ...name(title), 0, offset, size];

// Three constants, of 8, 8 and 16 bytes. The first points to the second; code means the third by an address 8 bytes before it.
function linkedModule({ relocations = true } = {}) {
  const before = [1, 0, 0x41, ...[0x80, 0x08], 0x0b, 32];
  const memory = [11, ...sized([...before, ...Array(32).keys()])];
  const symbols = [3, ...symbol("first", 0, 8), ...symbol("second", 8, 8), ...symbol("third", 16, 16)];
  return Buffer.from([
    ...Buffer.from("\0asm"), 1, 0, 0, 0,
    ...memory,
    ...custom("linking", [2, 8, ...sized(symbols)]),
    ...(relocations ? custom("reloc.CODE", [1, 1, 4, 0, 2, 0x78]) : []),
    ...custom("reloc.DATA", [1, 1, 5, before.length + 4, 1, 0]),
  ]);
}

test("the memory is taken apart by the linker's symbols", () => {
  const { pieces, meant, vague, content } = memoryPieces(linkedModule());
  const [first, second, third] = pieces;
  assert.deepEqual(pieces.map(({ start, end }) => [start, end]), [[START, START + 8], [START + 8, START + 16], [START + 16, START + 32]]);
  assert.deepEqual(pieces.map(({ to }) => [...to]), [[second], [], []]);
  assert.deepEqual(meant(START + 3), [first, first]);
  assert.deepEqual(new Set(meant(START + 8)), new Set([second, third]), "the linker wrote this number for the third");
  assert.deepEqual(new Set(meant(START + 16)), new Set([second, third]), "a border may be an end or a start");
  assert.deepEqual(meant(START - 100), []);
  assert.deepEqual([...vague], [third]);
  assert.deepEqual([...content.subarray(START)], [...Array(32).keys()]);
});

test("a module that was linked without relocations is refused", () => {
  assert.throws(() => memoryPieces(linkedModule({ relocations: false })), /reloc.CODE/);
});
