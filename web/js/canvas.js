// Thousands of pods on a canvas, loaded when they are first there: frames with a square for each pod. Far away a pod is a
// colour, nearer it has its sign, and near by its name and status. Wheel and buttons zoom, dragging moves, and what lies
// under the pointer is told as `data-at` before a click reaches the page.

const CELL = 16;
const GAP = 3;
const HEAD = 26;
const PAD = 8;

const states = new WeakMap();

const side = (columns) => columns * (CELL + GAP) + PAD * 2;
const rise = (places, columns) => HEAD + Math.max(1, Math.ceil(places.length / columns)) * (CELL + GAP) + PAD;

// Frames in a grid as wide as the fullest of them wants, and below it the lane of those that wait, over its whole width.
function arrange(frames, width, height) {
  const grid = frames.filter(({ lane }) => !lane);
  const fullest = Math.max(...grid.map(({ places }) => places.length), 1);
  const columns = Math.max(6, Math.ceil(Math.sqrt(fullest * 2)));
  const frameWidth = side(columns);
  const frameHeight = rise({ length: fullest }, columns);
  // How large all of them can be drawn with so many side by side.
  const scale = (across) => Math.min(width / (across * (frameWidth + 12)), height / (Math.ceil(grid.length / across) * (frameHeight + 12)));
  const across = grid.reduce((best, _, i) => (scale(i + 1) > scale(best) ? i + 1 : best), 1);
  let [y, rowHeight] = [0, 0];
  const put = (frame, x, columns, width) => {
    const height = rise(frame.places, columns);
    rowHeight = Math.max(rowHeight, height + 12);
    return { ...frame, x, y, width, height, columns };
  };
  const next = () => ([y, rowHeight] = [y + rowHeight, 0]);
  const placed = grid.map((frame, i) => {
    if (i % across === 0) next();
    return put(frame, (i % across) * (frameWidth + 12), columns, frameWidth);
  });
  const whole = Math.max(1, across) * (frameWidth + 12) - 12;
  for (const lane of frames.filter(({ lane }) => lane)) {
    next();
    placed.push(put(lane, 0, Math.max(columns, Math.floor((whole - PAD * 2) / (CELL + GAP))), Math.max(whole, frameWidth)));
  }
  return placed;
}

const cell = (frame, i) => [frame.x + PAD + (i % frame.columns) * (CELL + GAP), frame.y + HEAD + Math.floor(i / frame.columns) * (CELL + GAP)];

// The colour of a token in the present theme.
function resolved(canvas, name) {
  canvas.style.color = `var(--${name})`;
  return getComputedStyle(canvas).color;
}

function paint(state) {
  state.queued = false;
  const { canvas, frames, view } = state;
  const ratio = devicePixelRatio || 1;
  const { clientWidth: width, clientHeight: height } = canvas;
  if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
  }
  const colour = (name) => state.colours[name] ??= resolved(canvas, name);
  const draw = canvas.getContext("2d");
  draw.setTransform(ratio * view.scale, 0, 0, ratio * view.scale, ratio * view.x, ratio * view.y);
  draw.clearRect(-view.x / view.scale, -view.y / view.scale, width / view.scale, height / view.scale);
  const [left, top] = [-view.x / view.scale, -view.y / view.scale];
  const [right, bottom] = [left + width / view.scale, top + height / view.scale];
  draw.textBaseline = "middle";
  for (const frame of frames) {
    if (frame.x > right || frame.y > bottom || frame.x + frame.width < left || frame.y + frame.height < top) continue;
    draw.fillStyle = colour("card");
    draw.strokeStyle = colour(frame.ok ? "line" : "fail");
    draw.lineWidth = 1;
    draw.setLineDash(frame.ok ? [] : [4, 3]);
    draw.beginPath();
    draw.roundRect(frame.x, frame.y, frame.width, frame.height, 8);
    draw.fill();
    draw.stroke();
    draw.setLineDash([]);
    if (view.scale > 0.35) {
      draw.fillStyle = colour("ink");
      draw.font = `600 12px ${state.sans}`;
      draw.fillText(frame.title, frame.x + PAD, frame.y + HEAD / 2, frame.width - PAD * 2);
    }
    frame.places.forEach((pod, i) => {
      if (!pod) return;
      const [x, y] = cell(frame, i);
      if (x > right || y > bottom || x + CELL < left || y + CELL < top) return;
      const [look, sign, name, status, uid] = pod;
      // From afar only its colour can be seen, and has to be.
      if (view.scale < 0.7) {
        draw.fillStyle = colour(look);
        draw.fillRect(x, y, CELL, CELL);
        return;
      }
      draw.fillStyle = colour(`${look}-bg`);
      draw.strokeStyle = colour(look);
      draw.lineWidth = (uid === state.at ? 2.5 : 1) / Math.max(1, view.scale / 2);
      draw.beginPath();
      draw.roundRect(x, y, CELL, CELL, 3);
      draw.fill();
      draw.stroke();
      draw.fillStyle = colour(`${look}-ink`);
      if (view.scale < 4) {
        draw.font = `9px ${state.sans}`;
        draw.fillText(sign, x + 4, y + CELL / 2 + 0.5);
        return;
      }
      draw.font = `2.2px ${state.sans}`;
      draw.fillText(`${sign} ${name}`, x + 1, y + 4, CELL - 2);
      draw.fillText(status, x + 1, y + 9, CELL - 2);
    });
  }
}

