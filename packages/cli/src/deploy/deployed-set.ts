import type { Manifest } from '@keelson/scaffold';
import type { Cluster } from '../cluster.ts';
import {
  type ApplySet,
  applySetOf,
  asMember,
  leftovers,
  membersOf,
  parentOf,
} from './apply-set.ts';

/** What is deployed now, and how long the questions about it may take. */
export interface DeployedSetOptions {
  readonly projectName: string;
  readonly manifests: readonly Manifest[];
  readonly signal: AbortSignal;
}

/** What an earlier deploy has left, and what becomes of it. */
export interface PrunePlan {
  readonly pruned: readonly Manifest[];
  /** Would take others' objects with them. */
  readonly kept: readonly Manifest[];
}

/** The objects of one project in a cluster: those to be applied, and those that earlier deploys left. */
export class DeployedSet {
  readonly #cluster: Cluster;
  readonly #options: DeployedSetOptions;
  readonly #set: ApplySet;
  readonly #left: readonly Manifest[];
  readonly #version: string;

  /** Reads what is there. @throws {ApiError} when it may not be read */
  static async open(cluster: Cluster, options: DeployedSetOptions): Promise<DeployedSet> {
    const { Discovery, version } = await import('@keelson/runtime');
    const { client, transport } = cluster;
    const { projectName, manifests, signal } = options;
    const set = applySetOf(projectName, manifests);
    const discovery = new Discovery({ transport });
    const members = await membersOf(set, { client, discovery, signal });
    return new DeployedSet(cluster, options, { set, left: leftovers(members, manifests), version });
  }

  private constructor(
    cluster: Cluster,
    options: DeployedSetOptions,
    found: { readonly set: ApplySet; readonly left: readonly Manifest[]; readonly version: string },
  ) {
    this.#cluster = cluster;
    this.#options = options;
    this.#set = found.set;
    this.#left = found.left;
    this.#version = found.version;
  }

  /**
   * The objects as members, with the parent as early as it can be: it lists all kinds that are or come in
   * before the first of them is there, so that a deploy that fails half-way loses track of nothing.
   */
  get toApply(): Manifest[] {
    const { manifests } = this.#options;
    const parent = this.#parent([...manifests, ...this.#left]);
    const members = manifests.map((manifest) => asMember(manifest, this.#set));
    const first = members.filter(({ kind }) => kind === 'Namespace');
    return [...first, parent, ...members.filter((member) => !first.includes(member))];
  }

  /** Everything that is or was deployed; what came last goes first. */
  get toDelete(): Manifest[] {
    return [...this.#left, ...this.toApply.toReversed()];
  }

  isParent({ kind, metadata }: Manifest): boolean {
    return kind === 'ConfigMap' && metadata.name === this.#set.parent.name;
  }

  plan(prunesDefinitions: boolean): PrunePlan {
    const isKept = (manifest: Manifest): boolean =>
      manifest.kind === 'Namespace' || (isDefinition(manifest) && !prunesDefinitions);
    return {
      pruned: this.#left.filter((manifest) => !isKept(manifest)),
      kept: this.#left.filter(isKept),
    };
  }

  /** Lists the kinds that are left. */
  async close(kept: readonly Manifest[]): Promise<void> {
    const parent = this.#parent([...this.#options.manifests, ...kept]);
    const { signal } = this.#options;
    await this.#cluster.client.apply(parent, parent as never, { signal });
  }

  #parent(members: readonly Manifest[]): Manifest {
    return parentOf(this.#set, members, this.#version);
  }
}

export function isDefinition({ kind }: Manifest): boolean {
  return kind === 'CustomResourceDefinition';
}
