// The editor: help while one types, files shared with the shell, editors that commands open, files from elsewhere.
import AxeBuilder from "@axe-core/playwright";
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { closeBrowser, open } from "./browser.mjs";
import { output, status, type } from "./desk.mjs";
import { plain, snippets } from "../js/editor-snippets.js";

after(closeBrowser);

const code = (page) => page.locator(".editor .cm-content");
const findings = (page) => page.locator(".findings");
const tab = (page, name) => page.locator(".editor .files").getByRole("button", { name, exact: true });

// Writes a text into the editor in place of what is there.
async function write(page, text) {
  await code(page).click();
  await page.keyboard.press("Control+a");
  await page.keyboard.insertText(text);
}

async function menu(page, name) {
  await page.locator(".menu-button").click();
  await page.locator(".file-menu").getByRole("button", { name }).click();
}

const options = (page) => page.locator(".cm-tooltip-autocomplete li");

// Takes the option that is chosen in the list. CodeMirror leaves Enter to the text while it asks again
// (`-disabled`) and for 75 ms after a list came up, so that nobody takes what was not yet read.
async function take(page, label) {
  await page.locator('.cm-tooltip-autocomplete:not(.cm-tooltip-autocomplete-disabled) li[aria-selected="true"]').filter({ hasText: label }).waitFor();
  await page.waitForTimeout(200);
  await page.keyboard.press("Enter");
}

test("fields of the schema are offered, with their texts", async () => {
  const { page, complaints, close } = await open();
  await write(page, "apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\nspec:\n  containers:\n  - name: a\n    image: nginx\n    ");
  await page.keyboard.type("rea");
  await options(page).filter({ hasText: "readinessProbe" }).waitFor();
  await page.locator(".cm-completionInfo .field-text").getByText(/readiness/i).waitFor();
  await take(page, "readinessProbe");
  assert.match(await code(page).innerText(), /readinessProbe:\n\s*$/);
  await page.keyboard.type("tcp");
  await options(page).filter({ hasText: "tcpSocket" }).waitFor();
  assert.deepEqual(complaints, []);
  await close();
});

test("the prose of a field is shown where the pointer rests", async () => {
  const { page, close } = await open();
  await write(page, "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: a\nspec:\n  replicas: 2\n");
  await findings(page).waitFor({ state: "attached" });
  await page.waitForTimeout(1_000);
  await code(page).getByText("replicas").hover();
  const card = page.locator(".cm-tooltip-hover .field-doc");
  await card.getByText("spec.replicas").waitFor();
  await card.locator(".field-text").getByText(/number of desired pods/i).waitFor();
  await close();
});

test("an empty file offers examples of kinds, and every example is a good manifest", async () => {
  const { page, close } = await open();
  await write(page, "");
  await page.keyboard.type("deploy");
  await take(page, "Deployment");
  await page.waitForFunction(() => document.querySelector(".editor .cm-content").innerText.includes("matchLabels"));
  const wrong = await page.evaluate(async (texts) => {
    const found = [];
    for (const [kind, text] of texts) {
      const { items } = await globalThis.kubenori.engine.ask({ diagnose: { path: "/root/x.yaml", text } }, "diagnostics");
      if (items.length > 0) found.push([kind, items.map((item) => item.message)]);
    }
    return found;
  }, snippets.map(({ kind, template }) => [kind, plain(template)]));
  assert.deepEqual(wrong, []);
  await close();
});

test("mistakes are marked at their line while one types", async () => {
  const { page, close } = await open();
  const cases = [
    ["apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\nspec:\n  containers:\n  - name: a\n    imag: nginx\n", "8:5", "unknown field"],
    ["apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\n  labels:\n    gpu: true\nspec:\n  containers:\n  - name: a\n    image: nginx\n", "6", "unmarshal"],
    ["apiVersion: v1\nkind: Namespace\nmetadata:\n  name: a\n---\napiVersion: v1\nkind: Pod\nmetadata:\n  name: Big\nspec:\n  containers: []\n", "9", "lowercase RFC 1123"],
    ["kind: Pod\nmetadata:\n\tname: a\n", "3", "cannot start any token"],
    ["apiVersion: v2\nkind: Pod\nmetadata:\n  name: a\n", "2", "no matches for kind"],
  ];
  for (const [text, place, message] of cases) {
    await write(page, text);
    await findings(page).locator("li").filter({ hasText: message }).first().waitFor();
    const places = await findings(page).locator("li").filter({ hasText: message }).locator("b").allTextContents();
    assert.ok(places.some((found) => found.startsWith(place)), `${message}: ${places} instead of ${place}`);
    await page.locator(".cm-lint-marker-error").first().waitFor();
  }
  await write(page, "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: team\n---\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: c\n  namespace: team\n");
  await page.waitForFunction(() => document.querySelectorAll(".findings li").length === 0);
  await close();
});

