// The prose of the API as the page loads it: the first line has the words that come often, and each of them is one
// character below. `web/prose.mjs` writes it.

// In front of a word: it begins with a capital letter (1); a blank in front of it is not as expected (2); both (3).
const CAPITAL = 1;
const UNEXPECTED = 2;
// A text that begins with the name of its own type or field.
export const NAME = "\x04";
// What the words are written as: the most frequent ones as one byte, all others as two.
const FEW = 16;
export const MOST = FEW + 0x780;
const WORD = /([\x01-\x03]?)([\x10-\x1f\x80-\u07ff])/g;
const NAMED = /(\w+)\t(\x01?)\x04/g;

export const written = (rank) => String.fromCharCode(rank < FEW ? 0x10 + rank : 0x80 + rank - FEW);
const rankOf = (code) => (code < 0x80 ? code - 0x10 : code - 0x80 + FEW);
export const flags = (isCapital, isUnexpected) => ["", "\x01", "\x02", "\x03"][CAPITAL * isCapital + UNEXPECTED * isUnexpected];
export const capital = (word) => word[0].toUpperCase() + word.slice(1);

// Whether a blank is expected in front of the word that begins there.
export const expected = (text, at) => at > 0 && /[a-z0-9.,:;)`'"\]}\x04\x10-\x1f\x80-\u07ff]/i.test(text[at - 1]);

// The file of `crates/api/src/descriptions.rs`: a line for each type (`name<TAB>text`), and below it lines for its fields,
// each with a leading dot.
export function unpacked(packed) {
  const end = packed.indexOf("\n");
  const words = packed.slice(0, end).split(" ");
  return packed.slice(end + 1)
    .replace(WORD, (_, flag, letter, at, all) => {
      const bits = flag.charCodeAt(0);
      const word = words[rankOf(letter.charCodeAt(0))];
      const blank = expected(all, at) !== Boolean(bits & UNEXPECTED);
      return (blank ? " " : "") + (bits & CAPITAL ? capital(word) : word);
    })
    .replace(NAMED, (_, name, flag) => `${name}\t${flag ? capital(name) : name}`);
}
