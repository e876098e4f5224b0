// The playground inside other people's tutorials: sites built by their own tools, served below a path of another origin.
import AxeBuilder from "@axe-core/playwright";
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { cp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { closeBrowser, openAt, picture } from "./browser.mjs";
import { serve } from "./server.mjs";

const playground = process.env.KUBENORI_URL;
const embed = `${playground}/embed.js`;
const samples = join(dirname(fileURLToPath(import.meta.url)), "sites");
const out = process.env.KUBENORI_SITES;
const run = promisify(execFile);
let sites;

before(async () => {
  await rm(out, { recursive: true, force: true });
  await mkdir(out, { recursive: true });
  sites = await serve(out);
});
after(async () => {
  sites.close();
  await closeBrowser();
});

// The chapter with the heads of its marked blocks as a site's tool wants them.
async function chapter(head) {
  const text = await readFile(join(samples, "chapter.md"), "utf8");
  return text.replace(/^```(\w+) kubenori ?(.*)$/gm, (_, language, file) => head(language, file));
}

const builders = {
  async mkdocs(folder) {
    const source = join(out, "mkdocs-source");
    await mkdir(join(source, "docs"), { recursive: true });
    await cp(join(samples, "mkdocs/mkdocs.yml"), join(source, "mkdocs.yml"));
    const text = await chapter((language, file) => `\`\`\` { .${language} .kubenori${file ? ` title="${file}"` : ""} }`);
    await writeFile(join(source, "docs/index.md"), text);
    await run(process.env.KUBENORI_MKDOCS, ["build", "--quiet", "--site-dir", folder], { cwd: source, env: { ...process.env, KUBENORI_EMBED: embed } });
  },
  async vitepress(folder, base) {
    const project = join(samples, "vitepress");
    const page = join(project, "docs/index.md");
    await writeFile(page, await chapter((language) => `\`\`\`kubenori-${language}`));
    try {
      await run(process.execPath, [join(project, "node_modules/vitepress/bin/vitepress.js"), "build", "docs"], {
        cwd: project, env: { ...process.env, KUBENORI_EMBED: embed, KUBENORI_BASE: base, KUBENORI_OUT: folder, KUBENORI_CACHE: join(out, "vitepress-cache") },
      });
    } finally {
      await rm(page);
    }
  },
  // What Jekyll (kramdown with rouge) makes of `{: .kubenori }` after a block.
  async jekyll(folder) {
    const escape = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
    const text = await chapter((language) => `\`\`\`${language} kubenori`);
    const body = text.split(/^```/m).map((piece, at) => {
      if (at % 2 === 0) return piece.trim().split(/\n\n+/).map((part) => (part.startsWith("#") ? `<h2>${escape(part.replace(/^#+ /, ""))}</h2>` : `<p>${escape(part)}</p>`)).join("\n");
      const [head, ...lines] = piece.split("\n");
      const [language, mark = ""] = head.split(" ");
      const code = escape(lines.join("\n")).replaceAll(/^(\w+):/gm, '<span class="na">$1</span><span class="pi">:</span>');
      return `<div class="${mark} language-${language} highlighter-rouge"><div class="highlight"><pre class="highlight"><code>${code}</code></pre></div></div>`;
    }).join("\n");
    const layout = await readFile(join(samples, "jekyll.html"), "utf8");
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, "index.html"), layout.replace("{{EMBED}}", embed).replace("{{BODY}}", () => body));
  },
};

async function built(name) {
  const base = `/guide/${name}/`;
  await builders[name](join(out, "guide", name), base);
  return sites.address + base;
}

// The frame of the n-th playground, brought into view.
async function frame(page, at) {
  await page.waitForFunction((at) => document.querySelectorAll("kube-nori").length > at, at);
  await page.locator("kube-nori").nth(at).scrollIntoViewIfNeeded();
  const found = page.frameLocator("kube-nori iframe").nth(at);
  await found.locator('[data-engine="ready"]').waitFor({ timeout: 30_000 });
  return found;
}

const running = (frame, pod) => frame.locator(`.scene [data-pod="${pod}"][data-status="Running"]`).waitFor({ timeout: 60_000 });

