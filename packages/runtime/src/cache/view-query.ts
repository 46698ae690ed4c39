import type { KubernetesObject } from '@keelson/kubernetes';
import type { DeepReadonly } from '../api/deep-readonly.ts';
import type { ListOptions } from '../api/reader.ts';
import { matchesSelector, parseSelector } from '../api/selector.ts';
import { CacheError } from './cache-error.ts';
import { type FieldRequirement, parseFieldSelector } from './field-selector.ts';
import type { Informer } from './informer.ts';
import type { ViewQuery } from './object-view.ts';

type Matcher = (object: DeepReadonly<KubernetesObject>) => boolean;

/**
 * A list's options as a question to the cache. Fields other than `metadata.name` and
 * `metadata.namespace` are answered from the index of their name.
 * @throws {CacheError} `UnsupportedQuery` when the cache cannot answer it.
 */
export function viewQueryOf(
  options: ListOptions,
  informer: Pick<Informer, 'type' | 'hasIndex'>,
): ViewQuery<KubernetesObject> {
  const { namespace, labelSelector, fieldSelector, limit } = options;
  if (options.continue !== undefined) {
    throw new CacheError(
      'UnsupportedQuery',
      'a cached list has no pages: leave `continue` out, or list live with `manager.apiReader`',
    );
  }
  const fields = fieldSelector === undefined ? [] : parseFieldSelector(fieldSelector);
  const matchers: Matcher[] = fields.flatMap((field) => metadataMatcher(field) ?? []);
  if (labelSelector !== undefined && labelSelector !== '') {
    const selector = parseSelector(labelSelector);
    matchers.push((object) => matchesSelector(selector, object.metadata.labels));
  }
  const indexed = fields.filter((field) => metadataMatcher(field) === undefined);
  for (const { field } of indexed)
    if (!informer.hasIndex(field)) throw missingIndex(field, informer);
  return {
    namespace,
    limit,
    indexed: indexed.map(({ field, value }) => ({ index: field, value })),
    matches:
      matchers.length === 0 ? undefined : (object) => matchers.every((matches) => matches(object)),
  };
}

function metadataMatcher({ field, value }: FieldRequirement): Matcher | undefined {
  if (field === 'metadata.name') return (object) => object.metadata.name === value;
  if (field !== 'metadata.namespace') return undefined;
  return ({ metadata }) => ('namespace' in metadata ? metadata.namespace : '') === value;
}

function missingIndex(field: string, informer: Pick<Informer, 'type'>): CacheError {
  const { kind } = informer.type;
  return new CacheError(
    'UnsupportedQuery',
    `the cache has no index "${field}" of ${kind}: add it with ` +
      `\`cache.addIndex(${kind}, '${field}', (object) => [...])\`, or list live with \`manager.apiReader\``,
  );
}
