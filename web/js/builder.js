// The lesson builder: a lesson from the session that is open. It is loaded when it is asked for, and its words with it.
import { folderOf, goalOf, objectsOf } from "./draft.js";
import { saveBlob } from "./saved.js";
import { zip } from "./zip.js";

const words = {
  ko: {
    heading: "수업 만들기", close: "닫기", save: "폴더 내려받기 (.zip)", add: "지금까지를 한 단계로 더하기", remove: "단계 빼기",
    start: "지금을 시작 상태로", about: "명령을 입력해 클러스터를 시작 상태로 만들고, 한 단계씩 풀면서 더하세요. 내려받은 폴더는 kubenori lesson check로 확인해요.",
    id: "폴더 이름", title: "제목", titleEn: "영어 제목", summary: "한 줄 소개", minutes: "몇 분", intro: "들어가는 글 (Markdown)",
    setup: "시작 전에 실행할 명령", text: "글 (Markdown)", objects: "목표로 삼을 오브젝트", goals: "목표 (YAML)", hints: "힌트 (한 줄에 하나)",
    answer: "정답 명령", view: "보여 줄 그림", focus: "가리킬 오브젝트 (Kind/namespace/name)", question: "마무리 질문",
    choices: "보기 (한 줄에 하나)", right: "맞는 보기의 번호", explain: "설명", none: "단계를 하나 이상 더하세요.", step: "단계",
    lacks: "빈칸을 채워 주세요", wrong: "고쳐 주세요", idRule: "영어 소문자, 숫자, -만", minutesRule: "1 이상", choicesRule: "두 개 이상", rightRule: "보기의 수 이하",
  },
  en: {
    heading: "Make a lesson", close: "Close", save: "Download the folder (.zip)", add: "Add what was done as a step", remove: "Remove the step",
    start: "Begin the lesson here", about: "Bring the cluster into the state that the lesson begins with, then solve it step by step and add each. Check the folder with: kubenori lesson check",
    id: "Name of the folder", title: "Title", titleEn: "English title", summary: "In one line", minutes: "Minutes", intro: "Introduction (Markdown)",
    setup: "Commands that run before", text: "Text (Markdown)", objects: "Objects to be reached", goals: "Goals (YAML)", hints: "Hints (one a line)",
    answer: "Commands of the answer", view: "Picture to show", focus: "Object to point at (Kind/namespace/name)", question: "Closing question",
    choices: "Choices (one a line)", right: "Number of the right one", explain: "Explanation", none: "Add at least one step.", step: "Step",
    lacks: "Please fill in", wrong: "Please correct", idRule: "only a-z, 0-9 and -", minutesRule: "at least 1", choicesRule: "at least two", rightRule: "one of the choices",
  },
};

const VIEWS = ["nodes", "namespaces", "control-plane", "pod", "labels", "scheduling"];
const blank = () => ({ id: "my-lesson", title: "", titleEn: "", summary: "", minutes: 10, intro: "", setup: "", scenario: "four-nodes", steps: [] });
const fields = { head: ["id", "title", "titleEn", "summary", "minutes", "intro", "setup"], step: ["title", "text", "goals", "hints", "answer", "view", "focus", "question", "choices", "right", "explain"] };
const long = ["intro", "setup", "text", "goals", "hints", "answer", "choices"];
const optional = ["intro", "setup"];

// The draft stays while the page is open, also when the dialog is closed. `from` is where the next step's lines begin.
let draft = blank();
let from = 0;

function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) made[key] = value;
    else made.setAttribute(key, value);
  }
  made.append(...children);
  return made;
}

const button = (text, onclick, name = "") => element("button", { type: "button", class: name, onclick }, text);

function field(t, target, name) {
  const tag = name === "view" ? "select" : long.includes(name) ? "textarea" : "input";
  const input = element(tag, { name, ...(tag === "textarea" ? { rows: 3, spellcheck: "false" } : {}) });
  if (name === "view") input.append(...VIEWS.map((view) => element("option", {}, view)));
  if (name === "minutes" || name === "right") Object.assign(input, { type: "number", min: 1 });
  input.value = target[name];
  input.oninput = () => { target[name] = input.value; };
  return element("label", {}, element("span", {}, t[name]), input);
}

