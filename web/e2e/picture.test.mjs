// The picture: what its views show, what breaks by a touch, and that it can be walked by keyboard.
import AxeBuilder from "@axe-core/playwright";
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { closeBrowser, open } from "./browser.mjs";
import { pod, speed, status, type } from "./desk.mjs";

after(closeBrowser);

const view = (page, name) => page.locator(".views .pill", { hasText: name }).click();

test("a pod that cannot be scheduled says why, node by node", async () => {
  const { page, complaints, close } = await open();
  await type(page, "kubectl run gpu --image=nginx --overrides='{\"spec\":{\"nodeSelector\":{\"gpu\":\"true\"}}}'");
  await page.locator(".waiter .why", { hasText: "0/4 nodes are available" }).waitFor();
  await page.locator(".waiter .ask").click();
  await page.locator(".because", { hasText: "왜 못 갔나요?" }).waitFor();
  assert.equal(await page.locator(".verdict.refused").count(), 4);
  await page.locator('[data-verdict="worker01"] .no', { hasText: "nodeSelector나 어피니티가 찾는 레이블이 없어요" }).waitFor();
  await view(page, "노드");
  await pod(page, "gpu").click();
  await page.locator('.meaning [data-note="node-selector"]').waitFor();
  assert.deepEqual(complaints, []);
  await close();
});

test("a command is followed through the control plane, step by step", async () => {
  const { page, complaints, close } = await open();
  await type(page, "kubectl create deployment hub --image=nginx --replicas=2");
  await page.waitForSelector('.scene [data-status="Running"]', { timeout: 30_000 });
  await view(page, "컨트롤 플레인");
  const steps = page.locator(".trace li");
  await steps.nth(8).waitFor();
  // Who looks at what has come of it goes on seeing how it came.
  await type(page, "kubectl get pods");
  await page.locator('.choices .pill[aria-pressed="true"]', { hasText: "create deployment hub" }).waitFor();
  const places = await steps.evaluateAll((items) => items.map(({ dataset }) => dataset.place));
  for (const place of ["kubectl", "kube-apiserver", "etcd", "kube-controller-manager", "kube-scheduler", "kubelet"]) assert.ok(places.includes(place), place);
  assert.ok(places.indexOf("kubectl") < places.indexOf("kube-scheduler") && places.indexOf("kube-scheduler") < places.indexOf("kubelet"));
  await steps.first().locator("button").click();
  await page.waitForSelector('.part.active[data-part="kubectl"]');
  await page.getByRole("button", { name: "한 걸음 앞으로" }).click();
  await page.waitForSelector('.part.active[data-part="kube-apiserver"]');
  // What was asked for is said under the picture, too: the list may be out of sight.
  await page.locator(".player .now code", { hasText: "create deployments.apps → 201" }).waitFor();
  await page.locator(".player .pill", { hasText: "다시 보기" }).click();
  await page.locator(".playing .player .pill", { hasText: "멈춤" }).waitFor();
  await page.waitForFunction(() => Number(document.querySelector(".player output").textContent.split("/")[0]) > 3, null, { timeout: 10_000 });
  assert.deepEqual(complaints, []);
  await close();
});

test("a stopped scheduler leaves pods waiting, and the picture says so", async () => {
  const { page, close } = await open();
  await view(page, "컨트롤 플레인");
  await page.locator('[data-component="kube-scheduler"] header button').click();
  await page.locator('.part.off[data-component="kube-scheduler"]', { hasText: "Pending" }).waitFor();
  await view(page, "노드");
  await type(page, "kubectl run late --image=nginx");
  await page.locator(".waiter .why", { hasText: "Pending" }).waitFor();
  await view(page, "컨트롤 플레인");
  await page.locator('[data-component="kube-scheduler"] header button').click();
  await view(page, "노드");
  await status(page, "late", "Running");
  assert.equal(await page.locator('[data-node] [data-pod="late"]').count(), 1);
  await close();
});

