// Sharing: links, files, codes, the way to a real cluster, and everything that can be wrong with an address.
import AxeBuilder from "@axe-core/playwright";
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, test } from "node:test";
import { closeBrowser, open } from "./browser.mjs";
import { output, pod, status, type } from "./desk.mjs";

after(closeBrowser);

const share = (page) => page.getByRole("button", { name: "공유" }).click();
const address = (page) => page.waitForFunction(() => document.querySelector(".sheet .address")?.value).then((handle) => handle.jsonValue());

// What a learner types in a lesson on pods, namespaces and labels.
const typical = [
  "kubectl get nodes", "kubectl run web --image=nginx:1.27", "kubectl get pods", "kubectl get pods -o wide", "kubectl describe pod web",
  "kubectl logs web", "kubectl label pod web app=web env=prod", "kubectl get pods --show-labels", "kubectl get pods -l app=web",
  "kubectl create namespace study", "kubectl get namespaces", "kubectl run api --image=httpd -n study", "kubectl get pods -n study",
  "kubectl create deployment hub --image=nginx --replicas=3", "kubectl get deployments", "kubectl scale deployment hub --replicas=5",
  "kubectl get pods -A", "kubectl annotate pod web note='first pod'", "kubectl delete pod web --wait=false", "kubectl get events",
];

test("twenty commands fit into two kilobytes, and open elsewhere as the very same cluster", async () => {
  const { page, close } = await open();
  await type(page, ...typical);
  await page.getByRole("button", { name: /멈춤/ }).click();
  await share(page);
  const link = await address(page);
  assert.ok(new URL(link).hash.length <= 2048, `${new URL(link).hash.length} letters`);
  const before = await stateHash(page);
  await close();
  const parts = new URL(link);
  const other = await open({ path: `/?speed=0${parts.hash}` });
  await pod(other.page, "api").waitFor();
  assert.equal(await stateHash(other.page), before);
  await other.close();
});

// The state's hash stands in the dialog of sharing, beside the address.
async function stateHash(page) {
  if (await page.locator(".sheet[open]").count() === 0) await share(page);
  await address(page);
  return page.locator(".sheet [data-state-hash]").getAttribute("data-state-hash");
}

test("a teacher's link fixes lesson, panes and speed", async () => {
  const { page, close } = await open({ path: "/?lesson=03-first-pod" });
  await page.locator(".pane.lesson h2").waitFor();
  await type(page, "kubectl run prepared --image=nginx");
  await share(page);
  await page.getByText("선생님을 위해").click();
  await page.getByRole("group", { name: "보일 칸" }).getByLabel("에디터").uncheck();
  await page.getByRole("group", { name: "시간의 빠르기" }).getByRole("button", { name: "×5" }).click();
  await page.waitForFunction(() => document.querySelector(".sheet .address").value.includes("speed=5&panes=lesson,diagram,terminal"));
  const { search, hash } = new URL(await address(page));
  await close();
  const other = await open({ path: `/${search}${hash}` });
  await status(other.page, "prepared", "Running");
  assert.equal(await other.page.locator(".pane.lesson h2").isVisible(), true);
  assert.equal(await other.page.locator(".pane.editor").isVisible(), false);
  assert.equal(await other.page.locator(".speed-5").isVisible(), false, "the speed is not the reader's to choose");
  await other.close();
});

test("the code of a link is drawn when it is asked for", async () => {
  const { page, complaints, close } = await open();
  await share(page);
  await address(page);
  await page.getByRole("button", { name: "QR 코드" }).click();
  await page.locator(".sheet .qr svg path").waitFor();
  assert.deepEqual(complaints, []);
  await close();
});

for (const colorScheme of ["light", "dark"]) {
  test(`axe has nothing to say against the dialog, ${colorScheme}; Escape closes it`, async () => {
    const { page, close } = await open({ colorScheme });
    await share(page);
    await address(page);
    for (const summary of await page.locator(".sheet summary").all()) await summary.click();
    await page.getByRole("button", { name: "QR 코드" }).click();
    await page.locator(".sheet .qr svg").waitFor();
    await page.waitForTimeout(3_200);
    const { violations } = await new AxeBuilder({ page }).analyze();
    assert.deepEqual(violations.map(({ id, nodes }) => [id, nodes.map(({ target, failureSummary }) => [target, failureSummary])]), []);
    await page.keyboard.press("Escape");
    await page.locator(".sheet[open]").waitFor({ state: "detached" });
    assert.equal(await page.evaluate(() => document.activeElement.textContent), "공유", "the focus comes back");
    await close();
  });
}

