// The page's end of the line to the engine. The engine answers from a worker; where workers are refused (file://,
// sandboxed frames, strict policies), the same scripts answer from the page itself.
//
// Messages wait here until the engine has said that it is loaded, so the page may speak at once, and nothing is lost
// when a worker turns out not to start. What changes the session is kept here until a journal has it, so that nothing
// is lost either when the engine crashes or does not come back.

// An engine that has been silent for this long while something waits for it is stuck.
const PATIENCE_MS = 8_000;
// Ticks are left out while this many messages wait: time then goes slower instead of piling up.
const MOST_WAITING = 3;
// Facts that are kept for the debug drawer.
const FACTS = 400;

// Inputs that a replay must have.
const JOURNALLED = ["line", "keys", "interrupt", "endOfInput", "writeFile", "removeFile", "editorClosed", "chaos"];
const kindOf = (message) => (typeof message === "string" ? message : Object.keys(message)[0]);

export class EnginePort {
  #files;
  #worker = null;
  #send = null;
  #waiting = [];
  #unheard = [];
  #outputs = null;
  #crashed = null;
  // Messages that the engine has not answered yet, oldest first, and when it was heard last.
  #sent = [];
  #heardAt = 0;
  #stuck = false;
  // Why it crashed; null as long as it lives.
  #dead = null;
  // Questions of the page's scripts: what to look for in the answers.
  #asked = [];
  #ticket = 1 << 20;
  // The newest journal, and what came after it.
  #journal = null;
  #since = [];
  #exports = [];
  #changed = false;
  #start = null;
  #lesson = null;
  #hasHeard = null;

