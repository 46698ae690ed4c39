import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { CertificateAuthority, newServiceAccountKey } from '../certificate-authority.ts';
import type {
  ClientCertificate,
  ControlPlane,
  ControlPlaneUser,
  Progress,
} from '../control-plane.ts';
import { kubeconfigText } from '../kubeconfig.ts';
import { defaultVersion, findBinaries, type Program, programs } from './binaries.ts';
import { buildBinaries } from './build.ts';
import { freePorts } from './free-port.ts';
import { Guard } from './guard.ts';
import { answersOk } from './probe.ts';
import { markerFile, markRunning } from './running.ts';
import {
  apiServerFlags,
  controllerManagerFlags,
  etcdFlags,
  type ServerFiles,
  type ServerPorts,
} from './server-flags.ts';
import { ServerProcess } from './server-process.ts';

const attempts = 3;
const stopTimeoutMs = 10_000;

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
}

/** Starts etcd and kube-apiserver, and by option kube-controller-manager, as child processes. */
export async function startReal(options: RealControlPlaneOptions): Promise<ControlPlane> {
  const binaries = await locateBinaries(options);
  for (let attempt = 1; ; attempt += 1) {
    const controlPlane = new RealControlPlane(options, binaries);
    try {
      await controlPlane.start();
      return controlPlane;
    } catch (error) {
      await controlPlane.stop();
      // Another process may take a port between our look and the server's.
      if (attempt === attempts || !/address already in use/.test(String(error))) throw error;
    }
  }
}

type Binaries = Readonly<Partial<Record<Program, string>>>;

async function locateBinaries(options: RealControlPlaneOptions): Promise<Binaries> {
  const { version, controllerManager = false, progress, signal } = options;
  const wanted = programs.filter(
    (program) => controllerManager || program !== 'kube-controller-manager',
  );
  const found = await findBinaries(wanted, { version });
  if (wanted.every((program) => found[program] !== undefined)) return found;
  await buildBinaries({ version, progress, signal });
  return findBinaries(wanted, { version });
}

class RealControlPlane implements ControlPlane {
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
    return path.join(this.#folder, 'admin.kubeconfig');
  }

  get adminCredentials(): ClientCertificate {
    return this.#admin!.credentials!;
  }

  async start(): Promise<void> {
    this.#options.signal?.throwIfAborted();
    this.#folder = await mkdtemp(path.join(tmpdir(), 'keelson-control-plane-'));
    this.#marker = markerFile(this.#folder);
    this.#guard = new Guard({ folder: this.#folder, marker: this.#marker });
    const [etcdClient, etcdPeer, apiServer, controllerManager] = (await freePorts(4)) as [
      number,
      number,
      number,
      number,
    ];
    const ports: ServerPorts = { etcdClient, etcdPeer, apiServer, controllerManager };
    this.#url = `https://127.0.0.1:${ports.apiServer}`;
    const files = this.#files();
    await Promise.all([this.#startEtcd(files, ports), this.#writeCredentials(files)]);
    await this.#startApiServer(files, ports);
    if (this.#options.controllerManager) await this.#startControllerManager(files, ports);
    await markRunning(this.#marker, {
      url: this.#url,
      version: this.#options.version ?? defaultVersion,
      kubeconfigPath: this.kubeconfigPath,
      folder: this.#folder,
      pid: process.pid,
      startedAt: new Date().toISOString(),
    });
  }

  async addUser(name: string, groups: readonly string[] = []): Promise<ControlPlaneUser> {
    const authority = this.#authority!;
    const credentials = await authority.issue({ commonName: name, organizations: groups });
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
    // kube-apiserver lingers when its etcd goes first.
    for (const server of this.#servers.toReversed()) await server.stop(stopTimeoutMs);
    await rm(this.#folder, { recursive: true, force: true });
    await rm(this.#marker, { force: true });
    await this.#guard?.release();
  }

  async #startEtcd(files: ServerFiles, ports: ServerPorts): Promise<void> {
    const etcd = await this.#startServer('etcd', etcdFlags(files, ports));
    await this.#untilReady(etcd, () => answersOk(`http://127.0.0.1:${ports.etcdClient}/health`));
  }

  async #startApiServer(files: ServerFiles, ports: ServerPorts): Promise<void> {
    const { controllerManager = false, apiServerFlags: extraFlags = [] } = this.#options;
    const flags = apiServerFlags(files, ports, { controllerManager, extraFlags });
    const apiServer = await this.#startServer('kube-apiserver', flags);
    const { certificate, privateKey } = this.adminCredentials;
    const tls = { ca: this.#authority!.certificate, cert: certificate, key: privateKey };
    await this.#untilReady(apiServer, () => answersOk(`${this.#url}/readyz`, tls));
  }

  async #startControllerManager(files: ServerFiles, ports: ServerPorts): Promise<void> {
    const manager = await this.#startServer(
      'kube-controller-manager',
      controllerManagerFlags(files, ports),
    );
    const url = `https://127.0.0.1:${ports.controllerManager}/healthz`;
    await this.#untilReady(manager, () => answersOk(url, { ca: this.#authority!.certificate }));
  }

  async #startServer(name: Program, args: readonly string[]): Promise<ServerProcess> {
    const logFile = path.join(this.#folder, `${name}.log`);
    const file = this.#binaries[name]!;
    const server = await ServerProcess.start({ name, file, args, logFile, guard: this.#guard! });
    this.#servers.push(server);
    return server;
  }

  #untilReady(server: ServerProcess, isReady: () => Promise<boolean>): Promise<void> {
    const { startTimeoutMs = 60_000, signal } = this.#options;
    return server.untilReady(isReady, { timeoutMs: startTimeoutMs, signal });
  }

  async #writeCredentials(files: ServerFiles): Promise<void> {
    this.#authority = await CertificateAuthority.create();
    this.#admin = await this.addUser('admin', ['system:masters']);
    const serving = await this.#authority.issue({
      commonName: 'kube-apiserver',
      hosts: [
        '127.0.0.1',
        'localhost',
        'kubernetes',
        'kubernetes.default',
        'kubernetes.default.svc',
        '10.0.0.1',
      ],
    });
    const contents: Record<string, string> = {
      [files.caCertificate]: this.#authority.certificate,
      [files.servingCertificate]: serving.certificate,
      [files.servingKey]: serving.privateKey,
      [files.serviceAccountKey]: newServiceAccountKey(),
      [files.adminKubeconfig]: this.#admin.kubeconfig,
    };
    for (const [file, content] of Object.entries(contents))
      await writeFile(file, content, { mode: 0o600 });
  }

  #files(): ServerFiles {
    const inFolder = (name: string): string => path.join(this.#folder, name);
    return {
      etcdData: inFolder('etcd'),
      caCertificate: inFolder('ca.crt'),
      servingCertificate: inFolder('serving.crt'),
      servingKey: inFolder('serving.key'),
      serviceAccountKey: inFolder('service-account.key'),
      adminKubeconfig: this.kubeconfigPath,
    };
  }
}
