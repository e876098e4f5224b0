// Lessons: steps solved by typing, their addresses, hints, answers, progress, and the lesson builder.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, test } from "node:test";
import { closeBrowser, open } from "./browser.mjs";
import { command, output, speed, type } from "./desk.mjs";

after(closeBrowser);

const lesson = async (id, more = {}) => open({ path: `/?lesson=${id}`, viewport: { width: 1440, height: 900 }, ...more });

// Lines of an answer, typed as a learner would: heredocs and all. Long waits are passed over.
async function solve(page, answer) {
  for (const line of answer.split("\n")) if (line) await type(page, line);
  await page.locator(".lead:not([hidden])").waitFor({ timeout: 90_000 });
}

const answersOf = async (page, id) => page.evaluate(async (id) => (await (await fetch(`lessons/${id}.json`)).json()).steps.map((step) => step.answer), id);

for (const id of ["01-why-pods", "03-first-pod", "06-labels", "07-choosing-nodes"]) {
  test(`${id} is solved by typing`, async () => {
    const { page, complaints, close } = await lesson(id);
    await page.locator(".goals li").first().waitFor();
    const answers = await answersOf(page, id);
    // What the first lesson looks for in a container that fails is gone some restarts later.
    await speed(page, id === "01-why-pods" ? 5 : 60);
    for (const [at, answer] of answers.entries()) {
      assert.equal(new URL(page.url()).searchParams.get("step"), String(at + 1));
      await page.locator(".goals li:not(.done)").first().waitFor();
      await solve(page, answer);
      if (at + 1 < answers.length) await page.locator(".lead .primary").click();
    }
    assert.equal(await page.locator(".step-list .done").count(), answers.length);
    await page.locator(".picker > button").click();
    await page.locator(".picker .entry[aria-current] .far").getByText("✔").waitFor();
    assert.deepEqual(complaints, []);
    await close();
  });
}

test("what is missing is said with the object's name, hints come one by one, the answer waits to be run", async () => {
  const { page, complaints, close } = await lesson("03-first-pod");
  await page.locator(".goals small").getByText("파드 my-nginx-pod").first().waitFor();
  const more = page.getByRole("button", { name: /힌트/ });
  await more.click();
  assert.equal(await page.locator(".hint").count(), 1);
  await more.click();
  assert.equal(await page.locator(".hint").count(), 2);
  assert.equal(await more.isDisabled(), true);
  await page.getByRole("button", { name: "정답 보기" }).click();
  await page.waitForFunction(() => document.querySelector(".terminal .command").value.startsWith("kubectl apply -f my-nginx-pod.yaml"));
  assert.equal(await output(page).getByText("created").count(), 0);
  await command(page).press("Enter");
  await page.locator(".lead:not([hidden])").waitFor({ timeout: 60_000 });
  assert.deepEqual(complaints, []);
  await close();
});

test("a step has an address, and keys lead from step to step", async () => {
  const { page, close } = await open({ path: "/?lesson=03-first-pod&step=3", viewport: { width: 1440, height: 900 } });
  await page.locator(".lesson h2").getByText("전체 YAML 보기").waitFor();
  await page.keyboard.press("Alt+PageDown");
  await page.locator(".lesson h2").getByText("무슨 일이 있었는지 보기").waitFor();
  assert.equal(new URL(page.url()).searchParams.get("step"), "4");
  await page.locator(".step-list a").first().click();
  await page.locator(".lesson h2").getByText("YAML 파일 읽기").waitFor();
  assert.equal(await page.locator(".step-list [aria-current]").textContent(), "1");
  await close();
});

