// Whatever is typed, pasted or broken, the page answers, and nothing that was done is lost.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { closeBrowser, open } from "./browser.mjs";
import { command, output, paste, status, type } from "./desk.mjs";

after(closeBrowser);

// The page draws a frame, and the engine answers a question.
async function answers(page) {
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  await page.evaluate(() => globalThis.kubenori.engine.ask("debug", "debug"));
}

test("endless work in the terminal stops with Ctrl-C, and nothing else waits for it", async () => {
  const { page, complaints, close } = await open();
  for (const loop of ["while true; do :; done", "yes", ":(){ :|:& };:", "while true; do echo spam; done", "f() { f; }; f"]) {
    await command(page).fill(loop);
    await command(page).press("Enter");
    await page.waitForTimeout(700);
    await answers(page);
    await command(page).press("Control+c");
    await page.waitForSelector('.terminal[data-busy="false"]', { timeout: 15_000 });
  }
  await type(page, "kubectl get ns");
  await output(page).getByText("kube-system").first().waitFor();
  assert.deepEqual(complaints, []);
  await close();
});

test("endless work in a container leaves the page and the cluster alone", async () => {
  const { page, complaints, close } = await open();
  await type(page, "kubectl create deployment busy --image=busybox --replicas=5 -- sh -c 'while true; do :; done'", "kubectl run web --image=nginx");
  await status(page, "web", "Running");
  await page.locator(".speed-60").click();
  await page.waitForTimeout(2_000);
  await answers(page);
  await type(page, "kubectl delete pod web");
  await output(page).getByText('pod "web" deleted').waitFor();
  assert.deepEqual(complaints, []);
  await close();
});

test("big files, alias bombs and bytes are taken or refused, never a trap", async () => {
  const { page, complaints, close } = await open();
  await type(page, "head -c 10000000 /dev/zero | tr '\\0' 'x' > big.txt", "ls -l big.txt", "cat big.txt | wc -c");
  await output(page).getByText("10000000").first().waitFor();
  await answers(page);
  const bomb = ["a: &a [x,x,x,x,x,x,x,x,x]", ..."bcdefghi".split("").map((name, i) => `${name}: &${name} [${Array(9).fill(`*${"abcdefghi"[i]}`).join(",")}]`)].join("\n");
  await page.evaluate((text) => globalThis.kubenori.engine.post({ writeFile: { path: "/root/bomb.yaml", text } }), bomb);
  await type(page, "kubectl apply -f bomb.yaml");
  await output(page).getByText(/excessive aliasing|error/).first().waitFor();
  await paste(page, `\0\u0001\u001b[31m${"\u0007".repeat(100)}`);
  await paste(page, "x".repeat(2_000_000));
  await answers(page);
  await page.evaluate(() => globalThis.kubenori.engine.post({ writeFile: { path: "/root/huge.yaml", text: "a: b\n".repeat(2_000_000) } }));
  await answers(page);
  await command(page).fill("");
  await type(page, "ls -l");
  await output(page).getByText("huge.yaml").first().waitFor();
  assert.deepEqual(complaints, []);
  await close();
});

// An engine that dies of one command and never comes back from another.
const wound = (page) => page.route("**/worker.js*", async (route) => {
  const response = await route.fetch();
  const patch = `
    const healthy = self.onmessage;
    self.onmessage = (event) => {
      const text = event.data?.line?.text;
      if (text === "echo hang") for (;;);
      if (text === "echo crash") self.onmessage = () => {};
      if (text === "echo crash") self.postMessage({ kind: "crashed", reason: "unreachable" });
      else healthy(event);
    };`;
  await route.fulfill({ response, body: await response.text() + patch });
});

async function send(page, line) {
  await command(page).fill(line);
  await command(page).press("Enter");
}