test("a session goes into a file and comes back from it", async () => {
  const { page, close } = await open();
  await type(page, "kubectl run web --image=nginx");
  await status(page, "web", "Running");
  await share(page);
  const saved = page.waitForEvent("download");
  await page.getByRole("button", { name: "세션을 파일로 저장" }).click();
  // The browser forgets what was saved when its window closes.
  const buffer = await readFile(await (await saved).path());
  await close();
  const other = await open();
  await share(other.page);
  const chooser = other.page.waitForEvent("filechooser");
  await other.page.getByRole("button", { name: "저장한 세션 열기" }).click();
  await (await chooser).setFiles({ name: "kubenori-session.txt", mimeType: "text/plain", buffer });
  await status(other.page, "web", "Running");
  await other.close();
});

// Chooses a file in the dialog to open a session from.
async function openFile(page, text) {
  await share(page);
  const chooser = page.waitForEvent("filechooser");
  await page.getByRole("button", { name: "저장한 세션 열기" }).click();
  await (await chooser).setFiles({ name: "x.txt", mimeType: "text/plain", buffer: Buffer.from(text) });
}

test("a file that is no session is told in plain words, and what was done stays", async () => {
  const { page, close } = await open();
  await type(page, "kubectl run mine --image=nginx");
  await openFile(page, "no session");
  await page.getByText("쿠버노리에서 저장한 세션이 아니거나 너무 큰 파일이라").waitFor();
  await status(page, "mine", "Running");
  await output(page).getByText("pod/mine created").waitFor();
  await close();
});

test("from a broken session there is a way back to what was done before", async () => {
  const { page, close } = await open();
  await type(page, "kubectl run mine --image=nginx");
  await status(page, "mine", "Running");
  await openFile(page, "kubenori 1\tcut off");
  await page.getByText("저장된 세션을 읽지 못해서 새로 시작했어요").waitFor();
  await page.getByRole("button", { name: "하던 일로 돌아가기" }).click();
  await status(page, "mine", "Running");
  assert.equal(await page.locator(".problem").count(), 0);
  await close();
});

test("what was made can be taken to a real cluster", async () => {
  const { page, close } = await open();
  await type(page, "kubectl label node worker03 gpu=true", "kubectl create deployment web --image=nginx --replicas=2");
  await share(page);
  const text = async (name) => {
    const saved = page.waitForEvent("download");
    await page.getByRole("button", { name }).click();
    return readFile(await (await saved).path(), "utf8");
  };
  const kind = await text("kind.yaml");
  assert.match(kind, /apiVersion: kind\.x-k8s\.io\/v1alpha4/);
  assert.match(kind, /labels:\n {4}gpu: "true"/);
  const manifests = await text("manifests.yaml");
  assert.match(manifests, /kind: Deployment/);
  assert.doesNotMatch(manifests, /kind: (ReplicaSet|Pod)\n|status:|uid:/);
  await page.getByText("진짜 클러스터에서는 무엇이 다를까요?").click();
  await page.getByText("노드 이름이 달라요").waitFor();
  await close();
});

for (const [what, path] of [["cut off", "/#s=7VvbctpIEH3nK1S8"], ["not a code", "/#s=%%%"], ["another thing", "/#y=S0ktLgEA"], ["empty", "/#s="]]) {
  test(`a link that is ${what} is told in plain words, and the playground opens`, async () => {
    const { page, close } = await open({ path });
    await page.getByText(/공유된 주소를 읽지 못해서 새로 시작했어요|저장된 세션을 읽지 못해서 새로 시작했어요/).waitFor();
    await type(page, "kubectl run web --image=nginx");
    await status(page, "web", "Running");
    await close();
  });
}

