// Pictures of the page for eyes: `cargo xtask screenshots [NAME]...` writes them to target/screenshots.
// A scene is a name, how the page is opened, and what is done before the picture is taken.
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { closeBrowser, open } from "./browser.mjs";

const phone = { width: 390, height: 844 };

const scenes = [
  { name: "start" },
  { name: "start-dark", open: { colorScheme: "dark" } },
  { name: "start-phone", open: { viewport: phone } },
];

const folder = process.env.KUBENORI_PICTURES ?? "target/screenshots";
await mkdir(folder, { recursive: true });
const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !scenes.some((scene) => scene.name === name));
if (unknown.length > 0) throw new Error(`no scene is called ${unknown.join(", ")}`);

for (const scene of scenes.filter(({ name }) => asked.length === 0 || asked.includes(name))) {
  const { page, complaints, close } = await open(scene.open);
  await scene.act?.(page);
  await page.screenshot({ path: join(folder, `${scene.name}.png`) });
  console.log([`${scene.name}.png`, ...complaints].join("\n  "));
  await close();
}
await closeBrowser();
