// Time: it can be looked back at, left for another way, and asked why.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { closeBrowser, open } from "./browser.mjs";
import { pod, speed, status, type } from "./desk.mjs";

after(closeBrowser);

const slider = (page) => page.locator(".track input");

test("marks say why, and lead to their moment", async () => {
  const { page, complaints, close } = await open();
  await type(page, "kubectl run crash --image=busybox -- sh -c 'exit 1'");
  await status(page, "crash", "CrashLoopBackOff", 60_000);
  await page.locator(".track .mark:has(.failure)").first().click();
  const card = page.locator(".why-card");
  await card.locator("li", { hasText: "kubectl run crash" }).waitFor();
  assert.match(await card.locator("li").last().textContent(), /kubelet.*exit 1/s);
  await card.getByRole("button", { name: "그 순간 보기" }).click();
  await page.locator(".past.on").waitFor();
  await page.getByRole("button", { name: "지금으로" }).click();
  await card.getByRole("button", { name: "처음부터 따라가기" }).click();
  await page.locator(".trace li", { hasText: "kubectl run crash" }).waitFor();
  assert.deepEqual(complaints, []);
  await close();
});

test("the past is reached by keys, and other ways are kept", async () => {
  const { page, complaints, close } = await open();
  await type(page, "kubectl run first --image=nginx");
  await status(page, "first", "Running");
  await page.waitForTimeout(1_200);
  await type(page, "kubectl run second --image=nginx");
  await status(page, "second", "Running");
  await slider(page).focus();
  await page.keyboard.press("Home");
  await page.locator(".past.on").waitFor();
  await pod(page, "first").waitFor({ state: "detached" });
  // From the past, the next happening is the next mark.
  await page.getByRole("button", { name: /다음 일/ }).click();
  await pod(page, "first").waitFor();
  await page.getByRole("button", { name: "여기서 새로 시작" }).click();
  await type(page, "kubectl run third --image=nginx");
  await status(page, "third", "Running");
  assert.equal(await pod(page, "second").count(), 0);
  await page.getByRole("button", { name: /기록/ }).click();
  await page.locator(".branch-row", { hasText: "kubectl run second" }).getByRole("button", { name: "이 갈래로" }).click();
  await status(page, "second", "Running");
  assert.equal(await pod(page, "third").count(), 0);
  await page.locator(".branch-row", { hasText: "kubectl run third" }).waitFor();
  assert.deepEqual(complaints, []);
  await close();
});

test("dragging along a long session shows each moment", async () => {
  const { page, close } = await open();
  await type(page, "kubectl create deployment hub --image=nginx --replicas=3");
  await speed(page, 600);
  await page.waitForFunction(() => document.querySelector(".elapsed").textContent > "00:25:00", null, { timeout: 60_000 });
  await page.getByRole("button", { name: /멈춤/ }).click();
  const box = await slider(page).boundingBox();
  const seen = new Set();
  await page.mouse.move(box.x + box.width - 10, box.y + box.height / 2);
  await page.mouse.down();
  for (const part of [0.8, 0.6, 0.4, 0.2, 0.1]) {
    await page.mouse.move(box.x + box.width * part, box.y + box.height / 2);
    await page.waitForTimeout(400);
    seen.add(await page.locator(".elapsed").textContent());
  }
  await page.mouse.up();
  assert.equal(seen.size, 5);
  await page.locator(".past.on").waitFor();
  await close();
});
