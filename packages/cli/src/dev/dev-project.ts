import path from 'node:path';
import { Namespace, ServiceAccount } from '@keelson/kubernetes/core/v1';
import type { Client } from '@keelson/runtime';
import type { Manifest } from '@keelson/scaffold';
import { place, type Placement } from './project-rights.ts';

/** What was done to the cluster, a line each. */
export type Report = (line: string) => void;

const hours24 = 24 * 60 * 60;

/** The project's manifests in a cluster: its kinds, its rights, its samples. */
export class DevProject {
  readonly #client: Client;
  readonly #directory: string;
  readonly #placement: Placement;
  readonly #report: Report;
  /** Text of each manifest as it was applied last: what is the same is left alone. */
  readonly #applied = new Map<string, string>();

  constructor(
    client: Client,
    options: {
      readonly directory: string;
      readonly placement: Placement;
      readonly report: Report;
    },
  ) {
    this.#client = client;
    this.#directory = options.directory;
    this.#placement = options.placement;
    this.#report = options.report;
  }

  /** Writes the manifests from the source, and applies those that changed. */
  async synchronise(signal: AbortSignal): Promise<void> {
    const { generate } = await import('@keelson/scaffold');
    const { written } = await generate({ projectDirectory: this.#directory });
    for (const file of written) this.#report(`generated ${file}`);
    await this.#applyKinds(signal);
    await this.#applyRights();
  }

  /** A token of the project's service account. */
  async token(): Promise<string> {
    const { prefix, namespace } = this.#placement;
    const account = { namespace, name: `${prefix}controller-manager` };
    const { status } = await this.#client
      .subresource('token')
      .create<{ status: { token: string } }>(ServiceAccount, account, {
        apiVersion: 'authentication.k8s.io/v1',
        kind: 'TokenRequest',
        spec: { expirationSeconds: hours24 },
      });
    return status.token;
  }

  /** Applies what is in `config/samples`. @returns how many objects */
  async applySamples(): Promise<number> {
    const samples = await this.#read('samples');
    for (const sample of samples) {
      const { namespace = 'default' } = sample.metadata;
      await this.#apply({ ...sample, metadata: { ...sample.metadata, namespace } }, true);
    }
    return samples.length;
  }

  async #applyKinds(signal: AbortSignal): Promise<void> {
    const { installCustomResources } = await import('@keelson/runtime');
    const definitions = await this.#read('crd/bases');
    const changed = definitions.filter((definition) => this.#isChanged(definition));
    if (changed.length === 0) return;
    for (const { name, result } of await installCustomResources(this.#client, changed, {
      signal,
    })) {
      if (result !== 'unchanged') this.#report(`${name} ${result}`);
    }
  }

  async #applyRights(): Promise<void> {
    const { namespace } = this.#placement;
    const home: Manifest = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } };
    if (this.#isChanged(home)) {
      await this.#client.apply(Namespace, { metadata: { name: namespace } });
    }
    const rights = await this.#read('rbac');
    for (const manifest of rights) await this.#apply(place(manifest, this.#placement));
  }

  async #apply(manifest: Manifest, isTold = false): Promise<void> {
    if (!isTold && !this.#isChanged(manifest)) return;
    const { apiVersion, kind } = manifest;
    await this.#client.apply({ apiVersion, kind }, manifest);
    if (isTold) this.#report(`applied ${kind} ${manifest.metadata.name}`);
  }

  #isChanged(manifest: Manifest): boolean {
    const key = `${manifest.kind} ${manifest.metadata.name}`;
    const text = JSON.stringify(manifest);
    if (this.#applied.get(key) === text) return false;
    this.#applied.set(key, text);
    return true;
  }

  async #read(folder: string): Promise<Manifest[]> {
    const { readManifests } = await import('@keelson/scaffold');
    return readManifests(path.join(this.#directory, 'config', folder));
  }
}