test("files are the shell's: written here, seen there, renamed and removed", async () => {
  const { page, close } = await open();
  await write(page, "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: team\n");
  await page.keyboard.press("Control+s");
  await type(page, "cat my-nginx-pod.yaml");
  await output(page).getByText("name: team").waitFor();
  await type(page, "printf 'kind: Pod\\n' > made.yaml");
  await tab(page, "made.yaml").click();
  assert.equal((await code(page).innerText()).trim(), "kind: Pod");
  await menu(page, "이름 바꾸기");
  await page.locator(".file-menu .rename").fill("other.yaml");
  await page.keyboard.press("Enter");
  await tab(page, "other.yaml").waitFor();
  await type(page, "ls");
  await output(page).getByText("other.yaml", { exact: false }).last().waitFor();
  assert.equal(await tab(page, "made.yaml").count(), 0);
  await menu(page, "지우기");
  await page.locator(".file-menu .bad").click();
  await tab(page, "other.yaml").waitFor({ state: "detached" });
  await close();
});

test("the example is a file of the shell from the first command on, and gone where it was removed", async () => {
  const { page, close } = await open();
  await code(page).waitFor();
  await type(page, "kubectl apply -f my-nginx-pod.yaml");
  await output(page).getByText("pod/my-nginx-pod created").waitFor();
  await type(page, "rm my-nginx-pod.yaml", "ls", "echo end");
  await output(page).getByText("$ ls\n$ echo end").waitFor();
  await page.locator(".editor .files", { hasText: "file1.yaml" }).waitFor();
  assert.equal(await code(page).getByText("my-nginx-container").count(), 0);
  await close();
});

test("a tidied file says the same and looks better; what would change is shown before it is applied", async () => {
  const { page, close } = await open();
  await write(page, "apiVersion: v1\nkind: ConfigMap\nmetadata:\n name: c\ndata:\n   a: '1'\n");
  await menu(page, "정리하기");
  assert.match(await code(page).innerText(), /\n  name: c\n[\s\S]*\n  a: '1'/);
  await page.keyboard.press("Control+Enter");
  await output(page).getByText("configmap/c created").waitFor();
  await menu(page, "클러스터와 비교");
  await page.locator(".compare").getByText("바뀌는 것이 없어요").waitFor();
  await write(page, "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: c\ndata:\n  a: '2'\n");
  await menu(page, "클러스터와 비교");
  await page.locator(".compare ins").getByText('a: "2"').waitFor();
  await page.locator(".compare del").getByText('a: "1"').waitFor();
  await close();
});

test("kubectl edit and vi open here; saving and leaving do what they do in a real editor", async () => {
  const { page, close } = await open();
  await type(page, "kubectl create configmap c --from-literal=a=one");
  const line = page.locator(".terminal .command");
  const edit = async () => {
    await line.fill("kubectl edit configmap c");
    await line.press("Enter");
    await page.getByRole("button", { name: "저장하고 닫기" }).waitFor();
    await page.waitForFunction(() => document.querySelector(".editor .cm-content").innerText.includes("Please edit the object below"));
  };
  await edit();
  await page.getByRole("button", { name: "저장하지 않고 닫기" }).click();
  await output(page).getByText("Edit cancelled, no changes made.").waitFor();
  await edit();
  const text = await code(page).innerText();
  await write(page, text.replace("a: one", "a: two"));
  await page.keyboard.press("Control+s");
  await output(page).getByText("configmap/c edited").waitFor();
  await line.fill("vi note.txt");
  await line.press("Enter");
  await page.getByRole("button", { name: "저장하고 닫기" }).waitFor();
  await write(page, "hello from vi");
  await page.getByRole("button", { name: "저장하고 닫기" }).click();
  await type(page, "cat note.txt");
  await output(page).getByText("hello from vi").waitFor();
  await close();
});

// Drops files on the editor as a file manager would.
async function drop(page, ...files) {
  const transfer = await page.evaluateHandle((files) => {
    const transfer = new DataTransfer();
    for (const [name, text] of files) transfer.items.add(new File([text], name));
    return transfer;
  }, files);
  await page.dispatchEvent(".pane.editor", "dragover", { dataTransfer: transfer });
  await page.dispatchEvent(".pane.editor", "drop", { dataTransfer: transfer });
}