test("an engine that crashes is revived with all that was done", async () => {
  const { page, close } = await open({ prepare: wound, serviceWorkers: "block" });
  await type(page, "kubectl run web --image=nginx");
  await status(page, "web", "Running");
  await send(page, "kubectl create ns later");
  await send(page, "echo crash");
  await page.waitForSelector('[data-engine="crashed"]');
  await page.locator(".crash").getByText("unreachable").waitFor();
  await page.locator(".crash").getByText("지금까지 한 일은 기록에 남아 있어요").waitFor();
  await page.locator(".crash").getByRole("button", { name: "기록에서 되살리기" }).click();
  await page.waitForSelector('[data-engine="ready"]');
  await status(page, "web", "Running");
  await type(page, "kubectl get ns later");
  await output(page).getByText(/later\s+Active/).waitFor();
  assert.equal(await output(page).getByText("echo crash").count(), 0);
  await close();
});

test("an engine that does not come back is noticed, and the session goes on in a new one", async () => {
  const { page, close } = await open({ prepare: wound, serviceWorkers: "block" });
  await type(page, "kubectl run web --image=nginx");
  await status(page, "web", "Running");
  await send(page, "echo hang");
  await page.waitForSelector('.crash[data-stuck="true"]', { timeout: 30_000 });
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(done)));
  await page.locator(".crash").getByRole("button", { name: "기록에서 되살리기" }).click();
  await page.waitForSelector('[data-engine="ready"]');
  await status(page, "web", "Running");
  await close();
});

test("where storage is refused, the session lives in the page and survives its engine", async () => {
  const refuse = async (page) => {
    await page.addInitScript(() => {
      for (const name of ["localStorage", "sessionStorage"]) Object.defineProperty(window, name, { get() { throw new DOMException("refused", "SecurityError"); } });
    });
    await wound(page);
  };
  const { page, complaints, close } = await open({ prepare: refuse, serviceWorkers: "block" });
  await type(page, "kubectl create ns kept");
  await send(page, "echo crash");
  await page.locator(".crash").getByRole("button", { name: "기록에서 되살리기" }).click();
  await page.waitForSelector('[data-engine="ready"]');
  await type(page, "kubectl get ns");
  await output(page).getByText(/kept\s+Active/).waitFor();
  assert.deepEqual(complaints, []);
  await close();
});

test("the debug drawer shows what the engine knows and copies a report", async () => {
  const { page, close } = await open({ path: "/?seed=7" });
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await type(page, "kubectl run web --image=nginx");
  await status(page, "web", "Running");
  await page.getByRole("button", { name: "디버그" }).click();
  const drawer = page.locator(".debug-drawer");
  await drawer.locator("dd").getByText("7", { exact: true }).waitFor();
  await drawer.getByText(/\d+ Pod/).waitFor();
  for (const name of ["저장된 변화", "일어난 일", "기록"]) await drawer.locator("summary", { hasText: name }).click();
  await drawer.getByText(/Pod default\/web/).first().waitFor();
  await drawer.getByText(/scheduled/).first().waitFor();
  await drawer.getByText("kubectl run web --image=nginx").first().waitFor();
  await drawer.getByRole("button", { name: "문제 신고 복사" }).click();
  await drawer.getByText("복사했어요").waitFor();
  const report = await page.evaluate(() => navigator.clipboard.readText());
  assert.match(report, /Kubenori \d[\s\S]*seed 7[\s\S]*kubectl run web --image=nginx/);
  await page.keyboard.press("Escape");
  await drawer.waitFor({ state: "detached" });
  await close();
});

test("what is written in the editor stays in the journal once, however long one types", async () => {
  const { page, close } = await open();
  await page.locator(".editor .cm-content").click();
  for (let i = 0; i < 4; i++) {
    await page.keyboard.type(` # ${i}`);
    await page.waitForTimeout(450);
  }
  const { text } = await page.evaluate(() => globalThis.kubenori.engine.ask("export", "journal"));
  assert.equal(text.split("\n").filter((line) => line.includes("\tw\t")).length, 1);
  await close();
});
