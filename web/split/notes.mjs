// Copies of a module that note what runs in them.
import binaryen from "binaryen";

const PAGE = 65_536;

// The functions of a module: their names (numbers, as the module has no names), and what they are called from outside.
export function functionsOf(module) {
  return Array.from({ length: module.getNumFunctions() }, (_, at) => {
    const ref = module.getFunctionByIndex(at);
    return { ref, ...binaryen.getFunctionInfo(ref), imported: binaryen.getFunctionInfo(ref).base !== "" };
  });
}

// The bytes of a module that has been changed, with one byte of memory for each note: `put` changes it, given what makes the
// expression that takes a note by its number, and answers with how many there are. Also `took`, which reads from the memories
// of its instances whether a note was taken.
export function notingModule(whole, put) {
  const module = binaryen.readBinary(whole);
  const base = module.getMemoryInfo().initial * PAGE;
  const count = put(module, (number) => module.i32.store8(0, 1, module.i32.const(base + number), module.i32.const(1)));
  const copy = withPages(Buffer.from(module.emitBinary()), Math.ceil(count / PAGE));
  const took = (memories) => {
    const notes = memories.map((memory) => new Uint8Array(memory.buffer, base, count));
    return (number) => notes.some((note) => note[number] === 1);
  };
  return { copy, took };
}

// A copy of the module that notes each function it enters, and `ran`, which reads the names of those that ran from the
// memories of its instances.
export function noting(whole) {
  let functions;
  const { copy, took } = notingModule(whole, (module, note) => {
    functions = functionsOf(module);
    functions.forEach(({ ref, body, results, imported }, at) => {
      if (!imported) binaryen.Function.setBody(ref, module.block(null, [note(at), body], results));
    });
    return functions.length;
  });
  const ran = (memories) => {
    const entered = took(memories);
    return new Set(functions.filter(({ imported }, at) => imported || entered(at)).map(({ name }) => name));
  };
  return { copy, ran };
}

const i32 = (value) => {
  const bytes = [];
  do {
    bytes.push((value & 127) | (value > 127 ? 128 : 0));
    value >>>= 7;
  } while (value > 0);
  return bytes;
};

// The module with a larger memory. The allocator only uses what it has grown by itself, so the last pages stay free.
function withPages(bytes, pages) {
  let at = 8;
  const number = () => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[at++];
      value |= (byte & 127) << shift;
      if (byte < 128) return value >>> 0;
    }
  };
  while (at < bytes.length) {
    const start = at;
    const section = bytes[at++];
    const end = number() + at;
    if (section === 5) {
      const [count, flags, initial] = [number(), bytes[at++], number()];
      if (count !== 1 || flags !== 0) throw new Error("the module's memory is not as expected");
      const body = [...i32(count), flags, ...i32(initial + pages)];
      return Buffer.concat([bytes.subarray(0, start), Buffer.from([section, ...i32(body.length), ...body]), bytes.subarray(end)]);
    }
    at = end;
  }
  throw new Error("the module has no memory");
}
