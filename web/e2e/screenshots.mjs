// Pictures of the page for eyes: `cargo xtask screenshots [NAME]...` writes them to target/screenshots.
// A scene is a name, how the page is opened, and what is done before the picture is taken.
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { closeBrowser, open } from "./browser.mjs";
import { command, pod, speed, status, type } from "./desk.mjs";
import { MovingPicture } from "./moving-picture.mjs";

const phone = { width: 390, height: 844 };

// The same scene in other looks.
const looks = [
  { suffix: "", open: {} },
  { suffix: "-wide", open: { viewport: { width: 1440, height: 900 } } },
  { suffix: "-dark", open: { colorScheme: "dark" } },
  { suffix: "-phone", open: { viewport: phone } },
];

// A phone shows one pane at a time.
async function pane(page, name) {
  const tab = page.locator(".pane-tabs button", { hasText: name });
  if (await tab.isVisible()) await tab.click();
}

async function typed(page, ...lines) {
  await pane(page, "터미널");
  await type(page, ...lines);
  await pane(page, "그림");
}

const view = (page, name) => page.locator(".views .pill", { hasText: name }).click();
const gpu = "kubectl run gpu --image=nginx --overrides='{\"spec\":{\"nodeSelector\":{\"gpu\":\"true\"}}}'";
const probed = "kubectl run sick --image=nginx --port=80 --overrides='" + JSON.stringify({ spec: { containers: [
  { name: "sick", image: "nginx", ports: [{ containerPort: 80 }], livenessProbe: { httpGet: { path: "/none", port: 80 }, periodSeconds: 3 }, volumeMounts: [{ name: "data", mountPath: "/data" }] },
  { name: "twin", image: "redis", ports: [{ containerPort: 80 }] }], volumes: [{ name: "data", emptyDir: {} }] } }) + "'";

// A pod that crashes shows the one word or the other, for the most part `Error`.
async function failing(page, name) {
  await page.waitForSelector(`.scene [data-pod="${name}"]:is([data-status="CrashLoopBackOff"], [data-status="Error"])`, { timeout: 60_000 });
}

