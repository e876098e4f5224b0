// Pictures of the page for eyes: `cargo xtask screenshots [NAME]...` writes them to target/screenshots.
// A scene is a name, how the page is opened, and what is done before the picture is taken.
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { closeBrowser, open } from "./browser.mjs";
import { pod, speed, status, type } from "./desk.mjs";

const phone = { width: 390, height: 844 };

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
    name: "crash", act: async (page) => {
      await type(page, "kubectl run crash --image=busybox -- sh -c 'exit 1'");
      await status(page, "crash", "CrashLoopBackOff", 60_000);
      await type(page, "kubectl get pods");
      await pod(page, "crash").click();
      await page.waitForTimeout(600);
    },
  },
  {
    name: "unschedulable", act: async (page) => {
      await type(page, "kubectl run gpu --image=nginx --overrides='{\"spec\":{\"nodeSelector\":{\"gpu\":\"true\"}}}'", "kubectl get pods");
      await page.waitForTimeout(700);
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
      await page.getByRole("button", { name: "컨트롤 플레인", exact: true }).first().click();
      await page.waitForTimeout(500);
    },
  },
  {
    name: "rolling-update", act: async (page) => {
      await type(page, "kubectl create deployment hub --image=nginx:1.14 --replicas=6");
      await page.waitForTimeout(7_000);
      await type(page, "kubectl set image deployment/hub nginx=nginx:1.25");
      await page.waitForTimeout(1_500);
    },
  },
  {
    name: "lost-node", act: async (page) => {
      await type(page, "kubectl create deployment hub --image=nginx --replicas=3");
      await page.waitForTimeout(5_000);
      await page.locator('[data-node="worker01"] .power').click();
      await speed(page, 60);
      await page.waitForSelector('[data-node="worker01"].down', { timeout: 60_000 });
      await type(page, "kubectl get nodes");
      await page.waitForTimeout(6_000);
    },
  },
  {
    name: "quota", act: async (page) => {
      await type(page, "kubectl create namespace demo", "kubectl create quota few --hard=pods=1 -n demo", "kubectl run one --image=nginx -n demo", "kubectl run two --image=nginx -n demo");
      await page.getByRole("button", { name: "네임스페이스", exact: true }).click();
      await page.waitForTimeout(2_500);
      await page.locator(".note summary").last().click();
      await page.waitForTimeout(300);
    },
  },
  {
    name: "namespace-deleted", act: async (page) => {
      await type(page, "kubectl create namespace demo", "kubectl create deployment web --image=nginx --replicas=3 -n demo");
      await page.getByRole("button", { name: "네임스페이스", exact: true }).click();
      await page.waitForTimeout(5_000);
      await type(page, "kubectl delete ns demo --wait=false");
      await page.waitForTimeout(700);
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
  { name: "embedded", open: { path: "/?embed=1&panes=diagram,terminal", viewport: { width: 760, height: 520 } }, act: (page) => page.waitForTimeout(500) },
];

const folder = process.env.KUBENORI_PICTURES ?? "target/screenshots";
await mkdir(folder, { recursive: true });
const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !scenes.some((scene) => scene.name === name));
if (unknown.length > 0) throw new Error(`no scene is called ${unknown.join(", ")}`);

for (const scene of scenes.filter(({ name }) => asked.length === 0 || asked.includes(name))) {
  const { page, complaints, close } = await open(scene.open);
  await scene.act?.(page);
  await page.screenshot({ path: join(folder, `${scene.name}.png`) });
  console.log([`${scene.name}.png`, ...complaints].join("\n  "));
  await close();
}
await closeBrowser();
