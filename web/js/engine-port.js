// The page's end of the line to the engine. The engine answers from a worker; where workers are refused (file://,
// sandboxed frames, strict policies), the same scripts answer from the page itself.
//
// Messages wait here until the engine has said that it is loaded, so the page may speak at once, and nothing is lost
// when a worker turns out not to start.

export class EnginePort {
  #files;
  #worker = null;
  #send = null;
  #waiting = [];
  #unheard = [];
  #outputs = null;
  #crashed = null;

  constructor(files) {
    this.#files = files;
    this.#startWorker();
  }

  // Which way was taken: "worker" or "page"; null while nothing answers yet.
  via = null;

  // Others may look on: each message, each list of outputs.
  posted = null;
  heard = null;

  post(message) {
    this.posted?.(message);
    if (this.#send) this.#send(message);
    else this.#waiting.push(message);
  }

  listen(outputs, crashed) {
    this.#outputs = outputs;
    this.#crashed = crashed;
    this.#unheard.splice(0).forEach((reply) => this.#hear(reply));
  }

  // Ends an engine that has crashed or does not come back, and starts a new one. What it knew is gone: the page tells
  // it again. An engine that runs in the page cannot be taken out of it, so there the page starts anew.
  restart() {
    if (this.via === "page") return location.reload();
    this.#worker?.terminate();
    this.#waiting = [];
    this.#send = null;
    this.via = null;
    this.#startWorker();
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
      if (data.kind === "loaded") this.#loaded("worker", (message) => worker.postMessage(message));
      else this.#hear(data);
    };
    worker.onerror = (event) => {
      event.preventDefault();
      worker.terminate();
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
      const host = globalThis.kubenoriHost(this.#files.url("engine_bg.wasm"), reply);
    } catch (error) {
      this.#hear({ kind: "crashed", reason: String(error) });
    }
  }

  #loaded(via, send) {
    this.via = via;
    this.#send = send;
    this.#waiting.splice(0).forEach(send);
  }

  #hear(reply) {
    if (!this.#outputs) this.#unheard.push(reply);
    else if (reply.kind === "outputs") {
      this.heard?.(reply.outputs);
      this.#outputs(reply.outputs);
    }
    else this.#crashed(reply.reason);
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