test("back and forward lead from step to step, and a lesson goes on after a reload with what was made in it", async () => {
  const { page, close } = await open({ viewport: { width: 1440, height: 900 } });
  const heading = (text) => page.locator(".lesson h2").getByText(text).waitFor();
  const names = async () => {
    await type(page, "clear", "kubectl get pods -o name");
    return (await output(page).innerText()).match(/pod\/\S+|No resources/g) ?? [];
  };
  await type(page, "kubectl run own --image=nginx");
  await page.waitForTimeout(2_600);
  await page.locator(".picker > button").click();
  await page.locator(".picker .entry", { hasText: "첫 파드" }).click();
  await heading("YAML 파일 읽기");
  assert.deepEqual(await names(), []);
  await page.keyboard.press("Alt+PageDown");
  await page.keyboard.press("Alt+PageDown");
  await heading("전체 YAML 보기");
  await type(page, "kubectl run made --image=nginx");
  await page.goBack();
  await page.locator('.step-list [aria-current]', { hasText: "2" }).waitFor();
  assert.equal(new URL(page.url()).searchParams.get("step"), "2");
  await page.goForward();
  await heading("전체 YAML 보기");
  assert.deepEqual(await names(), ["pod/made"]);
  await page.waitForTimeout(2_600);
  await page.reload();
  await heading("전체 YAML 보기");
  assert.deepEqual(await names(), ["pod/made"]);
  // Out of the lesson, one's own session is there as it was.
  for (let i = 0; i < 3; i += 1) await page.goBack();
  await page.waitForFunction(() => !location.search.includes("lesson"));
  await page.waitForSelector('[data-engine="ready"]');
  assert.deepEqual(await names(), ["pod/own"]);
  await close();
});

test("who comes to a step by its address can have made what it needs", async () => {
  const { page, close } = await lesson("03-first-pod&step=3");
  const help = page.getByRole("button", { name: "앞 단계 대신 해 두기" });
  await help.click();
  await help.waitFor({ state: "hidden" });
  await output(page).getByText("pod/my-nginx-pod created").waitFor({ timeout: 30_000 });
  await page.waitForSelector('.terminal[data-busy="false"]');
  await type(page, "kubectl get pod my-nginx-pod -o yaml");
  await page.locator(".lead:not([hidden])").waitFor({ timeout: 30_000 });
  // At the beginning nothing has been skipped.
  await page.locator(".step-list a").first().click();
  await help.waitFor({ state: "hidden" });
  await close();
});

test("a wrong answer to the question is told, with the reason", async () => {
  const { page, close } = await lesson("01-why-pods");
  await page.locator(".question button").nth(1).click();
  await page.locator(".question .wrong").waitFor();
  await page.locator(".question .explain").getByText("컨테이너마다 따로").waitFor();
  await close();
});

test("an unknown lesson says so, and the playground still opens", async () => {
  const { page, close } = await open({ path: "/?lesson=no-such-lesson" });
  const problem = page.locator('.problem[data-problem="lesson-unknown"]');
  assert.equal(await problem.locator("strong").textContent(), "그런 수업을 찾지 못해서 자유 놀이터를 열었어요. 주소의 수업 이름을 확인해 주세요.");
  assert.equal(await problem.locator("code").textContent(), "no-such-lesson");
  assert.equal(await page.locator(".pane.lesson").isVisible(), false);
  await type(page, "kubectl get nodes");
  await output(page).getByText("worker03").first().waitFor();
  await close();
});

test("a log that the kubelet refuses has not been seen", async () => {
  const { page, close } = await lesson("01-why-pods&step=2");
  const goal = page.locator(".goals li", { hasText: "worker의 로그만" });
  await goal.getByText("아직 kubectl logs two -c worker를 해 보지 않았어요.").waitFor();
  await page.locator(".prose pre", { hasText: "name: two" }).getByRole("button", { name: "에디터로" }).click();
  await type(page, "kubectl create -f two.yaml", "kubectl logs two -c worker");
  await output(page).getByText("is waiting to start").waitFor();
  assert.equal(await goal.getAttribute("class"), null);
  await page.waitForTimeout(2_500);
  await type(page, "kubectl logs two -c web");
  assert.equal(await goal.getAttribute("class"), null);
  await type(page, "kubectl logs two -c worker");
  await page.locator(".goals li.done", { hasText: "worker의 로그만" }).waitFor();
  await close();
});

