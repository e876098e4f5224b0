// A session as part of an address: the journal, deflated, in base64url. `#s=` holds a session, `#y=` what a session is
// to begin with: files, and lines to type.

async function through(stream, bytes) {
  const piped = new Blob([bytes]).stream().pipeThrough(stream);
  return new Uint8Array(await new Response(piped).arrayBuffer());
}

export async function pack(text) {
  const bytes = await through(new CompressionStream("deflate-raw"), new TextEncoder().encode(text));
  let binary = "";
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

export async function unpack(code) {
  const binary = atob(code.replaceAll("-", "+").replaceAll("_", "/"));
  const bytes = Uint8Array.from(binary, (letter) => letter.charCodeAt(0));
  return new TextDecoder("utf-8", { fatal: true }).decode(await through(new DecompressionStream("deflate-raw"), bytes));
}

const SESSION = "#s=";
const BEGIN = "#y=";

// What a `#y=` holds, as it should be: anything else is a broken address.
function beginning(text) {
  const { files = [], lines = [] } = JSON.parse(text);
  const strings = (list) => Array.isArray(list) && list.every((item) => typeof item === "string");
  if (!Array.isArray(files) || !files.every((file) => strings(file) && file.length === 2) || !strings(lines)) throw new Error("not a beginning");
  return { files, lines };
}

async function read(hash) {
  if (hash.startsWith(SESSION)) return ["session", await unpack(hash.slice(SESSION.length))];
  if (hash.startsWith(BEGIN)) return ["begin", beginning(await unpack(hash.slice(BEGIN.length)))];
  return ["none", null];
}

// `loadQr` brings the library that draws codes, when somebody wants one.
export function share(loadQr) {
  // Read once: sharing changes the address, and beginning anew means what the page was opened with.
  const opened = read(location.hash).catch(() => ["broken", null]);
  // Another link in the same window changes nothing but the hash.
  addEventListener("hashchange", () => [SESSION, BEGIN].some((mark) => location.hash.startsWith(mark)) && location.reload());
  return {
    // The address of a session; `parameters` is a query (`lesson=03-first-pod&speed=0`) that takes the place of the page's own.
    async address(journal, parameters, done) {
      const address = new URL(location.href);
      address.search = parameters;
      address.hash = SESSION + await pack(journal);
      done(address.href);
    },
    // Puts an address into the address bar, as far as this page may change it.
    show(address) {
      try {
        history.replaceState(null, "", address);
      } catch {
        // A sandboxed frame, or a page that was opened as a file, may not; the reader still has the text of it.
      }
    },
    // Whether the clipboard took a text.
    copy(text, done) {
      Promise.resolve().then(() => navigator.clipboard.writeText(text)).then(() => done(true), () => done(false));
    },
    // Opens an address in a window of its own; whether the browser let it.
    open(address) {
      return window.open(address, "_blank") !== null;
    },
    // What the page was opened with: "none", "session" and its journal, "begin" and { files, lines }, or "broken".
    take(done) {
      opened.then(([kind, value]) => done(kind, value));
    },
    // Draws the code of an address into an element; whether it fits into one.
    qr(element, text, label, done) {
      loadQr().then(({ draw }) => done(draw(element, text, label)), () => done(false));
    },
    // Shows an element as a dialog: focus goes in, Escape closes it, focus comes back.
    modal(element, closed) {
      element.onclose = () => closed();
      if (!element.open) element.showModal();
    },
    close(element) {
      if (element.open) element.close();
    },
  };
}
