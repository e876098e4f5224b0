// What the built page's engine takes in Node: `node web/e2e/bench.mjs`. Times are of this machine at this moment.
import { engine, session } from "./engine.mjs";

const REPLICAS = 300;

function timed(name, work) {
  const start = performance.now();
  work();
  console.log(`${name.padEnd(56)} ${(performance.now() - start).toFixed(1).padStart(10)} ms`);
}

const { send, wait, screen } = session(await engine());
timed("wasm: boot of the default scenario", () => send({ start: { scenario: "four-nodes", seed: 1, journal: null } }));
timed(`wasm: ${REPLICAS} replicas on three nodes, until all run`, () => {
  send({ line: { terminal: 0, text: `kubectl create deployment web --image=nginx:1.27 --replicas=${REPLICAS}` } });
  wait(30_000);
});
send({ line: { terminal: 0, text: "kubectl get deployment web" } });
if (!screen().includes(`${REPLICAS}/${REPLICAS}`)) throw new Error(`not all run:\n${screen()}`);
timed("wasm: half an hour of it", () => wait(1_800_000));
const from = Date.parse("2026-12-31T12:00:00Z");
let slowest = 0;
for (let i = 0; i < 40; i++) {
  const start = performance.now();
  send({ scrub: { to: from + (((i * 37) % 60) / 60) * 1_800_000 } });
  slowest = Math.max(slowest, performance.now() - start);
}
console.log(`${"wasm: a moment of that half hour, the slowest of 40".padEnd(56)} ${slowest.toFixed(1).padStart(10)} ms`);
