// What is pointed at lights up everywhere: a name in the terminal lights its object in the picture, and an object in the
// picture the places where the terminal names it.

export function lit() {
  let shown = [];

  function light(elements) {
    for (const element of shown) element.classList.remove("lit");
    shown = elements;
    for (const element of shown) element.classList.add("lit");
  }

  function follow({ target }) {
    if (!(target instanceof Element)) return;
    const named = target.closest(".terminal [data-ref]");
    const drawn = target.closest(".scene [data-uid], .scene [data-node]");
    const name = named?.dataset.ref ?? drawn?.dataset.uid ?? drawn?.dataset.node;
    if (!name) return shown.length > 0 && light([]);
    const quoted = CSS.escape(name);
    const where = named ? `.scene [data-uid="${quoted}"], .scene [data-node="${quoted}"]` : `.terminal [data-ref="${quoted}"]`;
    light([...document.querySelectorAll(where)]);
  }

  document.addEventListener("pointerover", follow, { passive: true });
  document.addEventListener("focusin", follow);
}
