// The whole way: what is typed in the real page is seen in its picture.
import AxeBuilder from "@axe-core/playwright";
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { closeBrowser, open } from "./browser.mjs";
import { command, output, paste, pod, speed, status, type } from "./desk.mjs";
import { manifests, quotaBlock } from "./manifests.mjs";

after(closeBrowser);

test("a typed command becomes a running pod in the picture", async () => {
  const { page, complaints, close } = await open();
  await type(page, "kubectl run web --image=nginx");
  await output(page).getByText("pod/web created").waitFor();
  await status(page, "web", "Running");
  assert.equal(await page.locator('[data-node] [data-pod="web"]').count(), 1);
  assert.deepEqual(complaints, []);
  await close();
});

test("the editor's manifest is applied with Ctrl-Enter", async () => {
  const { page, complaints, close } = await open();
  const code = page.locator(".editor .cm-content");
  await code.click();
  await page.keyboard.press("Control+Enter");
  await output(page).getByText("pod/my-nginx-pod created").waitFor();
  await status(page, "my-nginx-pod", "Running");
  await code.click();
  await page.keyboard.press("Control+a");
  await page.keyboard.insertText("apiVersion: v1\nkind: Pod\nmetadata:\n  name: second\nspec:\n  containers:\n  - name: a\n    imagee: nginx\n");
  await page.locator(".findings").getByText('unknown field "spec.containers[0].imagee"').first().waitFor();
  assert.deepEqual(complaints, []);
  await close();
});

test("the manifests of the tutorials run as they are typed", async () => {
  const { page, complaints, close } = await open();
  await speed(page, 5);
  for (const { file, before, lines, pod: name } of manifests) {
    await type(page, ...(before ?? []), `cat <<'EOF' > ${file}`, ...lines, "EOF", `kubectl create -f ${file}`);
    if (name) await status(page, name, "Running");
  }
  assert.equal(await page.locator('[data-node="worker03"] [data-pod="kubia-gpu"]').count(), 1);
  await type(page, "kubectl create -f kubia-manual.yaml -n custom-namespace", "kubectl get ns");
  await page.getByRole("button", { name: "네임스페이스", exact: true }).click();
  await page.waitForSelector('[data-namespace="custom-namespace"] [data-pod="kubia-manual"][data-status="Running"]');
  await type(page, "kubectl create namespace sesac", "kubectl run webserver --image=nginx:1.14 --port 80 --namespace sesac",
    "kubectl create namespace software", "kubectl run webserver --image=nginx:1.14 -n software");
  await page.waitForSelector('[data-namespace="sesac"] [data-pod="webserver"][data-status="Running"]');
  await page.waitForSelector('[data-namespace="software"] [data-pod="webserver"][data-status="Running"]');
  await type(page, "kubectl delete ns custom-namespace");
  await page.waitForSelector('[data-namespace="custom-namespace"]', { state: "detached", timeout: 60_000 });
  assert.deepEqual(complaints, []);
  await close();
});

test("a pasted block runs without its prompts and output", async () => {
  const { page, close } = await open();
  await paste(page, quotaBlock);
  await output(page).getByText("resourcequota/compute-resources created").waitFor();
  await output(page).getByText("namespace/demo labeled").waitFor();
  assert.equal(await output(page).getByText("command not found").count(), 0);
  await page.getByRole("button", { name: "네임스페이스", exact: true }).click();
  await page.locator('[data-namespace="demo"] .quotas').getByText("requests.cpu").waitFor();
  await close();
});

test("Enter that ends a Korean composition runs nothing", async () => {
  const { page, close } = await open();
  await command(page).fill("echo 안녕");
  await command(page).evaluate((field) => {
    for (const init of [{ isComposing: true }, { keyCode: 229 }]) {
      field.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true, cancelable: true, ...init }));
    }
  });
  assert.equal(await command(page).inputValue(), "echo 안녕");
  await command(page).press("Enter");
  await output(page).getByText("안녕", { exact: true }).waitFor();
  await type(page, "ㅏㅕㅠㄷㅊ시 ㅎㄷㅅ ㅜㄴ");
  await page.locator(".offer button").click();
  await output(page).getByText("kube-system").first().waitFor();
  await close();
});

