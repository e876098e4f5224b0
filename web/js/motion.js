// Movement in the picture, with the Web Animations API: things that change their place fly there from wherever they are
// seen at that moment, new pods come out of the waiting lane, those that are gone fade, and parts of the control plane
// light up when something passes through them. Who prefers less motion sees the states alone.

const FLY_MS = 520;
const HOP_MS = 150;
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

  // What flies, by element: asking each of hundreds of elements for its animations makes the browser lay out the page
  // once for each of them.
  const flights = new Map();

  function flight(element, frames, duration) {
    const flight = element.animate(frames, { id: "fly", duration, easing: ease });
    flights.set(element, flight);
    flight.finished.catch(() => {}).then(() => flights.get(element) === flight && flights.delete(element));
  }

  function fly(now, was, duration) {
    const [dx, dy] = [was.x - now.x, was.y - now.y];
    if (Math.abs(dx) + Math.abs(dy) < 3 || now.w === 0 || was.w === 0) return;
    flight(now.element, [{ transform: `translate(${dx}px, ${dy}px)`, zIndex: 5 }, { transform: "none", zIndex: 5 }], duration);
  }

  const centre = (element) => {
    const box = element.getBoundingClientRect();
    return [box.left + box.width / 2, box.top + box.height / 2];
  };

  // Where the way from the middle of an element to a point leaves it: a dot covers no words.
  function edge(element, [toX, toY]) {
    const box = element.getBoundingClientRect();
    const [x, y] = centre(element);
    const part = Math.min(box.width / 2 / Math.abs(toX - x), box.height / 2 / Math.abs(toY - y), 1);
    return [x + (toX - x) * part, y + (toY - y) * part];
  }

  // The way along some elements; none where one of them is not shown.
  function way(scene, elements) {
    if (elements.some((element) => element.getBoundingClientRect().width === 0)) return null;
    const frame = scene.getBoundingClientRect();
    const points = elements.map(centre);
    const end = points.length - 1;
    // What is scrolled out of sight is beyond the edge of the picture: dots fly over nothing else.
    const within = ([x, y]) => [Math.min(Math.max(x, frame.left), frame.right), Math.min(Math.max(y, frame.top), frame.bottom)];
    return points.map((point, i) => within(i === 0 ? edge(elements[0], points[1]) : i === end ? edge(elements[end], points[end - 1]) : point));
  }

  // So many dots tell something; more are only noise, and work.
  const MOST_DOTS = 40;
  // The animations of those that are on their way, each with what it goes between.
  const dots = new Map();

  // A dot goes along some elements; lost ones do not arrive.
  function dot(elements, points, duration, delay, ok) {
    if (!points || dots.size >= MOST_DOTS) return;
    const [x, y] = points[0];
    const end = points.length - 1;
    const mark = document.createElement("i");
    mark.className = ok ? "packet" : "packet lost";
    mark.setAttribute("aria-hidden", "true");
    Object.assign(mark.style, { left: `${x}px`, top: `${y}px`, opacity: 0 });
    document.body.append(mark);
    const frames = points.map(([toX, toY], i) => {
      const part = ok || i < end ? 1 : 0.7;
      return { transform: `translate(${(toX - x) * part}px, ${(toY - y) * part}px)`, opacity: ok || i < end ? 1 : 0 };
    });
    const going = mark.animate(frames, { duration, delay, easing: "ease-in-out" });
    dots.set(going, elements);
    going.finished.catch(() => {}).then(() => {
      dots.delete(going);
      mark.remove();
    });
  }

  return {
    // After each change of the picture.
    settle(scene) {
      const frame = scene.getBoundingClientRect();
      const known = last.scene === scene && Math.abs(last.width - frame.width) < 1;
      const things = [...scene.querySelectorAll("[data-uid]")];
      // What is still flying goes on from where it is seen.
      const seen = new Map();
      for (const element of flights.keys()) if (element.isConnected) seen.set(element.dataset.uid, place(element, frame, scene));
      for (const flight of flights.values()) flight.cancel();
      flights.clear();
      const places = new Map();
      for (const element of things) places.set(element.dataset.uid, place(element, frame, scene));
      if (known && !calm.matches) {
        const lane = scene.querySelector(".lane .waiting");
        const gate = lane && place(lane, frame, scene);
        for (const [uid, now] of places) {
          const was = seen.get(uid) ?? last.places.get(uid);
          if (was) fly(now, was, FLY_MS);
          else if (gate && now.element.closest("[data-node]")) fly(now, gate, FLY_MS * 1.4);
          else flight(now.element, [{ opacity: 0, transform: "scale(.7)" }, { opacity: 1, transform: "none" }], 320);
        }
        for (const [uid, was] of last.places) if (!places.has(uid)) ghost(scene, frame, was);
      }
      // In another view nothing is left of the way that a dot was on.
      for (const [going, elements] of dots) if (elements.some((element) => !element.isConnected)) going.cancel();
      last = { scene, width: frame.width, places };
    },

    // Lights parts one after the other, with a dot going between them: `steps` names them by `data-part` or `data-node`.
    // Nothing else lights up while the way of a command is played.
    pulse(scene, steps) {
      if (scene.querySelector(".playing")) return;
      const find = (name) => scene.querySelector(`[data-part="${CSS.escape(name)}"], [data-node="${CSS.escape(name)}"] > header`);
      const elements = steps.map(find).filter(Boolean);
      // All that is measured comes before all that changes: the page is laid out once.
      const pairs = elements.map((element, index) => [elements[index - 1], element]);
      const hops = pairs.map(([from, to]) => (from && !calm.matches && from !== to ? way(scene, [from, to]) : null));
      elements.forEach((element, index) => {
        const frames = calm.matches
          ? [{ outline: "2px solid var(--glow)" }, { outline: "2px solid var(--glow)" }]
          : [{ boxShadow: "0 0 0 0 var(--glow)" }, { boxShadow: "0 0 0 6px var(--glow)", offset: 0.3 }, { boxShadow: "0 0 0 10px transparent" }];
        element.animate(frames, { delay: index * HOP_MS, duration: 700, easing: "ease-out" });
        dot(pairs[index], hops[index], HOP_MS * 1.6, (index - 1) * HOP_MS, true);
      });
    },

    // A request travels from one thing over a service to another: pods by uid, nodes by name.
    packet(scene, from, service, to, ok) {
      if (calm.matches) return;
      const find = (name) => name && scene.querySelector(`[data-uid="${CSS.escape(name)}"], [data-node="${CSS.escape(name)}"]`);
      const start = find(from) ?? scene.querySelector('[data-part="kubectl"]');
      const over = service && scene.querySelector(`[data-service$="${CSS.escape(service)}"]`);
      const stops = [start, over, find(to)].filter(Boolean);
      if (stops.length > 1) dot(stops, way(scene, stops), stops.length > 2 ? 900 : 600, 0, ok);
    },
  };
}