for (const name of Object.keys(builders)) {
  test(`${name}: the pods of the chapter appear in its embedded pictures`, async () => {
    const { page, complaints, close } = await openAt(await built(name), { allowed: [sites.address, playground] });
    const yaml = await frame(page, 0);
    await running(yaml, "my-nginx-pod");
    await yaml.locator(".terminal .output").getByText("pod/my-nginx-pod created").waitFor();
    const typed = await frame(page, 1);
    await running(typed, "webserver");
    await typed.locator(".terminal .output").getByText("namespace/study created").waitFor();
    assert.equal(await page.locator("kube-nori").count(), 2, "the unmarked block stays as it is");
    assert.equal(await page.getByText("name: untouched").count() > 0, true);
    // The code can still be read, and the playground took no focus.
    assert.equal(await page.getByText("my-nginx-container").first().isVisible(), true);
    assert.notEqual(await page.evaluate(() => document.activeElement.localName), "iframe");
    assert.deepEqual(complaints, []);
    // A frame that comes back into view is drawn a moment later.
    await page.locator("kube-nori").first().scrollIntoViewIfNeeded();
    await page.waitForTimeout(500);
    await picture(page, `site-${name}`);
    await page.setViewportSize({ width: 390, height: 844 });
    await page.emulateMedia({ colorScheme: "dark" });
    await page.locator("kube-nori").nth(1).scrollIntoViewIfNeeded();
    await page.waitForTimeout(500);
    await picture(page, `site-${name}-phone-dark`);
    await close();
  });
}

test("the theme follows the site, and changes with it", async () => {
  const { page, close } = await openAt(`${sites.address}/guide/mkdocs/`, { allowed: [sites.address, playground] });
  const inner = await frame(page, 0);
  const theme = () => inner.locator("html").getAttribute("data-theme");
  assert.equal(await theme(), "light");
  await page.evaluate(() => document.body.setAttribute("data-md-color-scheme", "slate"));
  await inner.locator('html[data-theme="dark"]').waitFor();
  await close();
});

// A page of our own around the element, on the other origin.
async function host(name, body, options) {
  const folder = join(out, "plain");
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, `${name}.html`), `<!doctype html><html lang="ko"><meta charset="utf-8"><title>글</title><body>${body}<script type="module" src="${embed}"></script></body></html>`);
  return openAt(`${sites.address}/plain/${name}.html`, { allowed: [sites.address, playground], ...options });
}

test("nothing loads before a reader comes near, and nothing scrolls or takes the focus", async () => {
  const { page, close } = await host("lazy", '<input id="own"><div style="height:4000px"></div><kube-nori><script type="text/yaml">kind: Pod</script></kube-nori><div style="height:4000px"></div>');
  await page.locator("#own").focus();
  await page.waitForTimeout(800);
  assert.equal(await page.locator("iframe").count(), 0);
  await page.evaluate(() => scrollTo(0, 3700));
  const inner = page.frameLocator("iframe");
  await inner.locator('[data-engine="ready"]').waitFor({ timeout: 30_000 });
  await page.waitForSelector('kube-nori[data-state="ready"]');
  await page.waitForTimeout(1_500);
  assert.equal(await page.evaluate(() => scrollY), 3700);
  assert.equal(await page.evaluate(() => document.activeElement.id), "own");
  await close();
});

test("the element takes a lesson, panes, a view, a fixed height and a file", async () => {
  await mkdir(join(out, "plain"), { recursive: true });
  await writeFile(join(out, "plain/web.yaml"), "apiVersion: v1\nkind: Pod\nmetadata:\n  name: from-file\nspec:\n  containers:\n  - name: a\n    image: nginx\n");
  const { page, complaints, close } = await host("attributes", `
    <kube-nori src="web.yaml" panes="diagram" height="333" scenario="three-nodes" theme="dark" lang="en"></kube-nori>
    <kube-nori lesson="03-first-pod" step="2" view="pod"></kube-nori>`);
  const first = await frame(page, 0);
  await running(first, "from-file");
  assert.equal(await page.locator("iframe").first().evaluate((element) => element.getBoundingClientRect().height), 333);
  assert.equal(await first.locator(".scene [data-node]").count(), 3);
  assert.equal(await first.locator(".pane.terminal").isVisible(), false);
  assert.equal(await first.locator("html").getAttribute("data-theme"), "dark");
  assert.equal(await first.locator("html").getAttribute("lang"), "en");
  const second = await frame(page, 1);
  await second.locator(".pane.lesson h2").waitFor();
  assert.equal(await second.locator(".step-list [aria-current]").textContent(), "2");
  // The text to be read has more room than the picture below it.
  const room = (pane) => second.locator(`.pane.${pane}`).evaluate((element) => element.getBoundingClientRect().height);
  await page.setViewportSize({ width: 720, height: 900 });
  await second.locator(".pane.terminal").scrollIntoViewIfNeeded();
  assert.ok(await room("lesson") > await room("diagram"));
  assert.deepEqual(complaints, []);
  await close();
});