function queue(state) {
  if (state.queued) return;
  state.queued = true;
  requestAnimationFrame(() => paint(state));
}

function fit(state) {
  const width = Math.max(...state.frames.map((f) => f.x + f.width), 1);
  const height = Math.max(...state.frames.map((f) => f.y + f.height), 1);
  const scale = Math.min(state.canvas.clientWidth / width, state.canvas.clientHeight / height, 2) * 0.98;
  state.view = { scale, x: (state.canvas.clientWidth - width * scale) / 2, y: 4 };
  state.moved = false;
}

function zoom(state, factor, x, y) {
  const { view } = state;
  const scale = Math.min(12, Math.max(0.05, view.scale * factor));
  view.x = x - ((x - view.x) * scale) / view.scale;
  view.y = y - ((y - view.y) * scale) / view.scale;
  view.scale = scale;
  state.moved = true;
  queue(state);
}

function under(state, event) {
  const box = state.canvas.getBoundingClientRect();
  const x = (event.clientX - box.left - state.view.x) / state.view.scale;
  const y = (event.clientY - box.top - state.view.y) / state.view.scale;
  for (const frame of state.frames) {
    if (x < frame.x || y < frame.y || x > frame.x + frame.width || y > frame.y + frame.height) continue;
    const column = Math.floor((x - frame.x - PAD) / (CELL + GAP));
    const row = Math.floor((y - frame.y - HEAD) / (CELL + GAP));
    if (column < 0 || row < 0 || column >= frame.columns) return null;
    return frame.places[row * frame.columns + column] ?? null;
  }
  return null;
}

function begin(canvas) {
  const style = getComputedStyle(canvas);
  const state = { canvas, frames: [], view: null, colours: {}, sans: style.fontFamily, at: null, queued: false, shape: "", lanes: 0, moved: false };
  let drag = null;
  canvas.addEventListener("wheel", (event) => {
    event.preventDefault();
    const box = canvas.getBoundingClientRect();
    zoom(state, Math.exp(-event.deltaY / 400), event.clientX - box.left, event.clientY - box.top);
  }, { passive: false });
  canvas.addEventListener("zoom", ({ detail }) => {
    if (detail === "fit") fit(state);
    else zoom(state, detail === "in" ? 1.4 : 1 / 1.4, canvas.clientWidth / 2, canvas.clientHeight / 2);
    queue(state);
  });
  canvas.addEventListener("pointerdown", (event) => {
    drag = { x: event.clientX - state.view.x, y: event.clientY - state.view.y, far: false };
    canvas.setPointerCapture(event.pointerId);
  });
  canvas.addEventListener("pointermove", (event) => {
    const pod = under(state, event);
    canvas.title = pod ? `${pod[2]} ${pod[3]}` : "";
    state.at = pod?.[4] ?? null;
    if (drag) {
      const [x, y] = [event.clientX - drag.x, event.clientY - drag.y];
      drag.far ||= Math.abs(x - state.view.x) + Math.abs(y - state.view.y) > 3;
      if (drag.far) [state.view.x, state.view.y, state.moved] = [x, y, true];
    }
    queue(state);
  });
  canvas.addEventListener("pointerup", (event) => {
    const uid = drag?.far ? "" : under(state, event)?.[4] ?? "";
    drag = null;
    canvas.dataset.at = uid;
  });
  canvas.addEventListener("keydown", (event) => {
    const by = { ArrowLeft: [60, 0], ArrowRight: [-60, 0], ArrowUp: [0, 60], ArrowDown: [0, -60] }[event.key];
    const factor = { "+": 1.4, "=": 1.4, "-": 1 / 1.4 }[event.key];
    if (by) [state.view.x, state.view.y, state.moved] = [state.view.x + by[0], state.view.y + by[1], true];
    else if (factor) return zoom(state, factor, canvas.clientWidth / 2, canvas.clientHeight / 2);
    else if (event.key === "0") fit(state);
    else return;
    event.preventDefault();
    queue(state);
  });
  new ResizeObserver(() => queue(state)).observe(canvas);
  new MutationObserver(() => {
    state.colours = {};
    queue(state);
  }).observe(document.documentElement, { attributeFilter: ["data-theme"] });
  return state;
}

export function draw(canvas, frames) {
  let state = states.get(canvas);
  if (!state) states.set(canvas, state = begin(canvas));
  state.frames = arrange(frames, canvas.clientWidth, canvas.clientHeight);
  canvas.dataset.pods = frames.reduce((sum, { places }) => sum + places.filter(Boolean).length, 0);
  // Frames that come or go change where everything is; pods alone do not. The lane is below them: for it the whole is only
  // fitted anew where nobody has looked closer.
  const lanes = state.frames.filter(({ lane }) => lane).length;
  const shape = `${frames.length - lanes}/${state.frames[0]?.columns}`;
  if (shape !== state.shape || (lanes !== state.lanes && !state.moved)) fit(state);
  Object.assign(state, { shape, lanes });
  queue(state);
}