  constructor(files) {
    this.#files = files;
    this.heardFirst = new Promise((resolve) => { this.#hasHeard = resolve; });
    this.#startWorker();
    setInterval(() => this.#watch(), 1_000);
  }

  // Which way was taken: "worker" or "page"; null while nothing answers yet.
  via = null;
  // What happened last, and the engine's version: for the debug drawer and reports.
  facts = [];
  version = "";

  // Kept when the page has been told something for the first time.
  heardFirst;

  // Others may look on: each message, each list of outputs.
  posted = null;
  heard = null;

  post(message) {
    const kind = kindOf(message);
    if (kind === "tick" && this.#sent.length > MOST_WAITING) return;
    this.posted?.(message);
    this.#remember(kind, message);
    this.#pass(message);
  }

  #pass(message) {
    if (this.#dead !== null) {
      // Whoever begins a session hears that nothing will answer, also where the crash came first.
      if (kindOf(message) === "start") queueMicrotask(() => this.#dead !== null && this.#crashed?.(this.#dead));
      return;
    }
    if (this.#send) this.#forward(message);
    else this.#waiting.push(message);
  }

  listen(outputs, crashed) {
    this.#outputs = outputs;
    this.#crashed = crashed;
    this.#unheard.splice(0).forEach((reply) => this.#hear(reply));
  }

  // The newest journal; null where there is none yet.
  kept() {
    return this.#journal;
  }

  // Where one of the page's own files is: for the scripts that load later.
  url(name) {
    return this.#files.url(name);
  }

  // Asks something for the page's scripts; `answer` is the kind of the output that answers.
  ask(message, answer) {
    return new Promise((resolve) => {
      const kind = kindOf(message);
      const ticket = typeof message === "string" ? null : (message[kind].ticket = this.#ticket++);
      this.#asked.push({ answer, ticket, resolve });
      this.post(message);
    });
  }

  // Whether the session has changed since this was asked last.
  takeChanged() {
    const changed = this.#changed;
    this.#changed = false;
    return changed;
  }

  // Ends an engine that has crashed or does not come back, and starts a new one, which knows nothing. An engine that
  // runs in the page cannot be taken out of it, so there the page starts anew.
  restart() {
    if (this.via === "page") return location.reload();
    this.#worker?.terminate();
    // What was being worked on is what went wrong: it is not told again.
    const culprit = this.#sent[0];
    this.#since = this.#since.filter((message) => message !== culprit);
    for (const list of [this.#waiting, this.#sent, this.#exports, this.#asked]) list.length = 0;
    this.#send = null;
    this.#stuck = false;
    this.#dead = null;
    this.via = null;
    this.#startWorker();
  }

  // Restarts and goes on with the same session, from its newest journal and what came after it.
  revive() {
    const start = { ...this.#start, journal: this.#journal };
    this.restart();
    const [lesson, since] = [this.#lesson, this.#since];
    // Whoever looks on has seen these already.
    for (const message of [{ start }, ...(lesson ? [lesson] : []), ...since]) {
      this.#remember(kindOf(message), message);
      this.#pass(message);
    }
  }

  #remember(kind, message) {
    if (JOURNALLED.includes(kind)) {
      this.#since.push(message);
      this.#changed = true;
    } else if (kind === "undo" || kind === "redo" || kind === "branch" || kind === "switch") this.#changed = true;
    else if (kind === "lesson") this.#lesson = message.lesson.id ? message : null;
    else if (kind === "export") this.#exports.push(this.#since.length);
    else if (kind === "start") {
      this.#start = message.start;
      this.#journal = message.start.journal;
      this.#lesson = null;
      this.#since = [];
      this.#exports = [];
      this.facts = [];
    }
  }

  #forward(message) {
    if (this.#sent.length === 0) this.#heardAt = performance.now();
    this.#sent.push(message);
    this.#send(message);
  }

  #watch() {
    const silent = this.#sent.length > 0 && performance.now() - this.#heardAt > PATIENCE_MS;
    if (!silent || this.#stuck || this.#dead !== null || document.hidden || this.via !== "worker") return;
    this.#stuck = true;
    this.#crashed?.("stuck");
  }

  #startWorker() {
    let worker;
    try {
      worker = this.#worker = this.#files.worker();
    } catch {
      this.#startHere();
      return;
    }
    worker.onmessage = ({ data }) => {
      if (worker !== this.#worker) return;
      if (data.kind === "loaded") this.#loaded("worker", (message) => worker.postMessage(message));
      else this.#hear(data);
    };
    worker.onerror = (event) => {
      event.preventDefault();
      worker.terminate();
      if (worker !== this.#worker) return;
      if (this.via === null) this.#startHere();
      else this.#hear({ kind: "crashed", reason: event.message ?? "the worker ended" });
    };
  }

  async #startHere() {
    try {
      await loadScript(this.#files.url("engine.js"));
      await loadScript(this.#files.url("host.js"));
      const reply = (data) => {
        if (data.kind === "loaded") this.#loaded("page", (message) => setTimeout(() => host.receive(message)));
        else this.#hear(data);
      };
      const host = globalThis.kubenoriHost((name) => this.#files.url(name), reply);
    } catch (error) {
      this.#hear({ kind: "crashed", reason: String(error) });
    }
  }

  #loaded(via, send) {
    this.via = via;
    this.#send = send;
    this.#waiting.splice(0).forEach((message) => this.#forward(message));
  }

  #hear(reply) {
    if (!this.#outputs) {
      this.#unheard.push(reply);
      return;
    }
    this.#heardAt = performance.now();
    if (reply.kind === "waiting") return;
    if (reply.kind === "crashed") {
      this.#dead = reply.reason;
      this.#crashed(reply.reason);
      return;
    }
    this.#stuck = false;
    this.#sent.shift();
    const outputs = reply.outputs.filter((output) => !this.#answers(output));
    if (outputs.length === 0) return;
    this.heard?.(outputs);
    this.#outputs(outputs);
    this.#hasHeard();
  }

  // Takes note of an output; true where it was a script that asked for it.
  #answers(output) {
    const kind = kindOf(output);
    const body = output[kind];
    if (kind === "facts") this.facts = [...this.facts, ...body.facts].slice(-FACTS);
    else if (kind === "ready") this.version = body.version;
    else if (kind === "journal") {
      this.#journal = body.text;
      const told = this.#exports.shift() ?? 0;
      this.#since.splice(0, told);
      this.#exports = this.#exports.map((count) => count - told);
    }
    const at = this.#asked.findIndex(({ answer, ticket }) => answer === kind && (ticket === null || ticket === body.ticket));
    if (at < 0) return false;
    this.#asked.splice(at, 1)[0].resolve(body);
    return kind !== "journal";
  }
}

function loadScript(src) {
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = src;
    script.onload = resolve;
    script.onerror = () => reject(new Error(`${src} does not load`));
    document.head.append(script);
  });
}