function newStep(seen) {
  const goals = objectsOf(seen.objects);
  const last = goals.at(-1);
  return {
    title: "", text: "", goals: "", hints: "", answer: seen.lines.slice(from).join("\n"), view: "nodes",
    focus: last ? `${last.kind}/${last.namespace ?? ""}/${last.name}` : "Node//master", question: "", choices: "", right: 1, explain: "", offers: goals,
  };
}

function stepForm(t, step, at, redraw) {
  const form = element("fieldset", {}, element("legend", {}, `${t.step} ${at + 1}`));
  const parts = Object.fromEntries(fields.step.map((name) => [name, field(t, step, name)]));
  const offer = (o) => button(`+ ${o.kind} ${o.namespace ? `${o.namespace}/` : ""}${o.name}${o.status ? ` (${o.status})` : ""}`, () => {
    step.goals = [step.goals.trimEnd(), goalOf(o)].filter(Boolean).join("\n");
    parts.goals.querySelector("textarea").value = step.goals;
  });
  const offers = element("div", { class: "offered" }, element("span", {}, t.objects), ...step.offers.map(offer));
  form.append(...fields.step.flatMap((name) => (name === "goals" ? [offers, parts.goals] : [parts[name]])));
  form.append(button(t.remove, () => { draft.steps.splice(at, 1); redraw(); }));
  return form;
}

// The names of the fields that are still empty.
function lacks(t) {
  const empty = (target, names, before) => names.filter((name) => !optional.includes(name) && !String(target[name]).trim()).map((name) => before + t[name]);
  return [...empty(draft, fields.head, ""), ...draft.steps.flatMap((step, at) => empty(step, fields.step, `${t.step} ${at + 1} `))];
}

// What is filled in but cannot be so: `kubenori lesson check` would refuse it.
function wrongs(t) {
  const wrong = [];
  const rule = (ok, before, name) => ok || wrong.push(`${before}${t[name]} (${t[`${name}Rule`]})`);
  rule(/^[a-z0-9][a-z0-9-]*$/.test(draft.id), "", "id");
  rule(Number(draft.minutes) >= 1, "", "minutes");
  draft.steps.forEach((step, at) => {
    const choices = step.choices.split("\n").filter((choice) => choice.trim()).length;
    rule(choices > 1, `${t.step} ${at + 1} `, "choices");
    rule(Number(step.right) >= 1 && Number(step.right) <= choices, `${t.step} ${at + 1} `, "right");
  });
  return wrong;
}

export function openBuilder(seen, lang) {
  const t = words[lang] ?? words.ko;
  document.querySelector(".builder")?.remove();
  // The menu that led here is folded when the dialog goes: the focus is at what unfolds it.
  const onclose = () => document.querySelector(".picker > button")?.focus();
  const dialog = element("dialog", { class: "builder sheet", "aria-label": t.heading, onclose });
  const told = element("p", { class: "told", role: "status" });
  // What was typed until now is told of; the next step begins behind it.
  const taken = (change) => (redraw) => {
    change();
    from = seen.lines.length;
    redraw();
  };
  const begin = taken(() => { draft.setup = seen.lines.join("\n"); });
  const add = taken(() => draft.steps.push(newStep(seen)));
  const save = () => {
    const [missing, wrong] = [lacks(t), wrongs(t)];
    told.textContent = draft.steps.length === 0 ? t.none : missing.length > 0 ? `${t.lacks}: ${missing.join(", ")}` : wrong.length > 0 ? `${t.wrong}: ${wrong.join(", ")}` : "";
    if (told.textContent === "") saveBlob(`${draft.id}.zip`, zip(folderOf(draft)));
  };
  const close = button(t.close, () => dialog.close(), "pill");
  const redraw = () => {
    draft.scenario = seen.scenario;
    dialog.replaceChildren(
      element("div", { class: "sheet-head" }, element("h2", {}, t.heading), close), element("p", {}, t.about),
      element("div", { class: "about" }, ...fields.head.map((name) => field(t, draft, name))),
      button(t.start, () => begin(redraw), "begin"),
      ...draft.steps.map((step, at) => stepForm(t, step, at, redraw)),
      button(t.add, () => {
        add(redraw);
        // What is to be filled in next is in sight.
        dialog.querySelector("fieldset:last-of-type input").focus();
      }, "add"),
      told,
      element("div", { class: "ends" }, button(t.save, save, "save")),
    );
  };
  redraw();
  document.body.append(dialog);
  dialog.showModal();
}
