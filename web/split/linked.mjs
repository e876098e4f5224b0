// What the linker knows of a module's memory (`--emit-relocs`), and what no later tool changes: where each constant of the
// program lies, and which others it points to.

// The memory in pieces that are used as a whole, ordered by address: `{ start, end, to }`, with `to` the pieces that one
// points to. `meant` answers which pieces code may mean by a number; `vague` are those that some code means by a number
// outside of them, as the address of a table takes in the index of its first entry. `named` are all that code names at all.
// `written` are the numbers that code has for addresses, with what they mean. `content` is what the memory holds.
export function memoryPieces(bytes) {
  const sections = sectionsOf(bytes);
  const section = (name) => {
    const found = sections.find((one) => one.name === name);
    if (!found) throw new Error(`the linked module has no section ${name}: it has to be linked with --emit-relocs`);
    return found.body;
  };
  const segments = segmentsOf(sections.find(({ id }) => id === 11).body);
  const symbols = symbolsOf(section("linking"), segments);
  const pieces = piecesOf(symbols.filter((symbol) => symbol && symbol.end > symbol.start));
  const at = (address) => {
    const piece = pieces[first(pieces, ({ end }) => end > address)];
    return piece && piece.start <= address ? [piece] : [];
  };

  for (const { offset, index } of relocationsOf(section("reloc.DATA"))) {
    const segment = segments.findLast(({ from }) => from <= offset);
    const [owner] = at(segment.address + offset - segment.from);
    if (symbols[index]) at(symbols[index].start).forEach((piece) => owner.to.add(piece));
  }
  const written = new Map();
  const [vague, named] = [new Set(), new Set()];
  for (const { index, addend } of relocationsOf(section("reloc.CODE"))) {
    if (!symbols[index]) continue;
    const number = symbols[index].start + addend;
    for (const piece of at(symbols[index].start)) {
      written.set(number, (written.get(number) ?? new Set()).add(piece));
      if (number < piece.start || number > piece.end) vague.add(piece);
      named.add(piece);
    }
  }
  // Where the linker did not write a number, it may as well be the end of a piece.
  const meant = (number) => [...(written.get(number) ?? at(number - 1)), ...at(number)];
  return { pieces, meant, written, vague, named, content: contentOf(segments) };
}

function contentOf(segments) {
  const content = Buffer.alloc(Math.max(...segments.map(({ address, data }) => address + data.length)));
  for (const { address, data } of segments) content.set(data, address);
  return content;
}

// Symbols that share bytes are one piece.
function piecesOf(symbols) {
  const pieces = [];
  for (const { start, end } of symbols.toSorted((a, b) => a.start - b.start)) {
    const last = pieces.at(-1);
    if (last && start < last.end) last.end = Math.max(last.end, end);
    else pieces.push({ start, end, to: new Set() });
  }
  return pieces;
}

// The first index of an ordered list from which on a condition holds.
function first(list, holds) {
  let [low, high] = [0, list.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(list[middle])) high = middle;
    else low = middle + 1;
  }
  return low;
}

class Reader {
  constructor(bytes) {
    this.bytes = bytes;
    this.at = 0;
  }

  more() {
    return this.at < this.bytes.length;
  }

  byte() {
    return this.bytes[this.at++];
  }

  // A number of 32 bits in LEB128.
  number() {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.byte();
      value |= (byte & 127) << shift;
      if (byte < 128) return value >>> 0;
    }
  }

  signed() {
    let value = 0;
    for (let shift = 0; ; ) {
      const byte = this.byte();
      value |= (byte & 127) << shift;
      shift += 7;
      if (byte < 128) return shift < 32 && byte & 64 ? value | (-1 << shift) : value;
    }
  }

  take(size) {
    return this.bytes.subarray(this.at, (this.at += size));
  }

  text() {
    return this.take(this.number()).toString();
  }
}

function sectionsOf(bytes) {
  const reader = new Reader(bytes);
  reader.take(8);
  const sections = [];
  while (reader.more()) {
    const id = reader.byte();
    const body = new Reader(reader.take(reader.number()));
    sections.push({ id, name: id === 0 ? body.text() : "", body });
  }
  return sections;
}

// The segments of the memory: at which byte of the section their content begins, and at which address it is laid out.
function segmentsOf(reader) {
  const segments = [];
  for (let left = reader.number(); left > 0; left--) {
    const [flags, opcode, address, end] = [reader.number(), reader.byte(), reader.signed(), reader.byte()];
    if (flags !== 0 || opcode !== 0x41 || end !== 0x0b) throw new Error("the linked module's memory is not as expected");
    const size = reader.number();
    segments.push({ from: reader.at, address, data: reader.take(size) });
  }
  return segments;
}

const SYMBOL_TABLE = 8;
const [FUNCTION, DATA, , SECTION] = [0, 1, 2, 3];
const [UNDEFINED, EXPLICIT_NAME, ABSOLUTE] = [0x10, 0x40, 0x200];

// The symbols in the order by which relocations name them; null for what does not lie in the memory.
function symbolsOf(linking, segments) {
  linking.number();
  let table = null;
  while (linking.more() && !table) {
    const kind = linking.byte();
    const body = new Reader(linking.take(linking.number()));
    if (kind === SYMBOL_TABLE) table = body;
  }
  return Array.from({ length: table.number() }, () => {
    const [kind, flags] = [table.byte(), table.number()];
    if (kind === DATA) {
      table.text();
      if (flags & UNDEFINED) return null;
      const [segment, offset, size] = [table.number(), table.number(), table.number()];
      if (flags & ABSOLUTE || !segments[segment]) return null;
      const start = segments[segment].address + offset;
      return { start, end: start + size };
    }
    table.number();
    if (kind !== SECTION && (!(flags & UNDEFINED) || flags & EXPLICIT_NAME)) table.text();
    return null;
  });
}

// Of the relocations, those of addresses in the memory: in reloc.h of LLVM's WebAssembly they all have an addend.
const ADDRESSES = new Set([3, 4, 5, 11]);
const OTHERS_WITH_ADDEND = new Set([8, 9, 22]);

function relocationsOf(reader) {
  reader.number();
  return Array.from({ length: reader.number() }, () => {
    const [type, offset, index] = [reader.byte(), reader.number(), reader.number()];
    const addend = ADDRESSES.has(type) || OTHERS_WITH_ADDEND.has(type) ? reader.signed() : 0;
    return { type, offset, index, addend };
  }).filter(({ type }) => ADDRESSES.has(type));
}
