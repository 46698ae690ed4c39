import type { APIGroup, APIResourceList } from '@keelson/kubernetes/meta/v1';
import { isNotFound } from './api-error-predicates.ts';
import {
  type AggregatedDiscovery,
  aggregatedAccept,
  groupsOfAggregated,
  resourcesOfList,
  type ServedGroup,
  type ServedResource,
  type ServedVersion,
} from './discovery-documents.ts';
import { Exchange } from './exchange.ts';
import type { Transport } from './transport.ts';

/** What `/version` says. */
export interface ServerVersion {
  readonly major: string;
  readonly minor: string;
  /** For example `v1.37.2`. */
  readonly gitVersion: string;
  readonly platform: string;
}

/** Options of {@link Discovery}. */
export interface DiscoveryOptions {
  readonly transport: Transport;
}

/**
 * Asks the API server what it serves: two requests where it has aggregated discovery (Kubernetes
 * 1.26, KEP-3352), one per group and version where it has not. Nothing is asked before the first
 * call and nothing is kept but the groups, until {@link invalidate}.
 */
export class Discovery {
  readonly #exchange: Exchange;
  #groups: Promise<readonly ServedGroup[]> | undefined;

  constructor({ transport }: DiscoveryOptions) {
    this.#exchange = new Exchange({ transport });
  }

  /** All groups, the core group first, then in the server's order. A broken one does not hide the others. */
  groups(): Promise<readonly ServedGroup[]> {
    if (this.#groups === undefined) {
      const groups = this.#load();
      this.#groups = groups;
      // What failed is asked again.
      groups.catch(() => {
        if (this.#groups === groups) this.#groups = undefined;
      });
    }
    return this.#groups;
  }

  /** Whether {@link groups} has an answer already, or is about to. */
  get isLoaded(): boolean {
    return this.#groups !== undefined;
  }

  /**
   * Forgets what is known, so that {@link groups} asks again; only this answer of it, when one is
   * given, so that of several that miss something at the same time one asks.
   */
  invalidate(answer?: Promise<readonly ServedGroup[]>): void {
    if (answer === undefined || answer === this.#groups) this.#groups = undefined;
  }

  /** The kinds of one version of a group, for example `apps/v1`; always asks. None for an unknown version. */
  async resources(apiVersion: string): Promise<readonly ServedResource[]> {
    const path = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
    try {
      return resourcesOfList(await this.raw<APIResourceList>(path), apiVersion);
    } catch (error) {
      if (isNotFound(error)) return [];
      throw error;
    }
  }

  /** The release of the server. */
  serverVersion(): Promise<ServerVersion> {
    return this.raw('/version');
  }

  /** A GET of any path, read as JSON. */
  raw<T = unknown>(path: string, options: { readonly signal?: AbortSignal } = {}): Promise<T> {
    const headers = { accept: 'application/json' };
    return this.#exchange.json({ method: 'GET', path, headers, signal: options.signal });
  }

  async #load(): Promise<readonly ServedGroup[]> {
    const [core, named] = await Promise.all([this.#root('/api'), this.#root('/apis')]);
    const parts = await Promise.all([this.#groupsOf(core), this.#groupsOf(named)]);
    return parts.flat();
  }

  /** Aggregated where the server can, else one of its plain documents. */
  #root(path: string): Promise<AggregatedDiscovery | PlainRoot> {
    return this.#exchange.json({ method: 'GET', path, headers: { accept: aggregatedAccept } });
  }

  async #groupsOf(root: AggregatedDiscovery | PlainRoot): Promise<readonly ServedGroup[]> {
    if (root.kind === 'APIGroupDiscoveryList') return groupsOfAggregated(root);
    if (root.kind === 'APIVersions') return [await this.#group('', root.versions ?? [])];
    const { groups = [] } = root;
    return Promise.all(groups.map((group) => this.#group(group.name, orderOf(group))));
  }

  async #group(name: string, versions: readonly string[]): Promise<ServedGroup> {
    return {
      name,
      versions: await Promise.all(versions.map((version) => this.#version(name, version))),
    };
  }

  async #version(group: string, version: string): Promise<ServedVersion> {
    try {
      const resources = await this.resources(group === '' ? version : `${group}/${version}`);
      return { version, resources, isStale: false };
    } catch {
      return { version, resources: [], isStale: true };
    }
  }
}

/** The documents of `/api` and `/apis` that are not aggregated. */
type PlainRoot =
  | { readonly kind: 'APIVersions'; readonly versions?: readonly string[] }
  | { readonly kind: 'APIGroupList'; readonly groups?: readonly APIGroup[] };

function orderOf({ preferredVersion, versions }: APIGroup): string[] {
  const all = versions.map(({ version }) => version);
  const preferred = preferredVersion?.version;
  if (preferred === undefined || !all.includes(preferred)) return all;
  return [preferred, ...all.filter((version) => version !== preferred)];
}
