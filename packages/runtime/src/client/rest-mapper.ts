import { formatApiVersion, type ResourceType, resourceType } from '@keelson/kubernetes';
import type { DynamicType } from '../api/resource-ref.ts';
import type { Discovery } from './discovery.ts';
import type { ServedGroup, ServedResource } from './discovery-documents.ts';

/** The API server serves no such kind, or nothing of such a name. */
export class NoKindMatchError extends Error {
  override readonly name = 'NoKindMatchError';
}

/** A name means kinds of more than one group. */
export class AmbiguousResourceError extends Error {
  override readonly name = 'AmbiguousResourceError';
  /** `<plural>.<group>` of each. */
  readonly candidates: readonly string[];

  constructor(name: string, candidates: readonly string[]) {
    super(`"${name}" may be ${candidates.join(' or ')}: write one of these names in full`);
    this.candidates = candidates;
  }
}

/**
 * Finds the types of kinds that are known only by name. Asks discovery when it is first needed, and
 * once again when something is not found: a definition may have been installed meanwhile.
 * Semantics: client-go's `DeferredDiscoveryRESTMapper`.
 */
export class RestMapper {
  readonly #discovery: Discovery;
  #index: { readonly groups: readonly ServedGroup[]; readonly types: TypeIndex } | undefined;

  constructor(discovery: Discovery) {
    this.#discovery = discovery;
  }

  /** @throws {NoKindMatchError} when the server does not serve the kind */
  async mappingFor({ apiVersion, kind }: DynamicType): Promise<ResourceType> {
    const found = await this.#find((groups) => this.#typesOf(groups).get(`${apiVersion}/${kind}`));
    if (found !== undefined) return found;
    throw new NoKindMatchError(`no matches for kind "${kind}" in version "${apiVersion}"`);
  }

  /**
   * What a user calls a kind, in any case: plural, singular, kind or short name, alone or with
   * `.<group>` or `.<version>.<group>`. A full name goes before a short one, the core group before
   * others, and without a version it is the group's preferred one.
   * @throws {NoKindMatchError} when nothing has the name
   * @throws {AmbiguousResourceError} when kinds of several groups have it
   */
  async kindFor(name: string): Promise<ResourceType> {
    const found = await this.#find((groups) => findByName(groups, name));
    if (found !== undefined) return typeOf(found);
    throw new NoKindMatchError(`the server doesn't have a resource type "${name}"`);
  }

  async #find<T>(look: (groups: readonly ServedGroup[]) => T | undefined): Promise<T | undefined> {
    const wasLoaded = this.#discovery.isLoaded;
    const answer = this.#discovery.groups();
    const found = look(await answer);
    if (found !== undefined || !wasLoaded) return found;
    this.#discovery.invalidate(answer);
    return look(await this.#discovery.groups());
  }

  #typesOf(groups: readonly ServedGroup[]): TypeIndex {
    if (this.#index?.groups !== groups) this.#index = { groups, types: indexOf(groups) };
    return this.#index.types;
  }
}

/** By `<apiVersion>/<kind>`. */
type TypeIndex = ReadonlyMap<string, ResourceType>;

function indexOf(groups: readonly ServedGroup[]): TypeIndex {
  const types = new Map<string, ResourceType>();
  for (const resource of resourcesOf(groups)) {
    const key = `${formatApiVersion(resource.group, resource.version)}/${resource.kind}`;
    // A kind may be behind several resources; the first that can be read is the one.
    if (!types.has(key)) types.set(key, typeOf(resource));
  }
  return types;
}

function* resourcesOf(groups: readonly ServedGroup[]): Generator<ServedResource> {
  for (const { versions } of groups) for (const { resources } of versions) yield* resources;
}

function typeOf({ group, version, kind, plural, scope }: ServedResource): ResourceType {
  return resourceType({ group, version, kind, plural, scope });
}

function findByName(groups: readonly ServedGroup[], text: string): ServedResource | undefined {
  const [word = '', ...rest] = text.toLowerCase().split('.');
  const qualifier = rest.join('.');
  const candidates = Array.from(resourcesOf(groups)).filter(
    ({ group, version }) =>
      qualifier === '' ||
      qualifier === group ||
      qualifier === version ||
      qualifier === `${version}.${group}`,
  );
  for (const isNamed of nameTests) {
    const found = candidates.filter((one) => isNamed(one, word));
    if (found.length > 0) return chooseGroup(found, text);
  }
  return undefined;
}

/** In order of precedence. */
const nameTests: readonly ((one: ServedResource, word: string) => boolean)[] = [
  ({ plural }, word) => plural === word,
  ({ singular, kind }, word) => singular === word || kind.toLowerCase() === word,
  ({ shortNames }, word) => shortNames.includes(word),
];

function chooseGroup(found: readonly ServedResource[], text: string): ServedResource | undefined {
  const core = found.find(({ group }) => group === '');
  if (core !== undefined) return core;
  const names = new Set(found.map(({ plural, group }) => `${plural}.${group}`));
  if (names.size > 1) throw new AmbiguousResourceError(text, Array.from(names));
  return found[0];
}
