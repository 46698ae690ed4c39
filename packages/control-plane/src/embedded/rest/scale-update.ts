import type { JsonObject } from '@keelson/schema';
import { managedFieldsAfterScale, managedFieldsOfScale } from '../fields/scale-managers.ts';
import { textOf } from '../json/text-of.ts';
import { conflict, invalid } from '../status-error.ts';
import { metadataOf } from './registry-services.ts';
import type { ScaleProjection, ServedResource } from './served-resource.ts';
import { apiVersionOf } from './watch-objects.ts';

/**
 * Turns a change of a Scale into one of the object: the object's Scale is made, changed, checked, and
 * its replicas and their owners are taken over (the registries' scaleUpdatedObjectInfo).
 * @throws {StatusError} when the new Scale is refused
 */
export function throughScale(
  resource: ServedResource,
  scale: ScaleProjection,
  change: (old: JsonObject) => JsonObject,
): (live: JsonObject) => JsonObject {
  const paths = scale.replicasPaths;
  return (live) => {
    const old = scale.scaleForUpdate?.(live) ?? scale.scaleOf(live);
    const { managedFields } = metadataOf(live);
    setManagedFields(old, managedFieldsOfScale(managedFields, paths));
    const changed = change(old);
    if (!resource.isCustom) checkScale(changed, live, resource);
    const next = scale.withReplicas(live, changed);
    const owners = managedFieldsAfterScale({
      object: managedFields,
      scale: metadataOf(changed)['managedFields'],
      paths,
      apiVersion: apiVersionOf(resource),
    });
    setManagedFields(next, owners);
    return next;
  };
}

function setManagedFields(object: JsonObject, entries: JsonObject[string] | undefined): void {
  const metadata = metadataOf(object);
  if (entries === undefined) delete metadata['managedFields'];
  else metadata['managedFields'] = entries;
}

function checkScale(scale: JsonObject, live: JsonObject, resource: ServedResource): void {
  const metadata = metadataOf(live);
  const name = textOf(metadata, 'name');
  const { replicas = 0 } = (scale['spec'] ?? {}) as JsonObject;
  if (Number(replicas) < 0) {
    throw invalid({ group: 'autoscaling', kind: 'Scale' }, name, [
      {
        type: 'FieldValueInvalid',
        field: 'spec.replicas',
        value: replicas,
        detail: 'must be greater than or equal to 0',
      },
    ]);
  }
  const uid = textOf(metadata, 'uid');
  const wanted = textOf(metadataOf(scale), 'uid');
  if (wanted === '' || wanted === uid) return;
  throw conflict(
    { group: resource.group, resource: `${resource.plural}/scale` },
    name,
    `Precondition failed: UID in precondition: ${wanted}, UID in object meta: ${uid}`,
  );
}
