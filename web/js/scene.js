// What a hand does with the picture besides clicking: arrows walk from object to object, Escape closes what is open, buttons and
// Ctrl with the wheel change its size. Ctrl-Z takes a command back.

const objects = "[data-uid], .name, .card > button:first-child, .owner-chip, .part button, .stop, .trace button, .pill, .fold";

// The nearest object in a direction, by distance along it and four times the distance beside it.
function nearest(from, all, [dx, dy]) {
  const box = from.getBoundingClientRect();
  let best = null;
  let least = Infinity;
  for (const element of all) {
    const other = element.getBoundingClientRect();
    // Names that only label something, and buttons that do nothing now, cannot take the focus.
    if (element === from || other.width === 0 || element.disabled || !element.matches("button, a[href], summary, [tabindex]")) continue;
    const x = other.left + other.width / 2 - box.left - box.width / 2;
    const y = other.top + other.height / 2 - box.top - box.height / 2;
    const along = x * dx + y * dy;
    const beside = Math.abs(x * dy) + Math.abs(y * dx);
    if (along <= 4) continue;
    const distance = along + 4 * beside;
    if (distance < least) [best, least] = [element, distance];
  }
  return best;
}

const directions = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

// Closes what has been folded out, but for what holds `inside`; the focus goes back to its button where `back` says so.
function foldIn(inside, back) {
  let closed = false;
  for (const button of document.querySelectorAll(".picker > [aria-expanded=true], .record > [aria-expanded=true], details.legend[open] > summary")) {
    const menu = button.parentElement;
    if (inside && menu.contains(inside)) continue;
    if (menu.matches("details")) menu.open = false;
    else button.click();
    if (back) button.focus();
    closed = true;
  }
  return closed;
}

export function scene() {
  let zoom = 1;

  function resize(stage, to) {
    const content = stage.querySelector(".scene > *");
    if (!content) return;
    const canvas = content.querySelector("canvas");
    if (canvas) return canvas.dispatchEvent(new CustomEvent("zoom", { detail: to }));
    const view = stage.querySelector(".scene");
    if (to === "fit") {
      content.style.zoom = 1;
      zoom = Math.min(1, Math.max(0.3, (view.clientHeight - 24) / content.scrollHeight));
    } else zoom = Math.min(2.5, Math.max(0.3, zoom * (to === "in" ? 1.2 : 1 / 1.2)));
    content.style.zoom = zoom;
  }

  // What was looked at last, where the keyboard goes on when the details beside it are closed, and what opened them.
  let seen, opener;
  document.addEventListener("focusin", ({ target }) => {
    if (target.closest?.(".scene")) seen = target;
  });

  // From what opened the details they are the next stop, not the rest of the picture, and back from there.
  function beside(event) {
    const first = event.target.closest?.(".stage")?.querySelector(".details:not([hidden]) button:not([hidden])");
    const [from, to] = event.shiftKey ? [first, opener] : [opener, first];
    if (!first || event.target !== from || !to?.isConnected) return;
    event.preventDefault();
    to.focus({ preventScroll: true });
  }

  document.addEventListener("keydown", (event) => {
    const element = event.target;
    // Ctrl-Z takes a command back, unless it is text that is being written.
    if ((event.ctrlKey || event.metaKey) && !event.altKey && !element.closest?.("input:not([type=range]), textarea, [contenteditable]")) {
      const key = event.shiftKey && event.key.toLowerCase() === "z" ? "y" : event.key.toLowerCase();
      const button = (key === "z" || key === "y") && document.querySelector(`[data-undo="${key}"]`);
      if (button) {
        event.preventDefault();
        button.click();
      }
    }
    if (event.altKey || event.ctrlKey || event.metaKey || event.isComposing) return;
    if (event.key === "Escape" && foldIn(null, true)) return;
    if (event.key === "Escape" && element.closest?.(".stage")) {
      element.closest(".stage").querySelector(".details:not([hidden]) .close")?.click();
      return;
    }
    if (event.key === "Tab") beside(event);
    const direction = directions[event.key];
    if (!direction || element.tagName !== "BUTTON") return;
    const view = element.closest(".scene");
    if (!view) return;
    const to = nearest(element, view.querySelectorAll(objects), direction);
    if (!to) return;
    event.preventDefault();
    to.focus();
    to.scrollIntoView({ block: "nearest", inline: "nearest" });
  });

  document.addEventListener("click", (event) => {
    opener = event.target.closest?.(".scene button") ?? opener;
    // What a row of the record shows lies under the record; of ways one may want to try more.
    if (event.target.closest?.(".record .row:not(.branch-row) button")) foldIn(null, true);
    if (event.target.closest?.(".details .close") && seen?.isConnected) seen.focus({ preventScroll: true });
    const button = event.target.closest?.("[data-zoom]");
    if (button) resize(button.closest(".pane").querySelector(".stage"), button.dataset.zoom);
  });

  // Lessons, record and legend close when something else is pressed.
  document.addEventListener("pointerdown", ({ target }) => foldIn(target, false));

  document.addEventListener("wheel", (event) => {
    const stage = event.ctrlKey && event.target.closest?.(".stage");
    if (!stage || event.target.tagName === "CANVAS") return;
    event.preventDefault();
    resize(stage, event.deltaY < 0 ? "in" : "out");
  }, { passive: false });
}
