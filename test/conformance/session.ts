import { randomInt } from 'node:crypto';
import type { Json } from './exact-json.ts';
import type { Exchange } from './exchange.ts';
import { HttpClient, readText } from './http-client.ts';
import type { Target } from './target.ts';

/** What runs of cases on one control plane share. */
export class TargetClient {
  readonly target: Target;
  readonly client: HttpClient;
  /** Whether namespaces get what every namespace has, once that is known. */
  #fills: boolean | undefined;

  constructor(target: Target) {
    this.target = target;
    this.client = HttpClient.fromKubeconfig(target.controlPlane.kubeconfig);
  }

  /** Makes a namespace, and resolves when controllers have put into it what every namespace has. */
  async makeNamespace(name: string): Promise<void> {
    const body = JSON.stringify({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
    const headers = { 'Content-Type': 'application/json' };
    const path = '/api/v1/namespaces';
    const { status, stream } = await this.client.open({ method: 'POST', path, headers, body });
    const text = await readText(stream);
    if (status !== 201) throw new Error(`no namespace: ${text}`);
    if (this.#fills === false) return;
    for (const item of ['serviceaccounts/default', 'configmaps/kube-root-ca.crt']) {
      if (!(await this.#appears(`${path}/${name}/${item}`))) this.#fills = false;
    }
  }

  async #appears(path: string): Promise<boolean> {
    const deadline = Date.now() + this.target.patienceMs;
    while (Date.now() < deadline) {
      const { status, stream } = await this.client.open({ method: 'GET', path });
      await readText(stream);
      if (status === 200) return true;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    return false;
  }
}

/** One run of one case: its names, what it saw, and what to do after it. */
export class Session {
  readonly id = Array.from({ length: 8 }, () => letters[randomInt(letters.length)]).join('');
  readonly namespace = `case-${this.id}`;
  readonly exchanges: Exchange[] = [];
  /** Bodies of other answers: the case may send what they said. */
  readonly unrecorded: Json[] = [];
  readonly target: Target;
  readonly client: HttpClient;
  readonly #shared: TargetClient;
  readonly #tasks: (() => unknown)[] = [];
  #ready: Promise<void> | undefined;
  #others = 0;

  constructor(shared: TargetClient) {
    this.#shared = shared;
    this.target = shared.target;
    this.client = shared.client;
  }

  get patienceMs(): number {
    return this.target.patienceMs;
  }

  /** Makes the namespace when a path first names it. */
  async prepare(path: string): Promise<void> {
    if (!path.includes(this.namespace)) return;
    this.#ready ??= this.#shared.makeNamespace(this.namespace);
    await this.#ready;
  }

  async otherNamespace(): Promise<string> {
    this.#others += 1;
    const name = `${this.namespace}-${this.#others + 1}`;
    await this.#shared.makeNamespace(name);
    return name;
  }

  onEnd(task: () => unknown): void {
    this.#tasks.push(task);
  }

  async end(): Promise<void> {
    for (const task of this.#tasks.toReversed()) await task();
  }
}

/** No vowels, and nothing that a normaliser could take for a part of something else. */
const letters = 'bcdfghjkmnpqrstvwxz';
