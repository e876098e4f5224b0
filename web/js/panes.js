// The edges between the panes: dragged or moved with arrows; a double click or Enter folds a pane and unfolds it. What was
// chosen is kept in the browser. A place is a part of the whole, from 0 to 1; at its ends a pane is folded.

const STEP = 0.03;

// By edge: the place at first, what is folded by Enter, what lies on its two sides, the least and the most, and how the
// place is written for the styles.
const edges = {
  lesson: { first: 0.27, fold: 0, sides: [["lesson"], []], least: 0.15, most: 0.6, vars: (at) => ({ "--lesson": share(at, "%") }) },
  rows: { first: 0.555, fold: 1, sides: [["diagram"], ["editor", "terminal"]], least: 0.15, most: 0.85, vars: (at) => ({ "--top": share(at, "fr"), "--low": share(1 - at, "fr") }) },
  columns: { first: 0.45, fold: 0, sides: [["editor"], ["terminal"]], least: 0.15, most: 0.85, vars: (at) => ({ "--left": share(at, "fr"), "--right": share(1 - at, "fr") }) },
};

const share = (part, unit) => (part === 0 ? "0px" : `${part * 100}${unit}`);

function kept() {
  try {
    return JSON.parse(localStorage.getItem("panes")) ?? {};
  } catch {
    return {};
  }
}

export function panes() {
  const asked = new URLSearchParams(location.search);
  // Somebody else's page has its own idea of the panes.
  if (asked.has("panes") || asked.get("embed") === "1") return () => {};
  const places = {};
  // When a press has last unfolded something.
  let opened = -Infinity;
  const root = document.documentElement.style;

  const pane = (name) => document.querySelector(`.panes > .pane[data-pane="${name}"]`);
  const folded = (name) => {
    const { sides } = edges[name];
    return places[name] === 0 ? sides[0] : places[name] === 1 ? sides[1] : [];
  };

  function put(name, at) {
    const edge = edges[name];
    places[name] = at;
    for (const [key, value] of Object.entries(edge.vars(at))) root.setProperty(key, value);
    show();
  }

  // What is folded cannot be reached, and its edge says what it hides.
  function show() {
    for (const [name, { sides }] of Object.entries(edges)) {
      const shut = folded(name);
      for (const side of sides.flat()) pane(side)?.toggleAttribute("data-folded", Object.keys(edges).some((edge) => folded(edge).includes(side)));
      const split = document.querySelector(`[data-split="${name}"]`);
      if (!split) continue;
      split.setAttribute("aria-valuenow", Math.round((places[name] ?? edges[name].first) * 100));
      split.dataset.shut = shut.map((side) => pane(side)?.ariaLabel ?? "").join(" · ");
    }
  }

  function keep() {
    try {
      localStorage.setItem("panes", JSON.stringify(places));
    } catch {
      // It holds for this visit.
    }
  }

  // A place that is too near to an end is that end, or the nearest that leaves something to see.
  function within(name, at) {
    const { least, most, sides } = edges[name];
    if (at < least) return at < least / 2 ? 0 : least;
    if (at > most) return sides[1].length > 0 && at > (1 + most) / 2 ? 1 : most;
    return at;
  }

  function toggle(name) {
    const { first, fold } = edges[name];
    const shut = folded(name).length > 0;
    if (!shut) edges[name].before = places[name];
    put(name, shut ? edges[name].before ?? first : fold);
    keep();
  }

  // Shows a pane that somebody wants to use.
  function unfold(side) {
    for (const name of Object.keys(edges)) if (folded(name).includes(side)) toggle(name);
  }

  for (const [name, at] of Object.entries(kept())) if (edges[name] && at >= 0 && at <= 1) put(name, within(name, at));

  const edgeOf = (event) => event.target.closest?.(".split")?.dataset.split;

  document.addEventListener("pointerdown", (event) => {
    const name = edgeOf(event);
    if (!name || event.button !== 0) return;
    event.preventDefault();
    event.target.focus({ preventScroll: true });
    event.target.setPointerCapture(event.pointerId);
    const whole = document.querySelector(".panes").getBoundingClientRect();
    const left = name === "columns" ? pane("editor").getBoundingClientRect().left : whole.left;
    let moved = false;
    const move = (to) => {
      // A hand that only presses trembles a little.
      if (!moved && Math.hypot(to.clientX - event.clientX, to.clientY - event.clientY) < 4) return;
      moved = true;
      const at = name === "rows" ? (to.clientY - whole.top) / whole.height : (to.clientX - left) / (whole.right - left);
      put(name, within(name, at));
    };
    const end = () => {
      event.target.removeEventListener("pointermove", move);
      if (moved) keep();
      else if (folded(name).length > 0) {
        opened = event.timeStamp;
        toggle(name);
      }
    };
    event.target.addEventListener("pointermove", move);
    event.target.addEventListener("lostpointercapture", end, { once: true });
  });

  document.addEventListener("dblclick", (event) => {
    const name = edgeOf(event);
    if (name && event.timeStamp - opened > 800) toggle(name);
  });

  document.addEventListener("keydown", (event) => {
    const name = edgeOf(event);
    if (!name || event.ctrlKey || event.altKey || event.metaKey) return;
    const way = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 }[event.key];
    const { first, least, most } = edges[name];
    if (event.key === "Enter") toggle(name);
    else if (event.key === "Home" || event.key === "End") put(name, event.key === "Home" ? least : most);
    else if (way) put(name, Math.min(most, Math.max(least, (places[name] ?? first) + way * STEP)));
    else return;
    event.preventDefault();
    keep();
  });

  // What a lesson, a note or a command wants to use comes back.
  document.addEventListener("click", ({ target }) => {
    if (target.closest?.(".pane.lesson .prose button, .meaning button, .note button")) unfold("terminal");
  });
  new MutationObserver((changes) => {
    for (const { target } of changes) if (target.matches(".page")) unfold(target.dataset.pane);
    show();
  }).observe(document.body, { subtree: true, attributes: true, attributeFilter: ["data-pane"] });
  document.addEventListener("focusin", show);
  // What was kept is shown when the panes are there.
  return show;
}
