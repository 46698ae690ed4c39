import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { ClientCertificate, ControlPlane, ControlPlaneUser } from '../../control-plane.ts';
import { type KubeconfigParts, kubeconfigText } from '../../kubeconfig.ts';
import { privilegedGroup, type UserInfo } from '../auth/user.ts';
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
  /** By name: who was added, and the token of the transport. */
  readonly #users = new Map<string, { readonly token: string; readonly user: UserInfo }>();
  #cluster: EmbeddedCluster;
  #stopped: Promise<void> | undefined;
  #admin: ClientCertificate | undefined;

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
    this.kubeconfig = this.#kubeconfigOf('admin', { token: parts.state.identity.adminToken });
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

  get adminCredentials(): ClientCertificate {
    this.#admin ??= this.#issue('admin', [privilegedGroup]);
    return this.#admin;
  }

  addUser(name: string, groups: readonly string[] = []): Promise<ControlPlaneUser> {
    const credentials = this.#issue(name, groups);
    const added = { token: newToken(), user: { name, groups } };
    this.#cluster.addToken(added.token, added.user);
    this.#users.set(name, added);
    const kubeconfig = this.#kubeconfigOf(name, { credentials });
    return Promise.resolve({ name, groups, credentials, kubeconfig });
  }

  transport(user?: ControlPlaneUser): InMemoryTransport {
    const { adminToken } = this.#state.identity;
    const token = user === undefined ? adminToken : this.#users.get(user.name)?.token;
    if (token === undefined) throw new Error(`no user "${user?.name}" was added`);
    // After a reset, the same transport talks to the new cluster.
    return new InMemoryTransport({ handle: (request) => this.#cluster.api.handle(request) }, token);
  }

  compact(): void {
    this.#state.store.compact();
  }

  idle(): Promise<void> {
    return this.#cluster.idle();
  }

  async reset(): Promise<void> {
    await this.#cluster.stop();
    this.#state.clear();
    this.#cluster = await EmbeddedCluster.start(this.#state, this.#options);
    for (const { token, user } of this.#users.values()) this.#cluster.addToken(token, user);
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

  #issue(commonName: string, organizations: readonly string[]): ClientCertificate {
    return this.#state.identity.authority.issue({ commonName, organizations });
  }

  #kubeconfigOf(user: string, proof: Pick<KubeconfigParts, 'token' | 'credentials'>): string {
    const { certificate: caCertificate } = this.#state.identity.authority;
    return kubeconfigText({ url: this.url, caCertificate, user, ...proof });
  }
}
