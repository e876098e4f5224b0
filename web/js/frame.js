// The page inside somebody else's page: what it tells its host and hears from it. `embed.js` is the other end.
//
// Messages are `{ kubenori: KIND, value }`. The host says its origin in the address (`host=https://...`); a message
// counts only if it comes from the parent window and from that origin.

// Heights that are told, in pixels.
const SMALLEST = 260;
const LARGEST = 900;
// The picture may grow by this much before a new height is told: what is told moves the host's text.
const STEP = 40;
const KINDS = { theme: "boolean", lang: "string", run: "string", apply: "string" };

export function frame(here = window, host = new URLSearchParams(here.location.search).get("host")) {
  const inside = here.parent !== here && host !== null;
  // An opaque origin (a file, a sandbox) has no name to send to.
  const tell = (kind, value) => inside && here.parent.postMessage({ kubenori: kind, value }, host === "null" ? "*" : host);
  let told = 0;

  return {
    // Calls `heard(kind, value)` for each message of the host; kind is "foreign" for ours that came from elsewhere.
    listen(heard) {
      here.addEventListener("message", ({ source, origin, data }) => {
        if (typeof data !== "object" || data === null || typeof data.kubenori !== "string") return;
        if (!inside || source !== here.parent || origin !== host) return heard("foreign", origin);
        if (typeof data.value === KINDS[data.kubenori]) heard(data.kubenori, String(data.value));
      });
    },
    ready() {
      tell("ready", true);
    },
    // Tells the height that the page would like to have, whenever that grows. It never shrinks: text that a reader is
    // reading does not jump.
    measure(root) {
      const look = () => {
        const wanted = Math.min(Math.max(wish(root), SMALLEST), LARGEST);
        if (wanted < told + STEP) return;
        told = wanted;
        tell("height", wanted);
      };
      new MutationObserver(() => here.requestAnimationFrame(look)).observe(root, { childList: true, subtree: true });
      look();
    },
  };
}

// What is above and below the scrolling parts, and what is in them.
function wish(root) {
  const height = (element) => (element?.checkVisibility?.() ?? element?.offsetParent ? element.getBoundingClientRect().height : 0);
  const content = (element) => {
    if (!element || height(element) === 0) return 0;
    const boxes = [...element.children].map((child) => child.getBoundingClientRect()).filter((box) => box.height > 0);
    return boxes.length === 0 ? 0 : Math.max(...boxes.map((box) => box.bottom)) - Math.min(...boxes.map((box) => box.top)) + 32;
  };
  const pane = (name) => root.querySelector(`.panes > [data-pane="${name}"]`);
  const beside = (inner, name) => Math.max(0, height(pane(name)) - height(inner));
  const scene = root.querySelector(".scene");
  const step = root.querySelector(".pane.lesson .step");
  const picture = height(pane("diagram")) > 0 ? content(scene) + beside(scene, "diagram") : 0;
  const lower = Math.max(height(pane("editor")) > 0 ? 240 : 0, height(pane("terminal")) > 0 ? 200 : 0);
  const text = height(pane("lesson")) > 0 ? content(step) : 0;
  const top = height(root.querySelector(".top"));
  // Narrow frames put the panes below one another.
  return top + (root.clientWidth <= 800 ? picture + lower + text : Math.max(picture + lower, text));
}
