import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Environment } from '../cache-folder.ts';
import { CertificateAuthority } from '../certificate-authority.ts';
import type {
  ClientCertificate,
  ControlPlane,
  ControlPlaneUser,
  Progress,
} from '../control-plane.ts';
import { kubeconfigText } from '../kubeconfig.ts';
import type { Binaries, Program } from './binaries.ts';
import { freePorts } from './free-port.ts';
import { Guard } from './guard.ts';
import { Probe, type ProbeTarget } from './probe.ts';
import { markerFile, markRunning } from './running.ts';
import { serverFiles, writeCredentials } from './server-files.ts';
import {
  apiServerFlags,
  controllerManagerFlags,
  etcdFlags,
  type ServerFiles,
  type ServerPorts,
} from './server-flags.ts';
import { ServerProcess } from './server-process.ts';

/** kube-apiserver takes one second of its own to end. */
const stopTimeoutMs = 10_000;
/** Nobody has used it yet: it need not end in good order. */
const failedStopTimeoutMs = 500;
/** A socket's name is limited to 108 bytes on Linux, 104 on macOS. */
const longestSocketPath = 100;

/** Options of the backend `real`. */
export interface RealControlPlaneOptions {
  /** @default what KUBEBUILDER_ASSETS holds, else the version that the package pins */
  readonly version?: string | undefined;
  /** Runs kube-controller-manager too: garbage collection, namespace deletion, service accounts. @default false */
  readonly controllerManager?: boolean | undefined;
  /** Added to kube-apiserver's command line, for example `--feature-gates=...`. @default none */
  readonly apiServerFlags?: readonly string[] | undefined;
  /** Each server must be ready within this time. @default 60000 */
  readonly startTimeoutMs?: number | undefined;
  /** Told of long steps. @default silent */
  readonly progress?: Progress | undefined;
  /** Gives up the start. */
  readonly signal?: AbortSignal | undefined;
  /** Where `KUBEBUILDER_ASSETS` and the cache are. @default process.env */
  readonly env?: Environment | undefined;
}

/** One etcd, one kube-apiserver and, by option, one kube-controller-manager. */
export class RealControlPlane implements ControlPlane {
  readonly #options: RealControlPlaneOptions;
  readonly #binaries: Binaries;
  /** In the order in which they were started; they are stopped in the reverse one. */
  readonly #servers: ServerProcess[] = [];
  #folder = '';
  #marker = '';
  #guard: Guard | undefined;
  #authority: CertificateAuthority | undefined;
  #admin: ControlPlaneUser | undefined;
  #url = '';
  #ready = false;
  #stopped: Promise<void> | undefined;

  constructor(options: RealControlPlaneOptions, binaries: Binaries) {
    this.#options = options;
    this.#binaries = binaries;
  }

  get url(): string {
    return this.#url;
  }

  get kubeconfig(): string {
    return this.#admin!.kubeconfig;
  }