test("axe has nothing to say against an embedded page", async () => {
  for (const colorScheme of ["light", "dark"]) {
    const { page, close } = await openAt(`${playground}/?embed=1&panes=diagram,terminal`, { colorScheme, viewport: { width: 700, height: 520 } });
    await page.waitForSelector('[data-engine="ready"]');
    const { violations } = await new AxeBuilder({ page }).analyze();
    assert.deepEqual(violations.map(({ id, nodes }) => [id, nodes.map(({ target, failureSummary }) => [target, failureSummary])]), []);
    await close();
  }
});

test("the frame grows with its picture, and never shrinks", async () => {
  const { page, close } = await host("grows", '<kube-nori><script type="text/plain">kubectl create deployment hub --image=nginx --replicas=14</script></kube-nori>', { viewport: { width: 700, height: 900 } });
  await frame(page, 0);
  const height = () => page.locator("iframe").evaluate((element) => element.getBoundingClientRect().height);
  await page.waitForFunction(() => document.querySelector("iframe").getBoundingClientRect().height > 600);
  const grown = await height();
  assert.ok(grown <= 900, `${grown}`);
  await page.evaluate(() => document.querySelector("kube-nori").run("kubectl delete deployment hub"));
  await page.frameLocator("iframe").locator('.scene [data-pod^="hub"]').first().waitFor({ state: "detached", timeout: 60_000 });
  assert.equal(await height(), grown);
  await close();
});

test("a playground opens in a window of its own with the same session", async () => {
  const { page, close } = await host("window", '<kube-nori><script type="text/plain">$ kubectl run web --image=nginx</script></kube-nori>');
  const inner = await frame(page, 0);
  await running(inner, "web");
  const opened = page.waitForEvent("popup");
  await inner.locator(".embed-bar .leave").click();
  const other = await opened;
  await other.waitForSelector('.scene [data-pod="web"][data-status="Running"]', { timeout: 30_000 });
  assert.equal(await other.locator(".top .bar").isVisible(), true, "it is the whole page");
  await close();
});

test("a message of a stranger is not obeyed, and is told in plain words", async () => {
  const { page, close } = await host("foreign", '<kube-nori><script type="text/plain">kubectl get nodes</script></kube-nori>');
  const inner = await frame(page, 0);
  // From inside the page itself, and from another frame: neither is the host.
  await inner.locator("body").evaluate(() => postMessage({ kubenori: "run", value: "kubectl run bad --image=nginx" }, "*"));
  await inner.locator('[data-problem="message-foreign"]').getByText("다른 사이트에서 온 메시지는 따르지 않았어요").waitFor();
  assert.equal(await inner.locator('[data-pod="bad"]').count(), 0);
  // A stranger cannot talk to the host in the frame's name either.
  const before = await page.locator("iframe").evaluate((element) => element.style.height);
  await page.evaluate(() => postMessage({ kubenori: "height", value: 1111 }, "*"));
  await page.waitForTimeout(300);
  assert.equal(await page.locator("iframe").evaluate((element) => element.style.height), before);
  // The host is obeyed.
  await page.evaluate(() => document.querySelector("kube-nori").run("kubectl run good --image=nginx"));
  await running(inner, "good");
  await close();
});

test("without JavaScript the plain code block stays", async () => {
  const { page, close } = await openAt(`${sites.address}/guide/jekyll/`, { javaScriptEnabled: false, allowed: [sites.address, playground] });
  assert.equal(await page.locator("kube-nori").count(), 0);
  assert.equal(await page.getByText("my-nginx-container").first().isVisible(), true);
  await close();
});

test("a file that does not come is named, with a way to the playground", async () => {
  const { page, close } = await host("missing", '<kube-nori src="nowhere.yaml"></kube-nori>');
  await page.getByText("파일을 불러오지 못했어요: nowhere.yaml").waitFor();
  assert.equal(await page.getByRole("link", { name: "새 창에서 열기" }).getAttribute("href"), `${playground}/`);
  await close();
});
