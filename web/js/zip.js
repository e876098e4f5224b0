// A ZIP file of small texts, stored as they are: what an exported lesson folder needs.

const table = Uint32Array.from({ length: 256 }, (_, n) => {
  for (let bit = 0; bit < 8; bit += 1) n = n & 1 ? 0xedb88320 ^ (n >>> 1) : n >>> 1;
  return n;
});

function crc(bytes) {
  let sum = -1;
  for (const byte of bytes) sum = table[(sum ^ byte) & 255] ^ (sum >>> 8);
  return ~sum >>> 0;
}

// Little-endian numbers of two (h) and four (i) bytes.
function pack(format, ...values) {
  const bytes = [];
  [...format].forEach((kind, at) => {
    for (let byte = 0; byte < (kind === "h" ? 2 : 4); byte += 1) bytes.push((values[at] >>> (8 * byte)) & 255);
  });
  return Uint8Array.from(bytes);
}

// `files` is a list of [path, text].
export function zip(files) {
  const coder = new TextEncoder();
  // Names are UTF-8 (bit 11). The date is 1 January 1980: the same lesson gives the same file.
  const common = [20, 0x800, 0, 0, 0x21];
  const bodies = [];
  const directory = [];
  let offset = 0;
  for (const [path, text] of files) {
    const [name, data] = [coder.encode(path), coder.encode(text)];
    const sizes = [crc(data), data.length, data.length, name.length];
    const head = pack("ihhhhhiiihh", 0x04034b50, ...common, ...sizes, 0);
    directory.push(pack("ihhhhhhiiihhhhhii", 0x02014b50, 20, ...common, ...sizes, 0, 0, 0, 0, 0, offset), name);
    bodies.push(head, name, data);
    offset += head.length + name.length + data.length;
  }
  const length = directory.reduce((sum, part) => sum + part.length, 0);
  const end = pack("ihhhhiih", 0x06054b50, 0, 0, files.length, files.length, length, offset, 0);
  return new Blob([...bodies, ...directory, end], { type: "application/zip" });
}
