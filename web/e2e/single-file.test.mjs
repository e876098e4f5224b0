// The whole page as one file, opened by a double click, with no network at all.
import assert from "node:assert/strict";
import { pathToFileURL } from "node:url";
import { after, test } from "node:test";
import { closeBrowser, openAt } from "./browser.mjs";
import { output, status, type } from "./desk.mjs";

after(closeBrowser);

const file = pathToFileURL(process.env.KUBENORI_SINGLE).href;
const opened = (options) => openAt(file, { allowed: [], offline: true, ...options });

test("one file has the worker, the editor and the lessons inside", async () => {
  const { page, complaints, close } = await opened();
  await page.waitForSelector('[data-engine="ready"]', { timeout: 20_000 });
  assert.equal(await page.evaluate(() => globalThis.kubenori.engine.via), "worker");
  await type(page, "kubectl run web --image=nginx");
  await status(page, "web", "Running");
  await page.locator(".editor .cm-content").waitFor();
  await page.getByRole("button", { name: /배우기/ }).click();
  await page.locator(".menu").getByText("첫 파드, YAML로").click();
  await page.locator(".pane.lesson h2").waitFor();
  assert.deepEqual(complaints, []);
  await close();
});

test("where workers are refused, the file answers from the page itself", async () => {
  const { page, close } = await opened({ prepare: (page) => page.addInitScript(() => {
    globalThis.Worker = class { constructor() { throw new DOMException("refused", "SecurityError"); } };
  }) });
  await page.waitForSelector('[data-engine="ready"]', { timeout: 20_000 });
  assert.equal(await page.evaluate(() => globalThis.kubenori.engine.via), "page");
  await close();
});

test("a session of the file goes into its address", async () => {
  const { page, close } = await opened();
  await page.waitForSelector('[data-engine="ready"]', { timeout: 20_000 });
  await type(page, "kubectl run web --image=nginx");
  await page.getByRole("button", { name: "공유" }).click();
  const link = await page.waitForFunction(() => document.querySelector(".sheet .address")?.value).then((handle) => handle.jsonValue());
  await page.getByRole("button", { name: "QR 코드" }).click();
  await page.locator(".sheet .qr svg").waitFor();
  await page.goto("about:blank");
  await page.goto(link);
  await status(page, "web", "Running");
  await output(page).getByText("pod/web created").waitFor();
  await close();
});
