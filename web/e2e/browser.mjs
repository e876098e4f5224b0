// What every end-to-end test and every picture shares: one Chromium, and pages that collect what must not happen.
import { join } from "node:path";
import { chromium } from "playwright-core";

const address = process.env.KUBENORI_URL;
if (!address) throw new Error("KUBENORI_URL is not set; run `cargo xtask test --only e2e`");

let started;

// The browser, started once per test file. Call `closeBrowser` in `after`.
function browser() {
  started ??= chromium.launch({ executablePath: process.env.CHROME, args: (process.env.CHROME_FLAGS ?? "").split(" ").filter(Boolean) });
  return started;
}

export async function closeBrowser() {
  await (await started)?.close();
  started = undefined;
}

// Opens an address. `complaints` collects errors of the console, uncaught errors, failed requests and requests to anybody
// who is not allowed. A test that answers in the server's place blocks service workers: what these ask for passes no route.
export async function openAt(url, { allowed = [address], viewport = { width: 1280, height: 800 }, colorScheme = "light", prepare, ...context } = {}) {
  const made = await (await browser()).newContext({ viewport, colorScheme, locale: "ko-KR", reducedMotion: "no-preference", ...context });
  const page = await made.newPage();
  const complaints = [];
  page.on("console", (message) => message.type() === "error" && complaints.push(`console: ${message.text()}`));
  page.on("pageerror", (error) => complaints.push(`uncaught: ${error.message}`));
  page.on("requestfailed", (request) => complaints.push(`failed: ${request.url()} ${request.failure()?.errorText}`));
  page.on("request", (request) => {
    const { protocol, origin } = new URL(request.url());
    if (protocol.startsWith("http") && !allowed.includes(origin)) complaints.push(`foreign: ${request.url()}`);
  });
  await prepare?.(page);
  await page.goto(url);
  return { page, complaints, context: made, close: () => made.close() };
}

// Keeps a picture of what a test has come to, for eyes.
export async function picture(page, name) {
  const folder = process.env.KUBENORI_PICTURES;
  if (folder) await page.screenshot({ path: join(folder, `${name}.png`) });
}

// Opens the page and waits until the engine has answered.
export async function open({ path = "/", ready = true, ...options } = {}) {
  const opened = await openAt(address + path, options);
  if (ready) await opened.page.waitForSelector('[data-engine="ready"]', { timeout: 15_000 });
  return { ...opened, address };
}
