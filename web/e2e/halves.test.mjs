// Both modules come in two halves: the first picture needs only the first ones, and nobody loses anything when the others are late.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { closeBrowser, open } from "./browser.mjs";
import { command, output, status } from "./desk.mjs";
import { engine } from "./engine.mjs";

after(closeBrowser);

// Opens the page with a hand on the requests for the other half of a module: `meet` gets each, with its number.
async function opened(meet, module = "engine") {
  let count = 0;
  const prepare = (page) => page.context().route(`**/${module}_rest.wasm*`, (route) => meet(route, ++count));
  // The service worker would fetch everything once more, for later.
  return { ...await open({ prepare, serviceWorkers: "block" }), asked: () => count };
}

async function enter(page, line) {
  await command(page).fill(line);
  await command(page).press("Enter");
}

// The engine gives a message a slice of real time: here that stands still, so that both do the same in it.
async function boot(scenario, halves, t) {
  t.mock.method(Date, "now", () => 0);
  const half = await engine(halves);
  const start = half.receive({ start: { scenario, seed: 1, journal: null } });
  return [start, ...Array.from({ length: 80 }, () => half.receive({ tick: { elapsed: 500 } }))];
}

for (const scenario of ["four-nodes", "four-nodes-registry", "three-nodes", "one-node", "ha"]) {
  test(`${scenario}: the first half starts a cluster alone, and tells of it what both tell`, async (t) => {
    const alone = await boot(scenario, { whole: false }, t);
    t.mock.restoreAll();
    assert.deepEqual(alone, await boot(scenario, { whole: true }, t));
  });
}

test("the first picture stands without the other half", async () => {
  let arrive;
  const allowed = new Promise((resolve) => { arrive = resolve; });
  const { page, asked, close } = await opened((route) => allowed.then(() => route.continue()));
  await page.locator(".scene [data-node]").nth(3).waitFor();
  await page.waitForFunction(() => globalThis.kubenori.engine.via === "worker");
  assert.equal(asked(), 1, "the other half comes by itself, behind the picture");
  await enter(page, "kubectl run web --image=nginx");
  await page.waitForTimeout(500);
  assert.equal(await page.locator('.scene [data-pod="web"]').count(), 0);
  arrive();
  await status(page, "web", "Running");
  assert.equal(asked(), 1, "it is fetched once");
  await close();
});

test("waiting for the other half is not taken for an engine that hangs", async () => {
  const { page, complaints, close } = await opened(async (route) => {
    await new Promise((done) => setTimeout(done, 12_000));
    await route.continue();
  });
  await enter(page, "kubectl explain pod.spec.hostname");
  await output(page).getByText("FIELD: hostname <string>").waitFor({ timeout: 30_000 });
  assert.equal(await page.locator("[role=alertdialog], .crashed").count(), 0);
  assert.deepEqual(complaints, []);
  await close();
});

test("a half that failed to load is asked for again by what needs it", async () => {
  const { page, asked, close } = await opened((route, count) => (count === 1 ? route.fulfill({ status: 503, body: "" }) : route.continue()));
  await page.waitForTimeout(500);
  await enter(page, "kubectl get nodes -o yaml | head -n 1");
  await output(page).getByText("apiVersion: v1").waitFor();
  assert.equal(asked(), 2);
  await close();
});

test("the first picture stands without the other half of the page", async () => {
  let arrive;
  const allowed = new Promise((resolve) => { arrive = resolve; });
  const { page, asked, complaints, close } = await opened((route) => allowed.then(() => route.continue()), "page");
  await page.locator(".scene [data-node]").nth(3).waitFor();
  await page.waitForTimeout(1_000);
  assert.ok(!(await page.content()).includes("\0"), "no text of it is one that comes with the other half");
  assert.equal(asked(), 1, "it comes by itself, behind the picture");
  arrive();
  await enter(page, "kubectl run web --image=nginx");
  await status(page, "web", "Running");
  assert.equal(asked(), 1, "it is fetched once");
  assert.deepEqual(complaints, []);
  await close();
});

test("what a reader does before the other half of the page has come waits for it, and asks for it again", async () => {
  const { page, asked, close } = await opened((route, count) => (count === 1 ? route.fulfill({ status: 503, body: "" }) : route.continue()), "page");
  await page.locator(".scene [data-node]").nth(3).waitFor();
  await page.waitForTimeout(500);
  assert.equal(asked(), 1);
  await enter(page, "kubectl run web --image=nginx");
  await status(page, "web", "Running");
  assert.equal(asked(), 2);
  await close();
});
