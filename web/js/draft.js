// A lesson as the builder has it, and the Markdown that becomes of it. The format: crates/lessons/content/FORMAT.md.

const fence = (kind, body) => `\`\`\`${kind}\n${body.replace(/\n+$/, "")}\n\`\`\`\n`;
const quote = (text) => JSON.stringify(text);

// Files that the lines write by heredocs: [name, text].
export function filesOf(lines) {
  const files = [];
  for (let at = 0; at < lines.length; at += 1) {
    const opened = lines[at].match(/^\s*cat\s+<<-?\s*(['"]?)(\w+)\1\s*>\s*(\S+)\s*$/);
    if (!opened) continue;
    const end = lines.indexOf(opened[2], at + 1);
    if (end < 0) break;
    files.push([opened[3], `${lines.slice(at + 1, end).join("\n")}\n`]);
    at = end;
  }
  return files;
}

// The lines that are commands to be tried, without the bodies of heredocs.
export function triedOf(lines) {
  const tried = [];
  for (let at = 0; at < lines.length; at += 1) {
    const opened = lines[at].match(/<<-?\s*(['"]?)(\w+)\1/);
    const end = opened ? lines.indexOf(opened[2], at + 1) : -1;
    if (end < 0) tried.push(`$ ${lines[at]}`);
    else at = end;
  }
  return tried;
}

// A goal that asks for an object as it is now.
export function goalOf({ kind, namespace, name, status, ready }) {
  const goal = [`- text: ${quote(`${kind} ${name}`)}`, `  kind: ${kind}`, `  name: ${quote(name)}`];
  if (namespace) goal.push(`  namespace: ${quote(namespace)}`);
  if (status) goal.push(`  status: ${quote(status)}`);
  if (ready !== undefined) goal.push("  where:", `    status.readyReplicas: ${ready}`);
  return goal.join("\n");
}

// The objects of the picture that a goal can ask for.
export function objectsOf(objects) {
  const all = (kind) => Object.values(objects[kind] ?? {});
  const own = ({ namespace }) => !/^(kube-|calico-|tigera-)/.test(namespace ?? "");
  const free = (o) => own(o) && !o.owner;
  return [
    ...all("namespaces").filter(({ name }) => !/^(default|kube-.*)$/.test(name)).map(({ name }) => ({ kind: "Namespace", name })),
    ...all("workloads").filter(free).map(({ kind, namespace, name, ready }) =>
      ({ kind, namespace, name, ready: kind === "Deployment" || kind === "ReplicaSet" || kind === "ReplicationController" ? ready : undefined })),
    ...all("pods").filter(free).map(({ namespace, name, status }) => ({ kind: "Pod", namespace, name, status })),
    ...all("services").filter((o) => own(o) && o.name !== "kubernetes").map(({ namespace, name }) => ({ kind: "Service", namespace, name })),
  ];
}

function stepText(step) {
  const lines = step.answer.split("\n");
  const tried = triedOf(lines.filter((line) => line.trim()));
  return [
    `## ${step.title}\n${step.text.trim()}\n\n`,
    ...filesOf(lines).map(([name, text]) => `${fence(`yaml file=${name}`, text)}\n`),
    tried.length > 0 ? `${fence("console", tried.join("\n"))}\n` : "",
    fence("goal", step.goals),
    ...step.hints.split("\n").filter((hint) => hint.trim()).map((hint) => fence("hint", hint)),
    fence("answer", step.answer),
    fence("show", `view: ${step.view}\nfocus: ${step.focus}`),
    fence("question", `text: ${quote(step.question)}\nchoices:\n${step.choices.split("\n").filter((c) => c.trim()).map((c) => `- ${quote(c)}`).join("\n")}\nanswer: ${Number(step.right) - 1}\nexplain: ${quote(step.explain)}`),
  ].join("");
}

// The folder of a lesson: [path, text] of lesson.md, and of each manifest beside it.
export function folderOf(lesson) {
  const front = [
    "---", `title: ${quote(lesson.title)}`, `title_en: ${quote(lesson.titleEn)}`, `summary: ${quote(lesson.summary)}`,
    `minutes: ${Number(lesson.minutes)}`, "documents: []", `scenario: ${lesson.scenario}`,
    ...(lesson.setup.trim() ? ["setup: |", ...lesson.setup.trimEnd().split("\n").map((line) => `  ${line}`)] : []), "---",
  ];
  const text = `${front.join("\n")}\n${lesson.intro.trim()}\n\n${lesson.steps.map(stepText).join("\n")}`;
  const files = new Map(lesson.steps.flatMap((step) => filesOf(step.answer.split("\n"))));
  return [[`${lesson.id}/lesson.md`, text], ...[...files].map(([name, body]) => [`${lesson.id}/${name.split("/").at(-1)}`, body])];
}