test("what is so from the beginning is no goal that is reached", async () => {
  const { page, close } = await lesson("14-deleting");
  await page.locator(".goals li", { hasText: "kubia-gpu가 사라졌어요" }).getByText("위의 목표를 먼저 이루어요.").waitFor();
  assert.equal(await page.locator(".goals li.done").count(), 0);
  await close();
});

test("without JavaScript the lessons can be read", async () => {
  const { page, address, close } = await open();
  const text = await page.evaluate(async (url) => (await fetch(url)).text(), `${address}/lessons/05-pod-life.html`);
  assert.match(text, /CrashLoopBackOff/);
  assert.match(text, /\?lesson=05-pod-life&amp;step=2/);
  await close();
});

test("a block that runs has the files it speaks of, and a solved step is told where the lesson is out of sight", async () => {
  const { page, close } = await open({ path: "/?lesson=09-namespaces&step=3", viewport: { width: 390, height: 844 } });
  const run = page.locator(".prose pre", { hasText: "kubectl create -f custom-namespace.yaml" }).getByRole("button", { name: "실행" });
  await run.first().click();
  await output(page).getByText("namespace/custom-namespace created").waitFor();
  assert.equal(await output(page).getByText('"custom-namespace.yaml" does not exist').count(), 0);
  await page.locator(".pane-tabs button", { hasText: "수업" }).click();
  await page.getByRole("button", { name: "정답 보기" }).click();
  await page.locator(".fills", { hasText: "Enter를 누르면 실행돼요" }).waitFor();
  for (let i = 0; i < 8 && (await command(page).inputValue()) !== ""; i++) {
    await command(page).press("Enter");
    await page.waitForSelector('.terminal[data-busy="false"]', { timeout: 60_000 });
  }
  await page.locator(".pane-tabs button", { hasText: "수업 ✔" }).waitFor();
  await close();
});

test("a lesson is made of the session and saved as a folder", async () => {
  const { page, complaints, close } = await open();
  await type(page, "kubectl create namespace team");
  const build = async () => {
    await page.locator(".picker > button").click();
    await page.getByRole("button", { name: "수업 만들기" }).click();
    await page.locator(".builder[open]").waitFor();
  };
  await build();
  await page.locator(".builder .begin").click();
  await page.getByRole("button", { name: "닫기" }).last().click();
  await page.waitForFunction(() => document.activeElement === document.querySelector(".picker > button"));
  await type(page, "kubectl run web --image=nginx:1.14 -n team");
  await page.waitForSelector('.scene [data-pod="web"][data-status="Running"]', { timeout: 30_000 });
  await build();
  await page.locator(".builder .add").click();
  await page.locator(".builder .save").click();
  await page.locator(".builder .told").getByText("제목").waitFor();
  const put = (name, value) => page.locator(`.builder [name="${name}"]`).last().fill(value);
  for (const name of ["titleEn", "summary", "text", "hints", "question", "explain"]) await put(name, name);
  await page.locator('.builder [name="title"]').first().fill("팀의 웹 서버");
  await page.locator('.builder [name="title"]').last().fill("실행하기");
  await put("choices", "가\n나");
  await page.locator(".offered button", { hasText: "Pod team/web (Running)" }).click();
  const [download] = await Promise.all([page.waitForEvent("download"), page.locator(".builder .save").click()]);
  assert.equal(download.suggestedFilename(), "my-lesson.zip");
  const bytes = await readFile(await download.path());
  const text = bytes.toString("utf8");
  for (const part of ["my-lesson/lesson.md", "setup: |\n  kubectl create namespace team", "## 실행하기", "kubectl run web --image=nginx:1.14 -n team", "status: \"Running\""]) {
    assert.ok(text.includes(part), part);
  }
  assert.deepEqual(complaints, []);
  await close();
});