test("a node is stopped by its button, and its pod ends elsewhere", async () => {
  const { page, close } = await open();
  await type(page, "kubectl create deployment hub --image=nginx");
  await page.waitForSelector('.scene [data-status="Running"]', { timeout: 30_000 });
  const name = await page.locator(".node:has([data-pod])").first().getAttribute("data-node");
  const first = await page.locator(`[data-node="${name}"] [data-pod]`).first().getAttribute("data-pod");
  await page.locator(`[data-node="${name}"] .plug`).click();
  await page.locator(`[data-node="${name}"] .trouble`, { hasText: "40초" }).waitFor();
  await speed(page, 60);
  await page.waitForSelector(`[data-node="${name}"].down`, { timeout: 30_000 });
  await page.waitForSelector(`.node:not([data-node="${name}"]) [data-status="Running"]`, { timeout: 60_000 });
  assert.equal(await pod(page, first).getAttribute("data-status"), "Terminating");
  await close();
});

test("a container is killed by hand and starts again", async () => {
  const { page, close } = await open();
  await type(page, "kubectl run web --image=nginx");
  await status(page, "web", "Running");
  await pod(page, "web").click();
  await page.locator(".details .sheets .pill", { hasText: "고장 내기" }).click();
  await page.getByRole("button", { name: "컨테이너 죽이기" }).click();
  await pod(page, "web").getByText("↻1").waitFor({ timeout: 30_000 });
  await close();
});

test("labels light what they match, and a click on one asks for it", async () => {
  const { page, close } = await open();
  await type(page, "kubectl run a --image=nginx -l app=web", "kubectl run b --image=nginx -l app=db");
  await view(page, "레이블");
  await page.locator(".selector input").fill("app in (web)");
  await page.waitForSelector('[data-card="a"].lit');
  assert.equal(await page.locator('[data-card="b"].dim').count(), 1);
  await page.locator('[data-card="b"] .tag', { hasText: "app=db" }).click();
  await page.waitForSelector('[data-card="b"].lit');
  await page.locator(".selector input").fill("app in (");
  await page.locator(".answer.wrong").waitFor();
  await close();
});

test("the picture is walked with arrows and left with Escape", async () => {
  const { page, close } = await open();
  await page.locator('[data-node="worker01"] .name').waitFor();
  await page.locator('[data-node="master"] .name').focus();
  const focused = () => page.evaluate(() => document.activeElement.closest("[data-node]")?.dataset.node);
  for (let i = 0; i < 20 && await focused() !== "worker01"; i += 1) {
    await page.keyboard.press("ArrowRight");
    // The picture may still be arranging itself; where it stands still, each press leads on.
    await page.waitForTimeout(50);
  }
  assert.equal(await focused(), "worker01");
  await page.locator('[data-node="worker01"] .name').press("Enter");
  await page.locator(".details", { hasText: "Node worker01" }).waitFor();
  // The details are the next stop, not the nodes behind it.
  await page.keyboard.press("Tab");
  assert.ok(await page.evaluate(() => Boolean(document.activeElement.closest(".details"))));
  await page.keyboard.press("Shift+Tab");
  assert.equal(await focused(), "worker01");
  await page.locator('[data-node="worker01"] .name').press("Escape");
  await page.locator(".details").waitFor({ state: "hidden" });
  await close();
});

test("thousands of pods are drawn on a canvas that zooms, and each can be chosen", async () => {
  const { page, complaints, close } = await open();
  await type(page, "kubectl create deployment many --image=nginx --replicas=320");
  await speed(page, 60);
  const canvas = page.locator(".many canvas");
  await canvas.waitFor({ timeout: 60_000 });
  await page.waitForFunction(() => Number(document.querySelector(".many canvas")?.dataset.pods) > 320, null, { timeout: 60_000 });
  await page.locator('[data-zoom="in"]').click();
  await page.locator('[data-zoom="fit"]').click();
  await page.getByRole("button", { name: "표로 보기" }).click();
  assert.ok(await page.locator(".as-table tbody tr").count() > 320);
  assert.deepEqual(complaints, []);
  await close();
});