  get kubeconfigPath(): string {
    return serverFiles(this.#folder).adminKubeconfig;
  }

  get adminCredentials(): ClientCertificate {
    return this.#admin!.credentials!;
  }

  async start(): Promise<void> {
    const { controllerManager = false, signal } = this.#options;
    signal?.throwIfAborted();
    this.#folder = await makeFolder();
    this.#marker = markerFile(this.#folder, this.#options.env);
    this.#guard = new Guard([this.#folder, this.#marker]);
    const [apiServer, managerPort] = (await freePorts(2)) as [number, number];
    const ports: ServerPorts = { apiServer, controllerManager: managerPort };
    this.#url = `https://127.0.0.1:${apiServer}`;
    const files = serverFiles(this.#folder);
    // Both are over before this goes on or fails: `stop` must find all that was started.
    const steps = await Promise.allSettled([this.#startEtcd(files), this.#makeCredentials(files)]);
    for (const step of steps) if (step.status === 'rejected') throw step.reason;
    const version = await this.#startApiServer(files, ports);
    if (controllerManager) await this.#startControllerManager(files, ports);
    await markRunning(this.#marker, {
      url: this.#url,
      version,
      kubeconfigPath: this.kubeconfigPath,
      folder: this.#folder,
      pid: process.pid,
      servers: this.#servers.flatMap(({ pid }) => pid ?? []),
      startedAt: new Date().toISOString(),
    });
    this.#ready = true;
  }

  async addUser(name: string, groups: readonly string[] = []): Promise<ControlPlaneUser> {
    const authority = this.#authority!;
    const credentials = authority.issue({ commonName: name, organizations: groups });
    const { certificate: caCertificate } = authority;
    return {
      name,
      groups,
      credentials,
      kubeconfig: kubeconfigText({ url: this.#url, caCertificate, user: name, credentials }),
    };
  }

  stop(): Promise<void> {
    this.#stopped ??= this.#stop();
    return this.#stopped;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }

  async #stop(): Promise<void> {
    const timeoutMs = this.#ready ? stopTimeoutMs : failedStopTimeoutMs;
    // kube-apiserver lingers when its etcd goes first.
    for (const server of this.#servers.toReversed()) await server.stop(timeoutMs);
    if (this.#folder !== '') {
      await rm(this.#folder, { recursive: true, force: true, maxRetries: 5 });
      await rm(this.#marker, { force: true });
    }
    await this.#guard?.release();
  }

  async #startEtcd(files: ServerFiles): Promise<void> {
    const etcd = await this.#startServer('etcd', etcdFlags(files));
    await this.#untilReady(etcd, { socketPath: files.etcdSocket }, ['/health']);
  }

  /** @returns the version that the server says it is */
  async #startApiServer(files: ServerFiles, ports: ServerPorts): Promise<string> {
    const { controllerManager = false, apiServerFlags: extraFlags = [] } = this.#options;
    const flags = apiServerFlags(files, ports, { controllerManager, extraFlags });
    const apiServer = await this.#startServer('kube-apiserver', flags);
    const { certificate: cert, privateKey: key } = this.adminCredentials;
    const target = { url: this.#url, ca: this.#authority!.certificate, cert, key };
    const answer = await this.#untilReady(apiServer, target, ['/readyz', '/version']);
    return (JSON.parse(answer) as { gitVersion: string }).gitVersion.replace(/^v/, '');
  }

  async #startControllerManager(files: ServerFiles, ports: ServerPorts): Promise<void> {
    const flags = controllerManagerFlags(files, ports);
    const manager = await this.#startServer('kube-controller-manager', flags);
    const url = `https://127.0.0.1:${ports.controllerManager}`;
    await this.#untilReady(manager, { url, ca: this.#authority!.certificate }, ['/healthz']);
  }

  async #startServer(name: Program, args: readonly string[]): Promise<ServerProcess> {
    const logFile = path.join(this.#folder, `${name}.log`);
    const file = this.#binaries[name]!;
    const server = await ServerProcess.start({ name, file, args, logFile, guard: this.#guard! });
    this.#servers.push(server);
    return server;
  }

  /** @returns the answer to the last of the paths, once all are answered */
  async #untilReady(
    server: ServerProcess,
    target: ProbeTarget,
    paths: readonly string[],
  ): Promise<string> {
    const { startTimeoutMs: timeoutMs = 60_000, signal } = this.#options;
    using probe = new Probe(target);
    let answer: string | undefined;
    const isReady = async (): Promise<boolean> => {
      for (const path of paths) {
        answer = await probe.get(path, signal);
        if (answer === undefined) return false;
      }
      return true;
    };
    await server.untilReady(isReady, { timeoutMs, signal });
    return answer ?? '';
  }

  async #makeCredentials(files: ServerFiles): Promise<void> {
    this.#authority = CertificateAuthority.create();
    this.#admin = await this.addUser('admin', ['system:masters']);
    await writeCredentials(files, this.#authority, this.#admin.kubeconfig);
  }
}

async function makeFolder(): Promise<string> {
  const name = 'keelson-control-plane-';
  const longest = serverFiles(path.join(tmpdir(), `${name}123456`)).etcdPeerSocket;
  return mkdtemp(path.join(longest.length > longestSocketPath ? '/tmp' : tmpdir(), name));
}