test("files can be dropped; a dump of a cluster becomes a cluster", async () => {
  const { page, complaints, close } = await open();
  await drop(page, ["dropped.yaml", "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: dropped\n"]);
  await tab(page, "dropped.yaml").waitFor();
  await drop(page, ["bytes.bin", "\0\u0001\u0002"]);
  await page.locator(".compare").getByText("글자로 된 파일이 아니에요").waitFor();
  const dump = `apiVersion: v1
items:
- apiVersion: v1
  kind: Node
  metadata: {name: alpha, uid: "1", labels: {node-role.kubernetes.io/control-plane: ""}}
- apiVersion: v1
  kind: Node
  metadata:
    name: beta
    uid: "2"
- apiVersion: v1
  kind: Pod
  metadata: {name: moved, namespace: default, uid: "3", resourceVersion: "7"}
  spec: {nodeName: beta, containers: [{name: a, image: nginx}]}
  status: {phase: Running}
kind: List
`;
  await drop(page, ["dump.yaml", dump]);
  await page.locator(".compare").getByRole("button", { name: "새 클러스터로 시작" }).click();
  await page.waitForSelector('[data-node="alpha"]');
  await status(page, "moved", "Running");
  assert.equal(await page.locator('[data-node="worker01"]').count(), 0);
  assert.equal(await page.locator('[data-node="beta"] [data-pod="moved"]').count(), 1);
  const items = [{ apiVersion: "v1", kind: "Namespace", metadata: { name: "told", uid: "4" } }];
  await drop(page, ["dump.json", JSON.stringify({ apiVersion: "v1", items, kind: "List" }, null, 4)]);
  await page.locator(".compare").getByRole("button", { name: "새 클러스터로 시작" }).click();
  await page.waitForSelector('[data-node="alpha"]', { state: "detached" });
  await output(page).getByText("namespace/told created").waitFor();
  await drop(page, ["flow.yaml", "{apiVersion: v1, kind: List, items: [{apiVersion: v1, kind: Namespace, metadata: {name: flown, uid: a}}]}"]);
  await page.locator(".compare").getByRole("button", { name: "파일로만 열기" }).click();
  await tab(page, "flow.yaml").waitFor();
  assert.deepEqual(complaints, []);
  await close();
});

test("no file takes the place of another, and those that cannot be opened are named", async () => {
  const { page, close } = await open();
  await code(page).waitFor();
  const tabs = () => page.locator(".editor .files button:not(.add)").allTextContents();
  await drop(page, ["my-nginx-pod.yaml", "kind: Other\n"], ["photo.png", "\0\u0001"], ["big.yaml", "#".repeat(1.5e6)]);
  await page.locator(".compare", { hasText: "photo.png: 글자로 된 파일이 아니에요 · big.yaml: 1 MB보다 큰 파일" }).waitFor();
  await page.locator(".editor .files", { hasText: "my-nginx-pod-2.yaml" }).waitFor();
  assert.deepEqual(await tabs(), ["my-nginx-pod-2.yaml", "my-nginx-pod.yaml"]);
  await page.locator(".editor .files .add").click();
  await page.locator(".editor .files", { hasText: "file3.yaml" }).waitFor();
  for (const [name, said] of [["my-nginx-pod.yaml", "같은 이름의 파일이 이미 있어요"], ["../etc/hosts", "/root 아래에만"], ["x".repeat(300), "이름이 너무 길어요"]]) {
    await menu(page, "이름 바꾸기");
    await page.locator(".rename").fill(name);
    await page.locator(".rename").press("Enter");
    await page.locator(".compare", { hasText: said }).waitFor();
  }
  assert.deepEqual(await tabs(), ["file3.yaml", "my-nginx-pod-2.yaml", "my-nginx-pod.yaml"]);
  await page.locator(".editor .files").getByRole("button", { name: "my-nginx-pod.yaml", exact: true }).click();
  await code(page).getByText("my-nginx-container").waitFor();
  await close();
});

for (const colorScheme of ["light", "dark"]) {
  test(`axe has nothing to say against the editor's menu, examples and comparison, ${colorScheme}`, async () => {
    const { page, close } = await open({ colorScheme });
    const check = async (what) => {
      const { violations } = await new AxeBuilder({ page }).analyze();
      assert.deepEqual(violations.map(({ id, nodes }) => [what, id, nodes.map(({ target }) => target)]), []);
    };
    await code(page).waitFor();
    await page.locator(".menu-button").click();
    await check("menu");
    await page.keyboard.press("Escape");
    await menu(page, "예시 넣기");
    await check("examples");
    await write(page, "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: Bad_Name\n");
    await findings(page).locator("li").first().waitFor();
    await check("findings");
    await write(page, "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: fine\n");
    await menu(page, "클러스터와 비교");
    await page.locator(".compare ins").first().waitFor();
    await check("comparison");
    await close();
  });
}