test("what an object suffers from is explained beside it, with what to try", async () => {
  const { page, complaints, close } = await open();
  await type(page, "kubectl run db --image=mysql:8", "kubectl run web --image=nginx", "kubectl create quota few --hard=pods=2",
    "kubectl create deployment hub --image=nginx --replicas=2");
  await status(page, "db", "Error");
  await pod(page, "db").click();
  await page.locator('.meaning [data-note="mysql-password"]').waitFor();
  // A well one has nothing to explain.
  await pod(page, "web").click();
  await page.locator(".details", { hasText: "Pod web" }).waitFor();
  await page.locator(".meaning").waitFor({ state: "hidden" });
  // The refusal of a Deployment's pods is found on the Deployment.
  await page.locator(".owner-chip.short", { hasText: "hub" }).first().click();
  await page.locator('.meaning [data-note="quota-exceeded"]').waitFor({ timeout: 30_000 });
  await page.locator(".meaning button").first().click();
  assert.match(await page.locator(".terminal .command").inputValue(), /^kubectl /);
  assert.deepEqual(complaints, []);
  await close();
});

test("every event beside an object has its meaning under its own words", async () => {
  const { page, close } = await open();
  await type(page, "kubectl run web --image=nginx");
  await status(page, "web", "Running");
  await pod(page, "web").click();
  const event = page.locator(".events li", { hasText: "Scheduled" });
  await event.getByText("Successfully assigned default/web").waitFor();
  await event.locator("small", { hasText: "스케줄러가 파드의 노드를 골랐어요" }).waitFor();
  await page.waitForFunction(() => document.querySelectorAll(".events li").length === 5);
  assert.equal(await page.locator(".events li small:visible").count(), 5);
  await close();
});

test("a node that a lesson is about stands out and is in sight", async () => {
  const { page, close } = await open({ path: "/?lesson=05-pod-life&step=10", viewport: { width: 1280, height: 720 } });
  await page.locator('[data-node="worker03"].selected').waitFor();
  await page.locator(".details:not([hidden])").waitFor();
  await page.waitForFunction(() => {
    const name = document.querySelector('[data-node="worker03"] .name').getBoundingClientRect();
    const scene = document.querySelector(".scene").getBoundingClientRect();
    return name.top >= scene.top && name.bottom <= scene.bottom;
  });
  await close();
});

test("a narrow phone has two rows of buttons, and the parts of the cluster stand below one another", async () => {
  const { page, close } = await open({ viewport: { width: 320, height: 640 } });
  await page.locator(".pane-tabs button", { hasText: "그림" }).click();
  const rows = (selector) => page.locator(selector).evaluateAll((all) => new Set(all.filter((e) => e.offsetParent).map((e) => Math.round(e.getBoundingClientRect().top / 8))).size);
  assert.equal(await rows(".views > .pill"), 2);
  const edges = await page.locator(".strip .stop").evaluateAll((all) => all.map((e) => Math.round(e.getBoundingClientRect().left)));
  assert.deepEqual(edges.slice(0, 3), edges.slice(3));
  await close();
});

test("what a container died of is told from the command on, through every part", async () => {
  const { page, close } = await open();
  await type(page, "kubectl run crash --image=busybox -- sh -c 'exit 1'");
  await page.locator(".track .mark:has(.failure)").first().click({ timeout: 30_000 });
  const steps = page.locator(".why-card .trace li");
  await steps.nth(5).waitFor();
  const places = await steps.evaluateAll((items) => items.map(({ dataset }) => dataset.place));
  assert.deepEqual(places.slice(0, 5), ["kubectl", "kube-apiserver", "etcd", "kube-scheduler", "kube-apiserver"]);
  assert.equal(places.at(-1), "kubelet");
  await close();
});

test("a refusal is told with its reason, and what was broken by hand can be followed", async () => {
  const { page, close } = await open();
  await type(page, "kubectl create quota few --hard=pods=0", "kubectl run one --image=nginx");
  await view(page, "컨트롤 플레인");
  await page.locator(".trace li.fails", { hasText: "exceeded quota: few" }).locator("button").click();
  await page.locator('.parts.fails .active[data-part="kube-apiserver"]').waitFor();
  await page.locator(".player .now code", { hasText: "exceeded quota: few" }).waitFor();
  await type(page, "kubectl create deployment hub --image=nginx");
  await page.locator(".trace li.fails", { hasText: "replicaset-controller: create pods → 403" }).first().waitFor();
  await page.locator('[data-component="etcd"] header button').click();
  await page.locator('[data-component="etcd"] header button').click();
  await page.locator(".choices .pill", { hasText: "etcd: 멈춤" }).click();
  await page.locator(".trace li").first().locator("code", { hasText: "etcd: stopped" }).waitFor();
  await close();
});

