import { textOf } from '../json/text-of.ts';
import { equalJson, type JsonObject, type JsonValue } from '@keelson/schema';

/** Drops owner references that say the same twice, with a warning. */
export function dedupOwnerReferences(
  metadata: JsonObject,
  warnings: string[],
  isAfterAdmission: boolean,
): void {
  const references = metadata['ownerReferences'];
  if (!Array.isArray(references) || references.length < 2) return;
  const kept: JsonValue[] = [];
  const duplicates: string[] = [];
  for (const reference of references) {
    if (kept.some((other) => equalJson(other, reference))) {
      duplicates.push(textOf(reference as JsonObject, 'uid'));
    } else {
      kept.push(reference);
    }
  }
  if (duplicates.length === 0) return;
  metadata['ownerReferences'] = kept;
  const uids = duplicates.join(', ');
  warnings.push(
    isAfterAdmission
      ? `.metadata.ownerReferences contains duplicate entries after mutating admission happens; API server dedups owner references in 1.20+, and may reject such requests as early as 1.24; please fix your requests; duplicate UID(s) observed: ${uids}`
      : `.metadata.ownerReferences contains duplicate entries; API server dedups owner references in 1.20+, and may reject such requests as early as 1.24; please fix your requests; duplicate UID(s) observed: ${uids}`,
  );
}
