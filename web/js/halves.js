// The other half of a module, where the build has split it (web/split.mjs): `join` takes it, `at` is where it is, or its bytes.
// `fetch` brings it in good time; what calls into it before that, all the same, has it fetched `now`, on the spot.
export function otherHalf(join, at) {
  let coming = null;
  let joined = !join;
  const add = (module) => {
    if (!joined) join(module);
    joined = true;
  };

  async function compiled() {
    const bytes = typeof at === "string" ? await (await fetched(at)).arrayBuffer() : at;
    return WebAssembly.compile(bytes);
  }

  return {
    there: () => joined,
    now: () => add(new WebAssembly.Module(typeof at === "string" ? readNow(at) : at)),
    fetch() {
      if (joined) return Promise.resolve();
      // A failure is not the last word: whoever needs it asks again.
      coming ??= compiled().then(add).catch((error) => {
        coming = null;
        throw error;
      });
      return coming;
    },
  };
}

// What the page's module answers to.
const HELD = ["click", "input", "change", "keydown", "pointerdown"];

// What a reader does before the other half has come waits for it: nothing stands still, and without a network it comes from
// what is kept, which a file that is read on the spot never does. Letters appear as they are typed.
export function hold(rest) {
  const held = [];
  const take = (event) => {
    if (rest.there()) return;
    event.stopImmediatePropagation();
    if (event.type === "click") event.preventDefault();
    const { target } = event;
    held.push(() => target.dispatchEvent(new event.constructor(event.type, event)));
    rest.fetch().then(free, () => {});
  };
  const free = () => {
    for (const name of HELD) removeEventListener(name, take, true);
    for (const again of held.splice(0)) again();
  };
  for (const name of HELD) addEventListener(name, take, true);
}

export async function fetched(at) {
  const response = await fetch(at);
  if (!response.ok) throw new Error(`${at} does not load`);
  return response;
}

function readNow(at) {
  const request = new XMLHttpRequest();
  request.open("GET", at, false);
  // Outside of a worker bytes can only come as a text: each as a character, those above 127 in a range of their own.
  request.overrideMimeType("text/plain; charset=x-user-defined");
  request.send();
  if (request.status !== 200) throw new Error(`${at} does not load`);
  return Uint8Array.from(request.responseText, (letter) => letter.charCodeAt(0) & 255);
}
