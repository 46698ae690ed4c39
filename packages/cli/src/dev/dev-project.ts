import path from 'node:path';
import type { RestClient } from '@keelson/runtime';
import type { Manifest } from '@keelson/scaffold';
import { isWebhookConfiguration, localConfiguration, localDefinition } from './local-webhooks.ts';
import { place, type Placement } from './project-rights.ts';

/** What was done to the cluster, a line each. */
type Report = (line: string) => void;

/** A project, and what it is applied as. */
export interface DevProjectOptions {
  /** Its root. */
  readonly directory: string;
  readonly placement: Placement;
  readonly report: Report;
}

/** Twenty seconds: an operator starts within a few. */
const webhookTries = 80;

/** The project's manifests in a cluster: its kinds, its rights, its webhooks, its samples. */
export class DevProject {
  readonly #client: RestClient;
  readonly #options: DevProjectOptions;
  /** Text of each manifest as it was applied last: what is the same is left alone. */
  readonly #applied = new Map<string, string>();

  constructor(client: RestClient, options: DevProjectOptions) {
    this.#client = client;
    this.#options = options;
  }

  /** Applies the manifests that changed: kinds first, then the operator's rights and webhooks. */
  async synchronise(signal: AbortSignal): Promise<void> {
    await this.#applyKinds(signal);
    await this.#applyRights();
    await this.#applyWebhooks();
  }

  /** Applies what is in `config/samples`. @returns how many objects */
  async applySamples(): Promise<number> {
    const samples = await this.#read('samples');
    for (const sample of samples) {
      const { scope } = await this.#client.restMapper.mappingFor(sample);
      const home = scope === 'Namespaced' ? { namespace: 'default' } : {};
      await this.#applyPastWebhooks({ ...sample, metadata: { ...home, ...sample.metadata } });
      this.#options.report(`applied ${sample.kind} ${sample.metadata.name}`);
    }
    return samples.length;
  }

  async #applyKinds(signal: AbortSignal): Promise<void> {
    const { installCustomResources } = await import('@keelson/runtime');
    const definitions = [
      ...(await this.#read('crd/bases')).map(localDefinition),
      ...(await this.#missingExternal()),
    ];
    const changed = definitions.filter((definition) => this.#isChanged(definition));
    if (changed.length === 0) return;
    const installed = await installCustomResources(this.#client, changed, { signal });
    for (const definition of changed) this.#note(definition);
    for (const { name, result } of installed) {
      if (result !== 'unchanged') this.#options.report(`${name} ${result}`);
    }
  }

  /** Other operators' kinds, where they are not there yet: they are not ours to change. */
  async #missingExternal(): Promise<Manifest[]> {
    const { CustomResourceDefinition } = await import('@keelson/kubernetes/apiextensions/v1');
    const missing: Manifest[] = [];
    for (const definition of await this.#read('crd/external')) {
      if ((await this.#client.get(CustomResourceDefinition, definition.metadata)) === undefined) {
        missing.push(definition);
      }
    }
    return missing;
  }

  async #applyRights(): Promise<void> {
    const { placement } = this.#options;
    const { namespace } = placement;
    const home: Manifest = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } };
    const rights = (await this.#read('rbac')).map((manifest) => place(manifest, placement));
    for (const manifest of [home, ...rights]) {
      if (!this.#isChanged(manifest)) continue;
      await this.#apply(manifest);
      this.#note(manifest);
    }
  }

  async #applyWebhooks(): Promise<void> {
    const { placement } = this.#options;
    const manifests = (await this.#read('webhook')).filter(isWebhookConfiguration);
    for (const manifest of manifests.map((one) => localConfiguration(one, placement))) {
      if (!this.#isChanged(manifest)) continue;
      await this.#apply(manifest);
      this.#note(manifest);
      this.#options.report(`${manifest.kind} ${manifest.metadata.name} calls the operator`);
    }
  }

  /** The operator, which may only just start, is asked about its own objects first. */
  async #applyPastWebhooks(manifest: Manifest): Promise<void> {
    const { isInternalError, sleep, systemClock } = await import('@keelson/runtime');
    for (let tries = 1; ; tries += 1) {
      try {
        return await this.#apply(manifest);
      } catch (error) {
        const isUnreachable = isInternalError(error) && String(error).includes('calling webhook');
        if (!isUnreachable || tries === webhookTries) throw error;
        await sleep(systemClock, 250);
      }
    }
  }

  async #apply(manifest: Manifest): Promise<void> {
    const { apiVersion, kind } = manifest;
    await this.#client.apply({ apiVersion, kind }, manifest);
  }

  #isChanged(manifest: Manifest): boolean {
    return this.#applied.get(keyOf(manifest)) !== JSON.stringify(manifest);
  }

  /** Remembers what the server has taken. */
  #note(manifest: Manifest): void {
    this.#applied.set(keyOf(manifest), JSON.stringify(manifest));
  }

  async #read(folder: string): Promise<Manifest[]> {
    const { readManifests } = await import('@keelson/scaffold');
    return readManifests(path.join(this.#options.directory, 'config', folder));
  }
}

function keyOf({ apiVersion, kind, metadata }: Manifest): string {
  return `${apiVersion} ${kind} ${metadata.name}`;
}
