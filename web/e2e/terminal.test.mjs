// The terminal: keys, completion, history, several at once, what it shows and how that is told.
import AxeBuilder from "@axe-core/playwright";
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { closeBrowser, open } from "./browser.mjs";
import { heard, output as all, paste, status } from "./desk.mjs";

after(closeBrowser);

const front = (page) => page.locator(".screen-frame:not([hidden])");
const command = (page) => front(page).locator(".command");
const output = (page) => front(page).locator(".output");
const list = (page) => front(page).locator(".suggestions li");

async function type(page, ...lines) {
  for (const line of lines) {
    await command(page).fill(line);
    await command(page).press("Enter");
    await heard(page);
    await page.waitForSelector('.terminal[data-busy="false"]');
  }
}

async function complete(page, text) {
  await command(page).fill(text);
  await command(page).press("Tab");
}

const value = (page, text) => page.waitForFunction((text) => document.querySelector(".screen-frame:not([hidden]) .command").value === text, text);

test("Tab completes commands, flags, kinds, names, namespaces, containers, labels and files, and the list can be walked", async () => {
  const { page, complaints, close } = await open();
  await type(page, "kubectl create ns team-a", "kubectl run web --image=nginx --labels=app=web -n team-a", "echo x > pod.yaml");
  for (const [typed, completed] of [
    ["kubec", "kubectl "],
    ["kubectl desc", "kubectl describe "],
    ["kubectl get names", "kubectl get namespaces "],
    ["kubectl get pods --show-l", "kubectl get pods --show-labels "],
    ["kubectl get pods -n team", "kubectl get pods -n team-a "],
    ["kubectl get pods --namespace=team", "kubectl get pods --namespace=team-a "],
    ["kubectl -n team-a logs w", "kubectl -n team-a logs web "],
    ["kubectl -n team-a logs web -c ", "kubectl -n team-a logs web -c web "],
    ["kubectl get pods -n team-a -l a", "kubectl get pods -n team-a -l app=web "],
    ["kubectl apply -f po", "kubectl apply -f pod.yaml "],
    ["cat po", "cat pod.yaml "],
    ["kubectl get ns | gre", "kubectl get ns | grep "],
  ]) {
    await complete(page, typed);
    await value(page, completed);
  }
  await complete(page, "kubectl de");
  await list(page).filter({ hasText: "describe" }).waitFor();
  assert.match(await list(page).filter({ hasText: "describe" }).innerText(), /Show details/i);
  await command(page).press("ArrowDown");
  assert.equal(await front(page).locator('.suggestions [aria-selected="true"]').count(), 1);
  const chosen = await front(page).locator(".suggestions .on span").innerText();
  await command(page).press("Enter");
  await value(page, `kubectl ${chosen} `);
  assert.equal(await list(page).count(), 0);
  await complete(page, "kubectl de");
  await list(page).first().waitFor();
  await command(page).press("Escape");
  assert.equal(await list(page).count(), 0);
  assert.deepEqual(complaints, []);
  await close();
});

test("the keys of a shell's line work", async () => {
  const { page, close } = await open();
  const line = command(page);
  await line.fill("kubectl get pods");
  await line.press("Control+w");
  await value(page, "kubectl get ");
  await line.press("Control+y");
  await value(page, "kubectl get pods");
  await line.press("Control+a");
  await line.press("Control+k");
  await value(page, "");
  await line.fill("abc def");
  await line.press("Control+a");
  await line.press("Control+d");
  await value(page, "bc def");
  await line.press("Control+e");
  await line.press("Control+u");
  await value(page, "");
  await type(page, "echo one", "echo two");
  await line.fill("draft");
  await line.press("ArrowUp");
  await value(page, "echo two");
  await line.press("Control+p");
  await value(page, "echo one");
  await line.press("ArrowDown");
  await line.press("ArrowDown");
  await value(page, "draft");
  await line.press("Control+c");
  await value(page, "");
  await line.press("Control+r");
  await page.keyboard.type("on");
  await front(page).locator(".found").getByText("echo one").waitFor();
  await line.press("Enter");
  await output(page).getByText("one", { exact: true }).nth(1).waitFor();
  assert.equal(await output(page).getByText("$ echo one").count(), 2);
  await line.press("Control+l");
  await page.waitForFunction(() => document.querySelector(".screen-frame:not([hidden]) .output").innerText.trim() === "");
  await line.press("ArrowUp");
  assert.notEqual(await line.inputValue(), "");
  await close();
});