// What the picture must make clear, in every look.
const troubles = [
  {
    name: "crash", act: async (page) => {
      await typed(page, "kubectl run db --image=mysql:8", "kubectl run web --image=nginx", "kubectl run broken --image=nginy");
      await failing(page, "db");
      await page.waitForTimeout(1_500);
    },
  },
  {
    name: "why", act: async (page) => {
      await typed(page, "kubectl run db --image=mysql:8");
      await failing(page, "db");
      await page.locator(".track .mark:has(.failure)").first().click();
      await page.waitForTimeout(500);
    },
  },
  {
    name: "unschedulable", act: async (page) => {
      await typed(page, gpu, "kubectl run web --image=nginx");
      await page.waitForTimeout(2_500);
    },
  },
  {
    name: "verdicts", act: async (page) => {
      await typed(page, "kubectl run web --image=nginx", gpu);
      await page.locator(".waiter .ask").click();
      await page.waitForTimeout(700);
    },
  },
  {
    name: "chosen", act: async (page) => {
      await typed(page, "kubectl create deployment hub --image=nginx --replicas=3");
      await page.waitForTimeout(3_000);
      await view(page, "스케줄링");
      await page.waitForTimeout(700);
    },
  },
  {
    name: "rolling", act: async (page) => {
      await typed(page, "kubectl create deployment hub --image=nginx:1.14 --replicas=6", "kubectl expose deployment hub --port=80");
      await page.waitForTimeout(7_000);
      await typed(page, "kubectl set image deployment/hub nginx=nginx:1.25");
      await page.waitForTimeout(1_500);
    },
  },
  {
    name: "node-lost", act: async (page) => {
      await typed(page, "kubectl create deployment hub --image=nginx --replicas=4");
      await page.waitForTimeout(5_000);
      await page.locator('[data-node="worker01"] .plug').click();
      await speed(page, 60);
      await page.waitForSelector('[data-node="worker01"].down', { timeout: 60_000 });
      await page.waitForTimeout(6_500);
      await speed(page, 1);
      await page.waitForTimeout(500);
    },
  },
  {
    name: "quota-refused", act: async (page) => {
      await typed(page, "kubectl create namespace demo", "kubectl create quota few --hard=pods=1 -n demo", "kubectl run one --image=nginx -n demo", "kubectl run two --image=nginx -n demo");
      await view(page, "네임스페이스");
      await page.waitForTimeout(2_500);
    },
  },
  {
    name: "namespace-ends", act: async (page) => {
      await typed(page, "kubectl create namespace demo", "kubectl create deployment web --image=nginx --replicas=3 -n demo");
      await view(page, "네임스페이스");
      await page.waitForTimeout(5_000);
      await typed(page, "kubectl delete ns demo --wait=false");
      await page.waitForTimeout(700);
    },
  },
  {
    name: "way", act: async (page) => {
      await typed(page, "kubectl create deployment hub --image=nginx --replicas=2");
      await page.waitForTimeout(4_000);
      await view(page, "컨트롤 플레인");
      await page.locator(".trace li").nth(4).locator("button").click();
      await page.waitForTimeout(500);
    },
  },
  {
    name: "no-scheduler", act: async (page) => {
      await view(page, "컨트롤 플레인");
      await page.locator('[data-component="kube-scheduler"] header button').click();
      await page.locator('[data-component="etcd"] header button').click();
      await typed(page, "kubectl get pods");
      await page.waitForTimeout(700);
    },
  },
  {
    name: "inside-trouble", act: async (page) => {
      await typed(page, probed);
      await page.waitForTimeout(14_000);
      await view(page, "파드 속");
      await page.waitForTimeout(700);
    },
  },
  {
    name: "selector", act: async (page) => {
      await typed(page, "kubectl create deployment hub --image=nginx --replicas=2", "kubectl expose deployment hub --port=80", "kubectl run web --image=nginx -l app=web,env=dev");
      await view(page, "레이블");
      await page.locator(".selector input").fill("app=hub");
      await page.waitForTimeout(700);
    },
  },
  {
    name: "break", act: async (page) => {
      await typed(page, "kubectl run web --image=nginx");
      await status(page, "web", "Running");
      await pod(page, "web").click();
      await page.locator(".details .sheets .pill", { hasText: "고장 내기" }).click();
      await page.waitForTimeout(500);
    },
  },
  {
    name: "past", act: async (page) => {
      await typed(page, "kubectl run a --image=nginx");
      await page.waitForTimeout(5_000);
      await typed(page, "kubectl run b --image=nginx");
      await page.waitForTimeout(4_000);
      await page.locator(".track input").focus();
      for (let i = 0; i < 20; i += 1) await page.keyboard.press("ArrowLeft");
      await page.locator(".record > button").click();
      await page.waitForTimeout(500);
    },
  },
  { name: "legend", act: async (page) => { await page.locator(".legend summary").click(); await page.waitForTimeout(300); } },
  {
    name: "many", act: async (page) => {
      await typed(page, "kubectl create deployment many --image=nginx --replicas=320");
      await speed(page, 60);
      await page.locator(".many canvas").waitFor({ timeout: 60_000 });
      await page.waitForTimeout(6_000);
    },
  },
];

const inLooks = troubles.flatMap((scene) => looks.map((look) => ({ name: scene.name + look.suffix, open: look.open, act: scene.act })));

