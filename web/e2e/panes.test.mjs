// The panes' edges: dragged, moved by keys, folded and unfolded, and kept.
import AxeBuilder from "@axe-core/playwright";
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { closeBrowser, open } from "./browser.mjs";
import { command, output, type } from "./desk.mjs";

after(closeBrowser);

const edge = (page, name) => page.locator(`.split[data-split="${name}"]`);
const size = async (page, name) => page.locator(`.pane[data-pane="${name}"]`).boundingBox();

async function drag(page, name, dx, dy) {
  const { x, y, width, height } = await edge(page, name).boundingBox();
  await page.mouse.move(x + width / 2, y + height / 2);
  await page.mouse.down();
  await page.mouse.move(x + width / 2 + dx, y + height / 2 + dy, { steps: 5 });
  await page.mouse.up();
}

test("edges are dragged, and stay where they were put", async () => {
  const { page, complaints, close } = await open();
  const [diagram, editor] = [await size(page, "diagram"), await size(page, "editor")];
  await drag(page, "rows", 0, -90);
  await drag(page, "columns", 120, 0);
  const check = async () => {
    assert.ok(Math.abs((await size(page, "diagram")).height - (diagram.height - 90)) < 4);
    assert.ok(Math.abs((await size(page, "editor")).width - (editor.width + 120)) < 4);
  };
  await check();
  await page.reload();
  await page.waitForSelector('[data-engine="ready"]');
  await check();
  assert.deepEqual(complaints, []);
  await close();
});

test("keys move an edge, Enter folds a pane away and back, and what is folded cannot be reached", async () => {
  const { page, close } = await open();
  const before = await size(page, "editor");
  await edge(page, "columns").focus();
  await page.keyboard.press("ArrowRight");
  assert.ok((await size(page, "editor")).width > before.width);
  assert.ok(Number(await edge(page, "columns").getAttribute("aria-valuenow")) > 45);
  await page.keyboard.press("Enter");
  await page.locator(".pane.editor").waitFor({ state: "hidden" });
  assert.equal(await edge(page, "columns").getAttribute("data-shut"), "에디터");
  for (let i = 0; i < 40; i += 1) {
    await page.keyboard.press("Shift+Tab");
    assert.equal(await page.evaluate(() => document.activeElement.closest(".pane.editor")), null);
  }
  await edge(page, "columns").focus();
  await page.keyboard.press("Enter");
  await page.locator(".pane.editor").waitFor();
  await edge(page, "rows").dblclick();
  await page.locator(".pane.terminal").waitFor({ state: "hidden" });
  await edge(page, "rows").click();
  await page.locator(".pane.terminal").waitFor();
  await type(page, "echo still here");
  await output(page).getByText("still here", { exact: true }).waitFor();
  await close();
});

test("a folded pane unfolds when a command or a lesson wants it", async () => {
  const { page, close } = await open({ path: "/?lesson=03-first-pod" });
  await page.locator(".goals li").first().waitFor();
  await edge(page, "columns").focus();
  await page.keyboard.press("Enter");
  await page.locator(".pane.editor").waitFor({ state: "hidden" });
  await type(page, "kubectl create configmap a");
  await command(page).fill("kubectl edit configmap a");
  await command(page).press("Enter");
  await page.locator(".pane.editor").waitFor();
  const lesson = await size(page, "lesson");
  await drag(page, "lesson", 80, 0);
  assert.ok(Math.abs((await size(page, "lesson")).width - (lesson.width + 80)) < 4);
  await close();
});

test("a phone and a frame have no edges to move, whatever was kept", async () => {
  const { page, close } = await open();
  await edge(page, "columns").focus();
  await page.keyboard.press("Enter");
  await page.locator(".pane.editor").waitFor({ state: "hidden" });
  await page.setViewportSize({ width: 390, height: 844 });
  assert.equal(await page.locator(".split:visible").count(), 0);
  await page.getByRole("button", { name: "에디터", exact: true }).click();
  await page.locator(".pane.editor").waitFor();
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.goto(new URL("/?embed=1&panes=editor,terminal", page.url()).href);
  await page.waitForSelector('[data-engine="ready"]');
  assert.equal(await page.locator(".split:visible").count(), 0);
  await page.locator(".pane.editor").waitFor();
  await close();
});

test("axe has nothing to say against edges and folded panes", async () => {
  const { page, close } = await open({ path: "/?lesson=03-first-pod" });
  await page.locator(".goals li").first().waitFor();
  for (const name of ["columns", "rows"]) {
    await edge(page, name).focus();
    await page.keyboard.press("Enter");
    const { violations } = await new AxeBuilder({ page }).analyze();
    assert.deepEqual(violations.map(({ id, nodes }) => [name, id, nodes.map(({ target }) => target)]), []);
  }
  await close();
});