test("one's own namespaces have the room, and the system's pods are folded", async () => {
  const { page, close } = await open();
  await type(page, "kubectl create ns demo", "kubectl run web --image=nginx -n demo");
  await view(page, "네임스페이스");
  await page.locator('[data-namespace="demo"] [data-pod="web"]').waitFor();
  const top = async (name) => (await page.locator(`[data-namespace="${name}"]`).boundingBox()).y;
  assert.ok(await top("demo") < await top("kube-system"));
  const system = page.locator('[data-namespace="kube-system"]');
  assert.equal(await system.locator("[data-pod]").count(), 0);
  await system.locator(".fold").click();
  await system.locator('[data-pod="etcd-master"]').waitFor();
  // Nothing happens to a namespace: its details begin with what it is.
  await page.locator('[data-namespace="demo"] .name').click();
  await page.locator(".details .leaf", { hasText: "Status:       Active" }).waitFor();
  await close();
});

test("dots end with the view that they fly in", async () => {
  const { page, close } = await open();
  await type(page, "kubectl create deployment hub --image=nginx --replicas=3");
  await page.waitForFunction(() => {
    const flying = document.getAnimations().filter(({ effect }) => effect.target?.matches(".packet"));
    for (const dot of flying) dot.pause();
    return flying.length > 0;
  });
  await view(page, "레이블");
  await page.locator(".selector input").waitFor();
  await page.locator(".packet").first().waitFor({ state: "detached" });
  await close();
});

test("a pull that failed counts down to its next try", async () => {
  const { page, close } = await open();
  await type(page, "kubectl run broken --image=nginy");
  await status(page, "broken", "ErrImagePull");
  await pod(page, "broken").getByText(/다음 시도까지 \d+s/).waitFor();
  await close();
});

test("who prefers less motion sees no movement", async () => {
  const { page, close } = await open({ prepare: (page) => page.emulateMedia({ reducedMotion: "reduce" }) });
  await type(page, "kubectl run web --image=nginx");
  await status(page, "web", "Running");
  const moving = await page.evaluate(() => document.getAnimations().filter((a) => a.id === "fly" || a instanceof CSSAnimation).length);
  assert.equal(moving, 0);
  assert.equal(await page.locator(".packet, .ghost").count(), 0);
  await close();
});

test("who has the system choose the colours sees what is chosen", async () => {
  const { page, close } = await open({ forcedColors: "active" });
  const ground = (name) => page.locator(".views .pill", { hasText: name }).first().evaluate((pill) => getComputedStyle(pill).backgroundColor);
  assert.notEqual(await ground("노드"), await ground("스케줄링"));
  await page.locator('[data-node="worker01"] .name').click();
  await page.locator(".details:not([hidden])").waitFor();
  assert.equal(await page.locator('[data-node="worker01"]').evaluate((node) => getComputedStyle(node).outlineStyle), "solid");
  await close();
});

for (const colorScheme of ["light", "dark"]) {
  test(`axe has nothing to say against the ${colorScheme} views in trouble`, async () => {
    const { page, close } = await open({ colorScheme });
    await type(page, "kubectl run crash --image=busybox -- sh -c 'exit 1'", "kubectl create deployment hub --image=nginx --replicas=2",
      "kubectl run gpu --image=nginx --overrides='{\"spec\":{\"nodeSelector\":{\"gpu\":\"true\"}}}'");
    await page.locator('[data-node="worker03"] .cable').click();
    await page.waitForTimeout(2_500);
    for (const name of ["노드", "네임스페이스", "컨트롤 플레인", "파드 속", "레이블", "스케줄링"]) {
      await view(page, name);
      await page.waitForTimeout(700);
      const { violations } = await new AxeBuilder({ page }).include(".pane.diagram").include(".top").analyze();
      assert.deepEqual(violations.map(({ id, nodes }) => [name, id, nodes.map(({ target, failureSummary }) => [target, failureSummary])]), []);
    }
    await close();
  });
}