test("time stops, goes on, and a command is taken back", async () => {
  const { page, close } = await open();
  await type(page, "kubectl run web --image=nginx");
  await status(page, "web", "Running");
  await page.getByRole("button", { name: /멈춤/ }).click();
  await page.waitForTimeout(300);
  const at = await page.locator(".elapsed").textContent();
  await page.waitForTimeout(1_300);
  assert.equal(await page.locator(".elapsed").textContent(), at);
  await page.getByRole("button", { name: /계속/ }).click();
  await page.getByRole("button", { name: "되돌리기" }).click();
  await pod(page, "web").waitFor({ state: "detached" });
  await page.getByRole("button", { name: "다시", exact: true }).click();
  await status(page, "web", "Running");
  await close();
});

test("mistakes have a note, names light their object, Tab completes", async () => {
  const { page, close } = await open();
  await type(page, "kubectl get pod nothing");
  await output(page).getByText("무슨 뜻이에요?").click();
  await output(page).getByText("그 이름의 오브젝트가 이 네임스페이스에 없어요").waitFor();
  await type(page, "kubectl run web --image=nginx");
  await output(page).locator(".named", { hasText: "web" }).first().click();
  await page.locator(".details").getByText("Pod web", { exact: true }).waitFor();
  await command(page).fill("kubectl desc");
  await command(page).press("Tab");
  await page.waitForFunction(() => document.querySelector(".terminal .command").value === "kubectl describe ");
  await command(page).fill("");
  await command(page).press("Control+r");
  await page.keyboard.type("run");
  await page.locator(".terminal .found").getByText("kubectl run web --image=nginx").waitFor();
  await close();
});

test("the page speaks English and remembers it", async () => {
  const { page, close } = await open();
  await page.getByRole("button", { name: "English" }).click();
  await page.getByRole("button", { name: "Namespaces", exact: true }).waitFor();
  await page.getByRole("heading", { name: "Kubenori" }).waitFor();
  await page.reload();
  await page.getByRole("button", { name: "Namespaces", exact: true }).waitFor();
  await close();
});

test("a session survives a reload, and a link carries it to others", async () => {
  const { page, close } = await open();
  await type(page, "kubectl run web --image=nginx");
  await status(page, "web", "Running");
  await page.waitForTimeout(2_600);
  await page.reload();
  await status(page, "web", "Running");
  await page.getByRole("button", { name: "공유" }).click();
  await page.waitForFunction(() => location.hash.startsWith("#s="));
  const hash = await page.evaluate(() => location.hash);
  await close();
  const other = await open({ path: `/${hash}` });
  await status(other.page, "web", "Running");
  await other.close();
});

test("somebody new has something to press, and what is on the screen can be printed", async () => {
  const { page, complaints, close } = await open();
  await page.locator(".terminal .welcome button", { hasText: "kubectl run web" }).click();
  await status(page, "web", "Running");
  await page.locator(".terminal .welcome").waitFor({ state: "hidden" });
  await page.emulateMedia({ media: "print" });
  for (const part of [pod(page, "web"), output(page).getByText("pod/web created")]) assert.ok(await part.isVisible());
  for (const part of [".top", ".pane.editor", ".views"]) assert.equal(await page.locator(part).isVisible(), false, part);
  await page.evaluate(() => (document.documentElement.dataset.theme = "dark"));
  const paper = await page.evaluate(() => [getComputedStyle(document.documentElement).colorScheme, getComputedStyle(document.body).backgroundColor]);
  assert.deepEqual(paper, ["light", "rgba(0, 0, 0, 0)"]);
  await page.emulateMedia({ media: "screen" });
  await page.reload();
  await page.waitForSelector('[data-engine="ready"]');
  assert.equal(await page.locator(".terminal .welcome").isVisible(), false);
  await page.goto(new URL("/?lesson=03-first-pod", page.url()).href);
  await page.locator(".goals li").first().waitFor();
  assert.equal(await page.locator(".terminal .welcome").isVisible(), false);
  assert.deepEqual(complaints, []);
  await close();
});

test("of two tabs at the same time each goes on with its own", async () => {
  const { page, close } = await open();
  const other = await page.context().newPage();
  await other.goto(page.url());
  await other.waitForSelector('[data-engine="ready"]');
  await type(page, "kubectl run first --image=nginx");
  await page.waitForTimeout(2_600);
  await type(other, "kubectl run second --image=nginx");
  await other.waitForTimeout(2_600);
  await page.reload();
  await status(page, "first", "Running");
  assert.equal(await pod(page, "second").count(), 0);
  // A new one goes on with what was kept last, by whichever.
  const third = await page.context().newPage();
  await third.goto(page.url());
  await third.waitForSelector('.scene [data-pod="first"], .scene [data-pod="second"]');
  await close();
});

