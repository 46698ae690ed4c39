import type { JsonObject } from '@keelson/schema';
import { objectOf, textOf, versionOf, versionsOf } from './definition.ts';
import { compareVersions } from './kube-version.ts';

/** What every request for a deprecated version is warned of; `undefined` for others. */
export function deprecationWarningOf(definition: JsonObject, name: string): string | undefined {
  const version = versionOf(definition, name);
  if (version?.['deprecated'] !== true) return undefined;
  const { deprecationWarning } = version;
  if (typeof deprecationWarning === 'string') return deprecationWarning;
  const spec = objectOf(definition, 'spec');
  const group = textOf(spec, 'group');
  const kind = textOf(objectOf(spec, 'names'), 'kind');
  const [better] = versionsOf(definition)
    .filter((other) => other['served'] === true && other['deprecated'] !== true)
    .map((other) => textOf(other, 'name'))
    .filter((other) => compareVersions(other, name) < 0)
    .toSorted(compareVersions);
  const sentence = `${group}/${name} ${kind} is deprecated`;
  return better === undefined ? sentence : `${sentence}; use ${group}/${better} ${kind}`;
}
