import type { JsonObject } from '@keelson/schema';

const order = [
  'name',
  'generateName',
  'namespace',
  'selfLink',
  'uid',
  'resourceVersion',
  'generation',
  'creationTimestamp',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
  'labels',
  'annotations',
  'ownerReferences',
  'finalizers',
  'managedFields',
];

/** Puts the fields of `metadata` into the order in which Go writes them. */
export function orderMetadata(object: JsonObject): void {
  const metadata = object['metadata'] as JsonObject;
  const ordered: JsonObject = {};
  for (const key of order) {
    if (key === 'resourceVersion') ordered[key] = '';
    else if (metadata[key] !== undefined) ordered[key] = metadata[key];
  }
  object['metadata'] = ordered;
}
