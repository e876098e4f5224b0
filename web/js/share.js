// A session as part of an address: the journal, deflated, in base64url.

async function through(stream, bytes) {
  const piped = new Blob([bytes]).stream().pipeThrough(stream);
  return new Uint8Array(await new Response(piped).arrayBuffer());
}

async function pack(text) {
  const bytes = await through(new CompressionStream("deflate-raw"), new TextEncoder().encode(text));
  let binary = "";
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

async function unpack(code) {
  const binary = atob(code.replaceAll("-", "+").replaceAll("_", "/"));
  const bytes = Uint8Array.from(binary, (letter) => letter.charCodeAt(0));
  return new TextDecoder().decode(await through(new DecompressionStream("deflate-raw"), bytes));
}

const MARK = "#s=";

export const share = {
  // Puts the journal into the address and on the clipboard; tells whether the clipboard took it.
  async put(journal, done) {
    const address = new URL(location.href);
    address.hash = MARK + await pack(journal);
    try {
      history.replaceState(null, "", address);
    } catch {
      // A sandboxed frame may not change its address; the clipboard still gets it.
    }
    try {
      await navigator.clipboard.writeText(address.href);
      done(true);
    } catch {
      done(false);
    }
  },
  // The journal of the address: null where there is none, an empty string where it cannot be read.
  take(done) {
    if (!location.hash.startsWith(MARK)) return done(null);
    unpack(location.hash.slice(MARK.length)).then(done, () => done(""));
  },
};

// One of the page's own files as JSON; null if it does not come.
export function loader(versioned) {
  return (file, done) => {
    fetch(versioned(file)).then((response) => (response.ok ? response.json() : null)).catch(() => null).then(done);
  };
}
