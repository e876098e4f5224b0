// Hands for the end-to-end tests: typing in the terminal, looking at the picture.

export const command = (page) => page.locator(".terminal .command");
export const output = (page) => page.locator(".terminal .output");
export const pod = (page, name) => page.locator(`.scene [data-pod="${name}"]`);

// Types lines, each when the one before has ended.
export async function type(page, ...lines) {
  for (const line of lines) {
    await command(page).fill(line);
    await command(page).press("Enter");
    await heard(page);
    await page.waitForSelector('.terminal[data-busy="false"]');
  }
}

// Waits until the engine has answered all that it was told, and the page shows it.
export async function heard(page) {
  await page.evaluate(async () => {
    await globalThis.kubenori.engine.ask({ match: { selector: "", ticket: 0 } }, "matches");
    for (let frame = 0; frame < 2; frame++) await new Promise(requestAnimationFrame);
  });
}

// Waits until a pod has a status in the picture.
export async function status(page, name, word, timeout = 30_000) {
  await page.waitForSelector(`.scene [data-pod="${name}"][data-status="${word}"]`, { timeout });
}

// Puts text on the page as a paste would.
export async function paste(page, text) {
  await command(page).focus();
  await page.evaluate((text) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text", text);
    document.activeElement.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
  }, text);
}

export const speed = (page, factor) => page.locator(`.speed-${factor}`).click();