test("a pasted command goes on below its prompt, and what it printed is left out", async () => {
  const { page, close } = await open();
  await paste(page, "$ kubectl create deployment hub \\\n    --image=nginx \\\n>   --replicas=2\ndeployment.apps/hub created\n$ kubectl get deployment hub -o name\n");
  await output(page).getByText("deployment.apps/hub", { exact: true }).waitFor({ timeout: 15_000 });
  await type(page, "kubectl get deployment hub -o jsonpath='{.spec.replicas}'");
  await output(page).getByText("2", { exact: true }).waitFor();
  assert.equal(await output(page).getByText("command not found").count(), 0);
  await close();
});

test("commands that go on stream, and Ctrl-C ends them", async () => {
  const { page, close } = await open();
  await type(page, "kubectl run web --image=nginx");
  const line = command(page);
  await line.fill("kubectl get pods -w");
  await line.press("Enter");
  await output(page).getByText(/web\s+1\/1\s+Running/).first().waitFor({ timeout: 30_000 });
  await line.press("Control+c");
  await page.waitForSelector('.terminal[data-busy="false"]');
  await type(page, "kubectl run tick --image=busybox -- sh -c 'i=0; while true; do i=$((i+1)); echo tick $i; sleep 1; done'");
  await status(page, "tick", "Running");
  await line.fill("kubectl logs -f tick");
  await line.press("Enter");
  await output(page).getByText("tick 3").waitFor({ timeout: 30_000 });
  await line.press("Control+c");
  await page.waitForSelector('.terminal[data-busy="false"]');
  await close();
});

test("a shell inside of a container asks and answers", async () => {
  const { page, close } = await open();
  await type(page, "kubectl run box --image=busybox -- sleep 10000");
  await status(page, "box", "Running");
  const line = command(page);
  await line.fill("kubectl exec -it box -- sh");
  await line.press("Enter");
  await front(page).locator(".prompt").getByText("#").waitFor();
  await line.fill("hostname");
  await line.press("Enter");
  await output(page).getByText("box", { exact: true }).last().waitFor();
  await line.fill("echo $((6*7))");
  await line.press("Enter");
  await output(page).getByText("42", { exact: true }).waitFor();
  // Either shell has its own commands to go back to.
  const back = [];
  for (let i = 0; i < 3; i += 1) {
    await line.press("ArrowUp");
    back.push(await line.inputValue());
  }
  assert.deepEqual(back, ["echo $((6*7))", "hostname", "hostname"]);
  await line.fill("exit");
  await line.press("Enter");
  await page.waitForSelector('.terminal[data-busy="false"]');
  assert.equal(await front(page).locator(".prompt").innerText(), "$ ");
  await line.press("ArrowUp");
  assert.equal(await line.inputValue(), "kubectl exec -it box -- sh");
  await close();
});

test("several terminals share files and cluster; what is applied goes to one that is free", async () => {
  const { page, close } = await open();
  const line = command(page);
  await line.fill("kubectl get pods -w");
  await line.press("Enter");
  await page.waitForSelector('.terminal[data-busy="true"]');
  await page.locator(".editor .cm-content").click();
  await page.keyboard.press("Control+Enter");
  await page.getByRole("button", { name: "터미널 2" }).waitFor();
  await output(page).getByText("pod/my-nginx-pod created").waitFor();
  await page.getByRole("button", { name: "터미널 1" }).click();
  await output(page).getByText(/my-nginx-pod\s+1\/1\s+Running/).first().waitFor({ timeout: 30_000 });
  await page.getByRole("button", { name: "터미널 2" }).click();
  await type(page, "ls");
  await output(page).getByText("my-nginx-pod.yaml").last().waitFor();
  await page.getByRole("button", { name: "터미널 닫기" }).click();
  await page.getByRole("button", { name: "터미널 2" }).waitFor({ state: "detached" });
  await command(page).press("Control+c");
  await page.waitForSelector('.terminal[data-busy="false"]');
  await close();
});

test("names and objects light each other", async () => {
  const { page, close } = await open();
  await type(page, "kubectl run web --image=nginx");
  await status(page, "web", "Running");
  await type(page, "kubectl get pods -o wide");
  await output(page).locator(".named", { hasText: /^web$/ }).last().hover();
  await page.waitForSelector('.scene [data-pod="web"].lit');
  await page.locator('.scene [data-pod="web"]').hover();
  await page.waitForSelector(".terminal .named.lit");
  assert.equal(await page.locator(".scene .lit").count(), 0);
  await output(page).locator(".good", { hasText: "Running" }).last().waitFor();
  await close();
});

test("notes explain each mistake once, and their commands can be typed by a click", async () => {
  const { page, close } = await open();
  await type(page, "kubectl get podz", "kubectl explain pod.status.phase", "kubectl run x --image=nginx -n nowhere");
  await output(page).locator('[data-note="no-resource-type"]').waitFor();
  const note = output(page).locator('[data-note="namespace-not-found"]');
  await note.locator("summary").click();
  await note.getByRole("button", { name: "kubectl get ns" }).click();
  await value(page, "kubectl get ns");
  assert.equal(await output(page).locator(".note").count(), 2);
  await close();
});

