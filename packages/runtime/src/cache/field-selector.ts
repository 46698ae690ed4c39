import { CacheError } from './cache-error.ts';

/** One requirement of a field selector. */
export interface FieldRequirement {
  /** Path of the field, for example `metadata.name`; also the name of its index. */
  readonly field: string;
  readonly value: string;
}

/**
 * Parses `metadata.name=a,spec.nodeName==b`. The cache can answer equality only.
 * @throws {CacheError} `UnsupportedQuery` on anything else.
 */
export function parseFieldSelector(text: string): FieldRequirement[] {
  return text
    .split(',')
    .filter((part) => part.trim() !== '')
    .map((part) => {
      const match = /^([^=!]+)==?([^=]*)$/.exec(part.trim());
      if (match === null) {
        throw new CacheError(
          'UnsupportedQuery',
          `the cache cannot answer the field selector "${part}": write "<field>=<value>", or read live`,
        );
      }
      const [, field = '', value = ''] = match;
      return { field: field.trim(), value: value.trim() };
    });
}