test("the page works in a sandboxed frame without storage", async () => {
  const { page, address, close } = await open({ ready: false, path: "/?none", prepare: (page) => page.route("**/?none", (route) =>
    route.fulfill({ contentType: "text/html", body: '<iframe sandbox="allow-scripts" width="1000" height="700" src="/?embed=1&panes=diagram,terminal"></iframe>' })) });
  const frame = page.frameLocator("iframe");
  await frame.locator('[data-engine="ready"]').waitFor();
  await frame.locator(".terminal .command").fill("kubectl run web --image=nginx");
  await frame.locator(".terminal .command").press("Enter");
  await frame.locator('[data-pod="web"][data-status="Running"]').waitFor();
  assert.equal(await frame.locator(".pane.editor").isVisible(), false);
  assert.ok(address);
  await close();
});

test("a phone shows one pane at a time and nothing is wider than it", async () => {
  const { page, close } = await open({ viewport: { width: 390, height: 844 } });
  const words = page.locator(".diagram .welcome code span");
  const heights = await words.evaluateAll((all) => new Set(all.map((word) => Math.round(word.getBoundingClientRect().height))).size);
  assert.equal(heights, 1, "no flag is broken in two");
  await page.getByRole("button", { name: "터미널" }).click();
  await type(page, "kubectl run web --image=nginx");
  assert.ok(parseFloat(await command(page).evaluate((field) => getComputedStyle(field).fontSize)) >= 16);
  await page.getByRole("button", { name: "그림", exact: true }).click();
  await status(page, "web", "Running");
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth) <= 390);
  await close();
});

test("a phone has lessons to choose from, its bar unfolds, and what is applied is seen", async () => {
  const { page, complaints, close } = await open({ viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true });
  const within = async (locator) => {
    const { x, width } = await locator.boundingBox();
    assert.ok(x >= 0 && x + width <= 360, `${x} + ${width}`);
  };
  await page.getByRole("button", { name: "더 보기" }).tap();
  for (const name of ["되돌리기", "처음부터", "공유", "English", "어둡게"]) await within(page.getByRole("button", { name, exact: true }));
  for (const pill of await page.locator(".views .pill:visible").all()) await within(pill);
  await page.getByRole("button", { name: "에디터", exact: true }).tap();
  await page.locator(".editor .cm-content").waitFor();
  await page.getByRole("button", { name: /적용/ }).tap();
  await output(page).getByText("pod/my-nginx-pod created").waitFor();
  for (const key of await page.locator(".key-row button").all()) await within(key);
  await page.getByRole("button", { name: "수업", exact: true }).tap();
  await page.locator(".pane.lesson .entry", { hasText: "첫 파드, YAML로" }).tap();
  await page.locator(".pane.lesson h2", { hasText: "YAML 파일 읽기" }).waitFor();
  assert.deepEqual(complaints, []);
  await close();
});

test("what folds out folds in again by Escape and by a press elsewhere", async () => {
  const { page, close } = await open();
  await type(page, "kubectl get ns");
  for (const [opener, body] of [[".picker > button", ".picker .menu"], [".record > button", ".record .menu"], [".legend summary", ".legend-body"]]) {
    await page.locator(opener).click();
    await page.locator(body).waitFor();
    await page.keyboard.press("Escape");
    await page.locator(body).waitFor({ state: "hidden" });
    assert.equal(await page.locator(opener).evaluate((element) => element === document.activeElement), true, "the focus is where it was");
    await page.locator(opener).click();
    await page.locator(body).waitFor();
    await page.locator(".lane b").click();
    await page.locator(body).waitFor({ state: "hidden" });
  }
  await close();
});

const views = ["노드", "네임스페이스", "컨트롤 플레인", "파드 속", "레이블", "스케줄링", "표로 보기"];
for (const colorScheme of ["light", "dark"]) {
  test(`axe has nothing to say against any view, ${colorScheme}`, async () => {
    const { page, close } = await open({ colorScheme });
    await type(page, "kubectl run web --image=nginx", "kubectl run nope --image=nonesuch/zzz", "kubectl run big --image=nginx --overrides='{\"spec\":{\"nodeSelector\":{\"a\":\"b\"}}}'", "kubectl get pod x");
    await status(page, "web", "Running");
    await pod(page, "web").click();
    for (const view of views) {
      await page.getByRole("button", { name: view, exact: true }).click();
      await page.waitForTimeout(700);
      const { violations } = await new AxeBuilder({ page }).analyze();
      assert.deepEqual(violations.map(({ id, nodes }) => [view, id, nodes.map(({ target, failureSummary }) => [target, failureSummary])]), []);
    }
    await close();
  });
}