test("kubectl explain has the texts of the fields", async () => {
  const { page, complaints, close } = await open();
  await type(page, "kubectl explain pod.spec.restartPolicy");
  await output(page).getByText(/Restart policy for all containers within the pod/).waitFor();
  assert.deepEqual(complaints, []);
  await close();
});

test("a screen is copied as Markdown", async () => {
  const { page, close } = await open();
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await type(page, "echo hello", "kubectl get ns default -o name");
  await page.getByRole("button", { name: "복사", exact: true }).click();
  await page.locator(".toast").getByText("복사했어요").waitFor();
  const text = await page.evaluate(() => navigator.clipboard.readText());
  assert.equal(text, "```console\n$ echo hello\nhello\n$ kubectl get ns default -o name\nnamespace/default\n```\n");
  await close();
});

test("the history survives a reload", async () => {
  const { page, close } = await open();
  await type(page, "echo kept");
  await page.waitForTimeout(1_500);
  await page.reload();
  await output(page).getByText("$ echo kept").waitFor();
  await command(page).press("ArrowUp");
  await value(page, "echo kept");
  await close();
});

test("a phone has the keys that its keyboard lacks", async () => {
  const { page, close } = await open({ viewport: { width: 390, height: 844 } });
  await page.getByRole("button", { name: "터미널", exact: true }).click();
  const row = front(page).locator(".key-row");
  await command(page).fill("kubectl desc");
  await row.getByRole("button", { name: "Tab" }).click();
  await value(page, "kubectl describe ");
  await row.getByRole("button", { name: "-", exact: true }).click();
  await value(page, "kubectl describe -");
  await row.getByRole("button", { name: "Ctrl-C" }).click();
  await value(page, "");
  await type(page, "echo hi");
  await row.getByRole("button", { name: "앞의 명령" }).click();
  await value(page, "echo hi");
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth) <= 390);
  await close();
});

test("rows of a table do not wrap on a phone, and the next line brings back their beginning", async () => {
  const { page, close } = await open({ viewport: { width: 390, height: 844 } });
  await page.getByRole("button", { name: "터미널", exact: true }).click();
  await type(page, "kubectl get nodes -o wide");
  const screen = front(page).locator(".screen");
  const table = output(page).locator(".table");
  assert.equal(await table.evaluate((rows) => new Set([...rows.querySelectorAll(".named")].map((name) => name.getBoundingClientRect().left)).size), 1);
  assert.ok(await table.evaluate((rows) => rows.getBoundingClientRect().width) > 390);
  await screen.evaluate((frame) => { frame.scrollLeft = 200; });
  await type(page, "echo hi");
  assert.equal(await screen.evaluate((frame) => frame.scrollLeft), 0);
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth) <= 390);
  await close();
});

test("words that are no commands get a kind answer", async () => {
  const { page, close } = await open();
  await type(page, "hello", "docker ps", "help");
  await output(page).locator('[data-note="command-not-found"]').waitFor();
  await output(page).locator('[data-note="not-simulated"]').waitFor();
  await output(page).getByText(/kubectl +controls the Kubernetes cluster manager/).waitFor();
  await close();
});

for (const colorScheme of ["light", "dark"]) {
  test(`axe has nothing to say against the terminal's list, search, tabs and notes, ${colorScheme}`, async () => {
    const { page, close } = await open({ colorScheme });
    const check = async (what) => {
      const { violations } = await new AxeBuilder({ page }).analyze();
      assert.deepEqual(violations.map(({ id, nodes }) => [what, id, nodes.map(({ target }) => target)]), []);
    };
    await type(page, "kubectl run web --image=nginx", "kubectl get pods", "kubectl get pod nothing");
    await all(page).first().locator(".note summary").last().click();
    await check("note");
    await complete(page, "kubectl ");
    await list(page).first().waitFor();
    await command(page).press("ArrowDown");
    await check("list");
    await command(page).press("Escape");
    await command(page).press("Control+r");
    await page.keyboard.type("get");
    await check("search");
    await command(page).press("Escape");
    await page.getByRole("button", { name: "새 터미널" }).click();
    await check("tabs");
    await page.getByRole("button", { name: "디버그" }).click();
    await page.locator(".debug-drawer dd").first().waitFor();
    for (const part of await page.locator(".debug-drawer details").all()) if (await part.getAttribute("open") === null) await part.locator("summary").click();
    await page.waitForTimeout(1_200);
    await check("debug drawer");
    await close();
  });
}
