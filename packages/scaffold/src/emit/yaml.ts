import { stringify } from 'yaml';
import { sortKeys } from '../model/canonical-json.ts';

/** First line of every file that is written anew by each run. */
export const generatedMark = '# Written by "operator generate" from the source: do not edit.';

/** Options of {@link formatManifests}. */
export interface FormatManifestsOptions {
  /** Text of comments put before the documents, such as a licence; lines begin with `#`. @default none */
  readonly header?: string | undefined;
}

/**
 * Manifests as YAML: keys in alphabetical order, lists not indented, lines never folded, so that a
 * change of a line is a change of its meaning. Words that YAML 1.1 takes for booleans are quoted,
 * because kubectl reads that.
 */
export function formatManifests(
  manifests: readonly object[],
  { header }: FormatManifestsOptions = {},
): string {
  const head = [generatedMark, ...(header === undefined ? [] : [header.trimEnd()])].join('\n');
  const documents = manifests.map(formatObject);
  return `${head}\n---\n${documents.join('---\n')}`;
}

/** One object, by the same rules. */
export function formatObject(object: object): string {
  return stringify(sortKeys(object), {
    version: '1.1',
    aliasDuplicateObjects: false,
    indentSeq: false,
    lineWidth: 0,
    singleQuote: true,
  });
}