const scenes = [
  { name: "start" },
  { name: "start-dark", open: { colorScheme: "dark" } },
  { name: "start-phone", open: { viewport: phone } },
  {
    name: "pod", act: async (page) => {
      await type(page, "kubectl run web --image=nginx");
      await page.waitForTimeout(900);
    },
  },
  {
    name: "scheduling", act: async (page) => {
      await type(page, "kubectl run web --image=nginx");
      await status(page, "web", "Running");
      await page.getByRole("button", { name: "스케줄링" }).click();
      await page.waitForTimeout(700);
    },
  },
  {
    name: "trace", act: async (page) => {
      await type(page, "kubectl create deployment hub --image=nginx --replicas=2");
      await page.waitForTimeout(4_000);
      await view(page, "컨트롤 플레인");
      await page.waitForTimeout(500);
    },
  },
  {
    name: "inside", open: { colorScheme: "dark" }, act: async (page) => {
      await type(page, "kubectl run web --image=nginx --port=80");
      await status(page, "web", "Running");
      await page.getByRole("button", { name: "파드 속" }).click();
      await page.waitForTimeout(500);
    },
  },
  {
    name: "editor-help", act: async (page) => {
      await page.locator(".editor .cm-content").click();
      await page.keyboard.press("Control+a");
      await page.keyboard.insertText("apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\nspec:\n  containers:\n  - name: a\n    imag: nginx\n    ");
      await page.locator(".findings li").first().waitFor();
      await page.keyboard.type("read");
      await page.locator(".cm-completionInfo").waitFor();
      await page.waitForTimeout(500);
    },
  },
  {
    name: "editor-compare", open: { colorScheme: "dark" }, act: async (page) => {
      await page.locator(".editor .cm-content").click();
      await page.keyboard.press("Control+Enter");
      await status(page, "my-nginx-pod", "Running");
      await page.locator(".editor .cm-content").getByText("latest").click();
      await page.keyboard.press("End");
      await page.keyboard.type("-alpine");
      await page.locator(".menu-button").click();
      await page.locator(".file-menu").getByRole("button", { name: "클러스터와 비교" }).click();
      await page.locator(".compare ins").first().waitFor();
      await page.locator(".menu-button").click();
      await page.waitForTimeout(300);
    },
  },
  {
    name: "editor-phone", open: { viewport: phone, colorScheme: "dark" }, act: async (page) => {
      await page.getByRole("button", { name: "에디터", exact: true }).click();
      await page.locator(".editor .cm-content").click();
      await page.keyboard.press("Control+a");
      await page.keyboard.type("dep");
      await page.locator(".cm-tooltip-autocomplete").waitFor();
      await page.waitForTimeout(300);
    },
  },
  {
    name: "terminal-list", act: async (page) => {
      await type(page, "kubectl run web --image=nginx", "kubectl run nope --image=nonesuch/zzz");
      await page.waitForTimeout(6_000);
      await type(page, "kubectl get pods", "kubectl get pod nothing");
      await page.locator(".note summary").last().click();
      await page.locator(".terminal .command").fill("kubectl de");
      await page.keyboard.press("Tab");
      await page.keyboard.press("Tab");
      await page.waitForTimeout(300);
    },
  },
  {
    name: "terminal-phone", open: { viewport: phone }, act: async (page) => {
      await page.getByRole("button", { name: "터미널", exact: true }).click();
      await type(page, "kubectl run web --image=nginx", "kubectl get pods");
      await page.locator(".terminal .command").fill("kubectl get ");
      await page.locator(".key-row").getByRole("button", { name: "Tab" }).click();
      await page.waitForTimeout(300);
    },
  },
  {
    name: "debug-drawer", act: async (page) => {
      await type(page, "kubectl run web --image=nginx");
      await status(page, "web", "Running");
      await page.getByRole("button", { name: "디버그" }).click();
      await page.locator(".debug-drawer summary", { hasText: "일어난 일" }).click();
      await page.waitForTimeout(1_500);
    },
  },
  ...["", "-phone", "-dark"].map((suffix) => ({
    name: `lesson${suffix}`, open: { path: "/?lesson=03-first-pod", ...looks.find((look) => look.suffix === suffix).open }, act: async (page) => {
      await page.waitForFunction(() => document.querySelector(".goals li"));
      await page.getByRole("button", { name: /힌트/ }).click();
    },
  })),
  {
    name: "lesson-print", open: { path: "/?lesson=03-first-pod" }, act: async (page) => {
      await page.waitForFunction(() => document.querySelector(".goals li"));
      await page.emulateMedia({ media: "print" });
    },
  },
  ...["", "-phone", "-dark"].map((suffix) => ({
    name: `builder${suffix}`, open: looks.find((look) => look.suffix === suffix).open, act: async (page) => {
      await typed(page, "kubectl run web --image=nginx");
      await status(page, "web", "Running");
      await page.locator(".picker > button").click();
      await page.getByRole("button", { name: "수업 만들기" }).click();
      await page.locator(".builder .add").click();
    },
  })),
  ...["", "-phone", "-dark"].map((suffix) => ({
    name: `share${suffix}`, open: looks.find((look) => look.suffix === suffix).open, act: async (page) => {
      const more = page.locator(".bar .more");
      if (await more.isVisible()) await more.click();
      await page.getByRole("button", { name: "공유" }).click();
      await page.waitForFunction(() => document.querySelector(".sheet .address")?.value);
      await page.waitForTimeout(3_300);
    },
  })),
  { name: "menu-phone", open: { viewport: phone }, act: async (page) => { await page.locator(".bar .more").click(); await page.locator(".picker > button").click(); await page.waitForTimeout(700); } },
  { name: "record-phone", open: { viewport: phone }, act: async (page) => { await typed(page, "kubectl run web --image=nginx"); await status(page, "web", "Running"); await page.locator(".record > button").click(); await page.waitForTimeout(300); } },
  { name: "embedded-phone", open: { path: "/?embed=1&panes=diagram,terminal", viewport: { width: 360, height: 560 }, colorScheme: "dark" }, act: (page) => page.waitForTimeout(500) },
  { name: "embedded", open: { path: "/?embed=1&panes=diagram,terminal", viewport: { width: 760, height: 520 } }, act: (page) => page.waitForTimeout(500) },
];