for (const lesson of ["99-nothing", "../../package", "%00"]) {
  test(`the unknown lesson ${lesson} is told in plain words, and the playground opens`, async () => {
    const { page, close } = await open({ path: `/?lesson=${lesson}` });
    await page.getByText("그런 수업을 찾지 못해서 자유 놀이터를 열었어요").waitFor();
    await type(page, "kubectl run web --image=nginx");
    await status(page, "web", "Running");
    await close();
  });
}

test("an unknown cluster is told in plain words, and the default one opens", async () => {
  const { page, close } = await open({ path: "/?scenario=mars" });
  await page.locator('.problem[data-problem="scenario-unknown"]').getByText("그런 클러스터를 찾지 못해서 기본 클러스터를 열었어요").waitFor();
  await page.locator(".problem code").getByText("mars").waitFor();
  await type(page, "kubectl get nodes");
  await output(page).getByText("worker03").first().waitFor();
  await close();
});

const storages = {
  full: () => {
    Storage.prototype.setItem = () => {
      throw new DOMException("full", "QuotaExceededError");
    };
  },
  forbidden: () => {
    Object.defineProperty(globalThis, "localStorage", { get() {
      throw new DOMException("forbidden", "SecurityError");
    } });
  },
};
for (const [what, spoil] of Object.entries(storages)) {
  test(`storage that is ${what} is told once in plain words, and the playground works`, async () => {
    const { page, close } = await open({ prepare: (page) => page.addInitScript(spoil) });
    await type(page, "kubectl run web --image=nginx");
    await page.getByText("이 브라우저가 저장을 허락하지 않거나 자리가 없어요").waitFor();
    await page.locator(".problem").getByRole("button", { name: "닫기" }).click();
    await status(page, "web", "Running");
    await type(page, "kubectl get pods");
    await page.waitForTimeout(2_500);
    assert.equal(await page.locator(".problem").count(), 0);
    await close();
  });
}

test("the session of a link survives a reload, and does not take the place of one's own", async () => {
  const { page, context, close } = await open();
  await type(page, "kubectl run mine --image=nginx");
  await page.waitForTimeout(2_600);
  const link = await page.evaluate(() => globalThis.kubenori.share && new Promise((done) => globalThis.kubenori.share.address("kubenori 1\tfour-nodes\t1\n0\tl\t0\tkubectl run theirs --image=nginx\n9000000\t.\n", "", done)));
  const other = await context.newPage();
  await other.goto(link);
  await status(other, "theirs", "Running");
  await type(other, "kubectl run added --image=nginx");
  await other.waitForTimeout(2_600);
  await other.reload();
  await pod(other, "added").waitFor();
  await page.reload();
  await pod(page, "mine").waitFor();
  assert.equal(await pod(page, "theirs").count(), 0);
  await close();
});

test("beginning anew gives what the link gave", async () => {
  const { page, close } = await open();
  const link = await page.evaluate(() => new Promise((done) => globalThis.kubenori.share.address("kubenori 1\tthree-nodes\t1\n0\tl\t0\tkubectl run theirs --image=nginx\n9000000\t.\n", "", done)));
  // Another link in the same window changes the hash alone; the page opens it anew by itself.
  await page.goto(link);
  await status(page, "theirs", "Running");
  await type(page, "kubectl delete pod theirs --now");
  await pod(page, "theirs").waitFor({ state: "detached" });
  // What was done stays over a reload; beginning anew takes it back, and that stays too.
  await page.waitForTimeout(2_600);
  await page.reload();
  await page.waitForSelector('[data-engine="ready"]');
  await output(page).getByText("kubectl delete pod theirs --now").waitFor();
  // The session goes on from the moment that was kept: the pod may still be ending then.
  await pod(page, "theirs").waitFor({ state: "detached" });
  // What would be lost is asked for once more.
  await page.getByRole("button", { name: "처음부터" }).click();
  const sure = page.getByRole("button", { name: "한 번 더 누르면" });
  await sure.waitFor();
  assert.equal(await pod(page, "theirs").count(), 0);
  await sure.click();
  await status(page, "theirs", "Running");
  await page.waitForTimeout(2_600);
  await page.reload();
  await status(page, "theirs", "Running");
  assert.equal(await page.locator(".node").count(), 3);
  await close();
});
