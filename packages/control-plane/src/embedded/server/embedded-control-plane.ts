import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { ControlPlane, ControlPlaneUser } from '../../control-plane.ts';
import { kubeconfigText } from '../../kubeconfig.ts';
import { EmbeddedCluster } from './embedded-cluster.ts';
import { InMemoryTransport } from './in-memory-transport.ts';
import { newToken, openState, type State } from './state.ts';
import { TlsFront } from './tls-front.ts';

/** Options of the backend `embedded`. */
export interface EmbeddedControlPlaneOptions {
  /**
   * Keeps objects, keys and tokens in this file, from which the next start goes on. It holds
   * credentials; only the user can read it. @default the state ends with the control plane
   */
  readonly stateFile?: string | undefined;
  /** Of 127.0.0.1. @default a free one */
  readonly port?: number | undefined;
  /**
   * Lets pods run: they become Running and Ready, and go when they are deleted. There is no
   * container. The annotation `keelson.dev/simulate: "false"` leaves a pod alone. @default false
   */
  readonly simulatePods?: boolean | undefined;
  /** Writes of each resource that a watch can still be resumed over. @default 10000 */
  readonly history?: number | undefined;
  /** Told of what should not happen inside the server. @default a line on standard error */
  readonly onError?: ((error: unknown) => void) | undefined;
}

/** A Kubernetes API in this process. */
export interface EmbeddedControlPlane extends ControlPlane {
  /**
   * A connection as the administrator, or as a user of {@link ControlPlane.addUser}, without a
   * socket: the client and the `Manager` of @keelson/runtime take it as `transport`.
   */
  transport(user?: ControlPlaneUser): InMemoryTransport;
  /** Forgets all past writes: a watch that resumes from before gets 410, as after etcd's compaction. */
  compact(): void;
  /** Resolves when the server's own controllers have nothing left to do. */
  idle(): Promise<void>;
  /** Removes every object and starts anew, with the same credentials at the same address. Watches end. */
  reset(): Promise<void>;
}

const host = '127.0.0.1';
const servingHosts = [
  host,
  'localhost',
  'kubernetes',
  'kubernetes.default',
  'kubernetes.default.svc',
  'kubernetes.default.svc.cluster.local',
  '10.0.0.1',
];

/** Starts a Kubernetes API in this process, and serves it over TLS on the loopback interface. */
export async function startEmbedded(
  options: EmbeddedControlPlaneOptions = {},
): Promise<EmbeddedControlPlane> {
  const state = openState({ file: options.stateFile, history: options.history });
  try {
    return await EmbeddedServer.start(state, options);
  } catch (error) {
    state[Symbol.dispose]();
    throw error;
  }
}

class EmbeddedServer implements EmbeddedControlPlane {
  readonly url: string;
  readonly kubeconfig: string;
  readonly #state: State;
  readonly #options: EmbeddedControlPlaneOptions;
  readonly #front: TlsFront;
  readonly #folder: string;
  readonly #tokens: Map<string, string>;
  #cluster: EmbeddedCluster;
  #stopped: Promise<void> | undefined;

  private constructor(parts: {
    readonly state: State;
    readonly options: EmbeddedControlPlaneOptions;
    readonly front: TlsFront;
    readonly cluster: EmbeddedCluster;
    readonly folder: string;
  }) {
    this.#state = parts.state;
    this.#options = parts.options;
    this.#front = parts.front;
    this.#cluster = parts.cluster;
    this.#folder = parts.folder;
    this.url = `https://${host}:${parts.front.port}`;
    const { adminToken } = parts.state.identity;
    this.#tokens = new Map([['admin', adminToken]]);
    this.kubeconfig = this.#kubeconfigOf('admin', adminToken);
  }

  static async start(
    state: State,
    options: EmbeddedControlPlaneOptions,
  ): Promise<EmbeddedControlPlane> {
    const { authority } = state.identity;
    const cluster = await EmbeddedCluster.start(state, options);
    const serving = authority.issue({ commonName: 'kube-apiserver', hosts: servingHosts });
    const front = await TlsFront.listen(cluster.api, {
      ...serving,
      caCertificate: authority.certificate,
      port: options.port,
    });
    const folder = await mkdtemp(path.join(tmpdir(), 'keelson-embedded-'));
    const server = new EmbeddedServer({ state, options, front, cluster, folder });
    await writeFile(server.kubeconfigPath, server.kubeconfig, { mode: 0o600 });
    return server;
  }

  get kubeconfigPath(): string {
    return path.join(this.#folder, 'admin.kubeconfig');
  }

  addUser(name: string, groups: readonly string[] = []): Promise<ControlPlaneUser> {
    const token = newToken();
    this.#cluster.addToken(token, { name, groups });
    this.#tokens.set(name, token);
    const kubeconfig = this.#kubeconfigOf(name, token);
    return Promise.resolve({ name, groups, kubeconfig });
  }

  transport(user?: ControlPlaneUser): InMemoryTransport {
    const token = this.#tokens.get(user?.name ?? 'admin');
    if (token === undefined) throw new Error(`no user "${user?.name}" was added`);
    return new InMemoryTransport(this.#cluster.api, token);
  }

  compact(): void {
    this.#state.store.compact();
  }

  idle(): Promise<void> {
    return this.#cluster.idle();
  }

  async reset(): Promise<void> {
    await this.#cluster.stop();
    this.#state.store.clear();
    this.#cluster = await EmbeddedCluster.start({ ...this.#state, isNew: true }, this.#options);
    this.#front.serve(this.#cluster.api);
  }

  stop(): Promise<void> {
    this.#stopped ??= this.#stop();
    return this.#stopped;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }

  async #stop(): Promise<void> {
    await this.#front[Symbol.asyncDispose]();
    await this.#cluster.stop();
    this.#state[Symbol.dispose]();
    await rm(this.#folder, { recursive: true, force: true });
  }

  #kubeconfigOf(user: string, token: string): string {
    const { authority } = this.#state.identity;
    return kubeconfigText({ url: this.url, caCertificate: authority.certificate, user, token });
  }
}
