// A moving picture of the page: what the eye sees from one moment to the next, as a GIF.
// What did not change between two frames is left out of the second, which is most of a page that stands still.
import gifenc from "gifenc";
import { PNG } from "pngjs";

const { GIFEncoder, applyPalette, quantize } = gifenc;

export class MovingPicture {
  #page;
  #frames = [];

  constructor(page) {
    this.#page = page;
  }

  /** Takes the page as it is now, to be shown for `delay` milliseconds. A frame like the one before makes that one longer. */
  async frame(delay) {
    const { width, height, data } = PNG.sync.read(await this.#page.screenshot());
    const last = this.#frames.at(-1);
    if (last?.data.equals(data)) last.delay += delay;
    else this.#frames.push({ width, height, data, delay });
  }

  /** Films for a while, a frame every `step` milliseconds. */
  async film(duration, step = 250) {
    for (const end = Date.now() + duration; Date.now() < end;) {
      const start = Date.now();
      await this.frame(step);
      await this.#page.waitForTimeout(Math.max(0, start + step - Date.now()));
    }
  }

  gif() {
    const gif = GIFEncoder();
    // One palette for all frames, so that a colour does not flicker. The last of its places means "as before".
    const palette = quantize(Buffer.concat(this.#frames.map(({ data }) => data)), 255);
    const same = palette.length;
    let before;
    for (const { width, height, data, delay } of this.#frames) {
      const indices = applyPalette(data, palette);
      const shown = before ? indices.map((index, place) => (index === before[place] ? same : index)) : indices;
      gif.writeFrame(shown, width, height, { palette: before ? undefined : [...palette, [0, 0, 0]], delay, transparent: Boolean(before), transparentIndex: same, dispose: 1, repeat: 0 });
      before = indices;
    }
    gif.finish();
    return Buffer.from(gif.bytes());
  }
}