// The pictures of the README and of the help, parts of the repository: `cargo xtask screenshots readme readme-moving` makes
// them anew.
const kept = [
  {
    name: "readme", to: "web/docs/picture.png", open: { viewport: { width: 1280, height: 860 } }, act: async (page) => {
      await speed(page, 60);
      await type(page, "kubectl create deployment hub --image=nginx --replicas=3", "kubectl run batch --image=busybox -- sh -c 'exit 1'");
      await type(page, gpu);
      await status(page, "batch", "CrashLoopBackOff", 60_000);
      await page.getByRole("button", { name: /멈춤/ }).click();
      await type(page, "clear", "kubectl get pods");
      await page.waitForTimeout(900);
    },
  },
  {
    name: "readme-moving", to: "web/e2e/picture.gif", open: { viewport: { width: 1120, height: 760 } }, film: async (page, film) => {
      const typed = async (line, seconds) => {
        await command(page).fill(line);
        await film.frame(900);
        await command(page).press("Enter");
        await film.film(seconds * 1000);
      };
      await film.frame(1_000);
      await typed("kubectl create deployment hub --image=nginx --replicas=4", 6);
      await typed(gpu, 2.5);
      await typed("kubectl label node worker02 gpu=true", 4);
      await typed("kubectl delete pod -l app=hub --wait=false", 5);
      await film.frame(2_500);
    },
  },
];

const folder = process.env.KUBENORI_PICTURES ?? "target/screenshots";
await mkdir(folder, { recursive: true });
const asked = process.argv.slice(2);
scenes.push(...kept.filter(({ name }) => asked.includes(name)));
const unknown = asked.filter((name) => ![...scenes, ...inLooks].some((scene) => scene.name === name));
if (unknown.length > 0) throw new Error(`no scene is called ${unknown.join(", ")}`);

for (const scene of [...scenes, ...inLooks].filter(({ name }) => asked.length === 0 || asked.includes(name))) {
  const { page, complaints, close } = await open(scene.open);
  await scene.act?.(page);
  if (scene.film) {
    const film = new MovingPicture(page);
    await scene.film(page, film);
    await writeFile(scene.to, film.gif());
  } else await page.screenshot({ path: scene.to ?? join(folder, `${scene.name}.png`) });
  console.log([scene.to ?? `${scene.name}.png`, ...complaints].join("\n  "));
  await close();
}
await closeBrowser();
