// Movement in the picture, with the Web Animations API: things that change their place fly there, new ones appear,
// those that are gone fade, and parts of the control plane light up when something passes through them. Who prefers
// less motion sees the states alone.

const FLY_MS = 520;
const ease = "cubic-bezier(.3,.7,.2,1)";

export function motion() {
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  // The picture as it was laid out last: its element, size, and each thing's place by uid.
  let last = { scene: null, width: 0, places: new Map() };

  function place(element, frame, scene) {
    const box = element.getBoundingClientRect();
    return { element, x: box.left - frame.left + scene.scrollLeft, y: box.top - frame.top + scene.scrollTop, w: box.width, h: box.height };
  }

  // A copy of what is gone stays for a moment where it was.
  function ghost(scene, frame, was) {
    if (was.w === 0) return;
    const copy = was.element.cloneNode(true);
    copy.classList.add("ghost");
    copy.removeAttribute("data-uid");
    copy.removeAttribute("data-pod");
    copy.setAttribute("aria-hidden", "true");
    copy.setAttribute("inert", "");
    Object.assign(copy.style, {
      left: `${frame.left + was.x - scene.scrollLeft}px`, top: `${frame.top + was.y - scene.scrollTop}px`,
      width: `${was.w}px`, height: `${was.h}px`,
    });
    document.body.append(copy);
    const fade = copy.animate([{ opacity: 0.9 }, { opacity: 0, transform: "scale(.9)" }], { duration: 380, easing: "ease-out" });
    fade.finished.catch(() => {}).then(() => copy.remove());
  }

  return {
    // After each change of the picture.
    settle(scene) {
      const frame = scene.getBoundingClientRect();
      const known = last.scene === scene && Math.abs(last.width - frame.width) < 1;
      const places = new Map();
      const things = [...scene.querySelectorAll("[data-uid]")];
      for (const element of things) {
        for (const running of element.getAnimations()) if (running.id === "fly") running.cancel();
      }
      for (const element of things) places.set(element.dataset.uid, place(element, frame, scene));
      if (known && !calm.matches) {
        for (const [uid, now] of places) {
          const was = last.places.get(uid);
          if (!was) {
            now.element.animate([{ opacity: 0, transform: "scale(.7)" }, { opacity: 1, transform: "none" }], { id: "fly", duration: 320, easing: ease });
            continue;
          }
          const [dx, dy] = [was.x - now.x, was.y - now.y];
          if (Math.abs(dx) + Math.abs(dy) < 3 || now.w === 0 || was.w === 0) continue;
          now.element.animate([{ transform: `translate(${dx}px, ${dy}px)`, zIndex: 5 }, { transform: "none", zIndex: 5 }], { id: "fly", duration: FLY_MS, easing: ease });
        }
        for (const [uid, was] of last.places) if (!places.has(uid)) ghost(scene, frame, was);
      }
      last = { scene, width: frame.width, places };
    },

    // Lights parts one after the other: `steps` names them by their `data-part`.
    pulse(scene, steps) {
      steps.forEach((part, index) => {
        const element = scene.querySelector(`[data-part="${CSS.escape(part)}"]`);
        if (!element) return;
        const glow = getComputedStyle(element).getPropertyValue("--glow");
        const frames = calm.matches
          ? [{ outline: `2px solid ${glow}` }, { outline: `2px solid ${glow}` }]
          : [{ boxShadow: `0 0 0 0 ${glow}` }, { boxShadow: `0 0 0 6px ${glow}`, offset: 0.3 }, { boxShadow: "0 0 0 10px transparent" }];
        element.animate(frames, { delay: index * 140, duration: 700, easing: "ease-out" });
      });
    },

    // A request travels from one thing to another, named by `data-uid` or `data-node`.
    packet(scene, from, to, ok) {
      if (calm.matches) return;
      const find = (name) => scene.querySelector(`[data-uid="${CSS.escape(name)}"], [data-node="${CSS.escape(name)}"]`);
      const [start, end] = [find(from) ?? scene.querySelector('[data-part="kubectl"]'), find(to)];
      if (!start || !end) return;
      const centre = (element) => { const box = element.getBoundingClientRect(); return [box.left + box.width / 2, box.top + box.height / 2]; };
      const [[x, y], [toX, toY]] = [centre(start), centre(end)];
      const dot = document.createElement("i");
      dot.className = ok ? "packet" : "packet lost";
      dot.setAttribute("aria-hidden", "true");
      Object.assign(dot.style, { left: `${x}px`, top: `${y}px` });
      document.body.append(dot);
      const there = `translate(${(toX - x) * (ok ? 1 : 0.7)}px, ${(toY - y) * (ok ? 1 : 0.7)}px)`;
      dot.animate([{ transform: "none" }, { transform: there, opacity: ok ? 1 : 0 }], { duration: 600, easing: ease }).finished.catch(() => {}).then(() => dot.remove());
    },
  };
}
