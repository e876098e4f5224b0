// Tidying changes how a manifest looks and never what it says.
import assert from "node:assert/strict";
import { test } from "node:test";
import { textOf } from "../js/editor-assist.js";
import { isDump } from "../js/editor-files.js";
import { tidy } from "../js/editor-tidy.js";
import { unpacked } from "../js/prose.js";
import { table } from "../js/words.js";
import { packed } from "../prose.mjs";

test("levels are two blanks wide, lists stand under their key, comments stay where they belong", () => {
  const before = "metadata:\n name: a\n # of metadata\nspec:\n # of containers\n containers:\n     - image: x   \n       name:   a # why\n       ports:\n       -    containerPort: 80\n\n\n";
  const after = "metadata:\n  name: a\n  # of metadata\nspec:\n  # of containers\n  containers:\n  - image: x\n    name:   a # why\n    ports:\n    - containerPort: 80\n";
  assert.equal(tidy(before), after);
  assert.equal(tidy(after), after);
});

test("text in blocks keeps its own indentation", () => {
  const before = "data:\n      a: |\n         one\n           two\n\n         three\n      b: 1\n";
  assert.equal(tidy(before), "data:\n  a: |\n    one\n      two\n\n    three\n  b: 1\n");
});

test("tabs become blanks, and lists in lists stay lists in lists", () => {
  assert.equal(tidy("metadata:\n\tname: a\r\n"), "metadata:\n  name: a\n");
  assert.equal(tidy("a:\n- - 1\n  - 2\n- -   x: 1\n      y: 2\n"), "a:\n- - 1\n  - 2\n- - x: 1\n    y: 2\n");
  assert.equal(tidy("a: 1\n---\n  b:\n      - c\n"), "a: 1\n---\nb:\n- c\n");
});

test("what is broken is left alone", () => {
  assert.equal(tidy("a: [1\nb: 2\n"), null);
});

test("the prose of a field is found in the descriptions file", () => {
  const file = "io.A\tAn A.\n.x\tThe x\\nof A.\n.xy\tMore.\nio.AB\t\n.x\tAnother \\\\.\n";
  assert.equal(textOf(file, "io.A", "x"), "The x\nof A.");
  assert.equal(textOf(file, "io.A", "xy"), "More.");
  assert.equal(textOf(file, "io.AB", "x"), "Another \\.");
  assert.equal(textOf(file, "io.A", "z") + textOf(file, "io.C", "x") + textOf("", "io.A", "x"), "");
});

test("the prose of the API is packed, and comes back as it was", () => {
  const texts = ["name of the name", "Name of the name.", "The name, theName (the NAME) of  the\\nname—", "APIs, a API, xAPI URLs's name", "", "of"];
  const fields = ["name", "$ref", "x-of-name", "Name", "of"];
  const lines = texts.flatMap((text, at) => [`io.k8s.of.v1.Name${at}\t${text}`, `io.the\t${text}`, ...fields.map((field) => `.${field}\t${text}`)]);
  const file = `${lines.join("\n")}\n`;
  assert.ok(Buffer.byteLength(packed(file)) < Buffer.byteLength(file));
  assert.equal(unpacked(packed(file)), file);
  assert.equal(unpacked(packed("")), "");
  // Characters that stand for words may not be in it.
  assert.throws(() => packed(".a\tthe the the \u0100\n"));
});

test("a dump of a cluster is told apart from a manifest", () => {
  assert.equal(isDump("apiVersion: v1\nitems:\n- kind: Pod\n  metadata:\n    uid: 1\nkind: List\n"), true);
  assert.equal(isDump("apiVersion: v1\nkind: Pod\nmetadata:\n  uid: x\n"), false);
});

test("the scripts' words are there in both languages", () => {
  for (const [key, [ko, en]] of Object.entries(table)) assert.ok(ko.trim() && en.trim(), key);
});
