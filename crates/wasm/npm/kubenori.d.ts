/** How a playground begins. */
export interface Options {
  /** `four-nodes` (default), `four-nodes-registry`, `three-nodes`, `one-node`, `ha`. */
  scenario?: string;
  /** Everything random comes from it: same seed, same commands, same bytes. */
  seed?: number;
  /** Where the module is, if not beside this file: an address, its bytes, or a compiled module. */
  wasm?: string | URL | Request | Response | BufferSource | WebAssembly.Module | Promise<Response>;
}

/** What a command left. */
export interface Ran {
  /** Exit code. */
  code: number;
  /** All that it printed, in order. */
  output: string;
  stdout: string;
  stderr: string;
}

/** A Kubernetes object as the API server stores it. */
export interface KubernetesObject {
  apiVersion: string;
  kind: string;
  metadata: { name: string; namespace?: string; uid: string; labels?: Record<string, string>; annotations?: Record<string, string>; [field: string]: unknown };
  spec?: any;
  status?: any;
  [field: string]: any;
}

/** The kinds of facts that the cluster tells. */
export interface Facts {
  command: { terminal: number; text: string };
  request: { verb: string; resource: string; namespace: string; name: string; user: string; code: number };
  /** The store took a change. */
  stored: { objectKind: string; namespace: string; name: string; uid: string; change: string };
  reconciled: { component: string; key: string };
  /** The scheduler decided; `node` is empty where no node fits, and `message` says why. */
  scheduled: { namespace: string; name: string; uid: string; node: string; verdicts: Verdict[]; message: string };
  imagePull: { node: string; pod: string; container: string; image: string; until: number; fails: boolean };
  container: { node: string; pod: string; container: string; state: string; reason: string; exitCode: number | null; until: number | null };
  probe: { pod: string; container: string; probe: string; ok: boolean };
  packet: { from: string; service: string; to: string; port: number; ok: boolean; reason: string };
  node: { node: string; state: string };
}

export interface Verdict {
  node: string;
  /** Plugin, whether it let the node pass, why not. */
  filters: [string, boolean, string][];
  /** Plugin, score from 0 to 100, weight. */
  scores: [string, number, number][];
  total: number;
}

export type Fact<K extends keyof Facts = keyof Facts> = { [P in K]: { id: number; at: Date; cause: number | null; kind: P } & Facts[P] }[K];

/** A cluster with a shell and kubectl in front of it, in a virtual time of its own. */
export class Playground {
  private constructor();
  /** A fresh cluster. */
  static create(options?: Options): Promise<Playground>;
  /** The session of a journal, replayed to its end. Rejects if it cannot be read. */
  static restore(journal: string, options?: Pick<Options, "wasm">): Promise<Playground>;
  /** Runs a shell command; virtual time goes by until it has ended, an hour at most. */
  run(command: string): Ran;
  /** `kubectl apply` of a manifest. */
  apply(manifest: string): Ran;
  /** Lets virtual time go by. */
  advance(milliseconds: number): void;
  /** The stored objects of a kind (`Pod`, custom ones too), in one namespace or in all. */
  objects(kind: string, options?: { namespace?: string }): KubernetesObject[];
  /** Calls for each fact of a kind, or for all with `*`. Answers how to stop that. */
  on<K extends keyof Facts>(kind: K, listener: (fact: Fact<K>) => void): () => void;
  on(kind: "*", listener: (fact: Fact) => void): () => void;
  /** Scenario, seed and all that was typed: the whole session as text. */
  readonly journal: string;
  /** Equal for equal clusters. */
  readonly stateHash: string;
  /** Frees the memory of the cluster. */
  free(): void;
}
