// The same journal gives the same bytes as wasm and natively: the state's hash, and what the terminals show.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { engine, session } from "./engine.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));

const sessions = {
  "a deployment that rolls": [
    "kubectl create deployment web --image=nginx:1.26 --replicas=4",
    20_000,
    "kubectl expose deployment web --port=80",
    "kubectl set image deployment/web nginx=nginx:1.27",
    "kubectl rollout status deployment/web",
    30_000,
    "kubectl get pods,services,endpointslices -o wide",
    "kubectl get events --sort-by=.lastTimestamp",
  ],
  "a crashing pod and a quota": [
    "kubectl create quota small --hard=pods=2,requests.cpu=1",
    "kubectl run crash --image=busybox --restart=Always -- sh -c 'date; sleep 3; exit 7'",
    95_000,
    "kubectl describe pod crash",
    "kubectl logs crash --previous",
    "kubectl get resourcequota small -o yaml",
    "for i in 1 2 3; do kubectl run p$i --image=nginx; done",
    5_000,
    "kubectl get all -A -o json",
  ],
  "a job, a cron job and a node that goes": [
    "kubectl create job sums --image=busybox -- sh -c 'echo $((6*7)); awk \"BEGIN { print 22/7 }\"'",
    "kubectl create cronjob tick --image=busybox --schedule='* * * * *' -- date",
    150_000,
    { chaos: { what: { stopNode: { node: "worker02" } } } },
    60_000,
    "kubectl get jobs,cronjobs,pods,nodes",
    "kubectl logs job/sums",
  ],
};

function play(steps, engine) {
  const { send, wait, screen } = session(engine);
  send({ start: { scenario: "four-nodes", seed: 7, journal: null } });
  for (const step of steps) {
    if (typeof step === "number") wait(step);
    else send(typeof step === "string" ? { line: { terminal: 0, text: step } } : step);
  }
  const { text, stateHash, state_hash } = send("export").find((output) => output.journal).journal;
  return { text, hash: stateHash ?? state_hash, screen: screen() };
}

function native(journal) {
  const args = ["run", "--quiet", "--package", "kubenori-cli", "--", "journal", "-"];
  const printed = execFileSync("cargo", args, { cwd: root, input: journal, encoding: "utf8", maxBuffer: 1 << 26 });
  const [, screen, hash] = printed.match(/^([\s\S]*)state ([0-9a-f]{16})\n$/);
  return { hash, screen };
}

for (const [name, steps] of Object.entries(sessions)) {
  test(`${name}: wasm and native agree to the byte`, async () => {
    const { text, hash, screen } = play(steps, await engine());
    const twin = native(text);
    assert.ok(screen.length > 200, "the session has something to show");
    assert.equal(twin.screen, screen);
    assert.equal(twin.hash, hash);
  });
}
