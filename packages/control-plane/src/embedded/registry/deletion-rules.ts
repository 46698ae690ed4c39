import { cloneJson, isJsonObject, type JsonObject } from '@keelson/schema';
import { markForDeletion } from '../custom-resources/delete-definition.ts';
import { timestamp } from '../rest/registry-services.ts';
import type { ServedResource } from '../rest/served-resource.ts';

type DeletionRules = Pick<
  ServedResource,
  'beginDeletion' | 'defaultGraceSeconds' | 'isHeld' | 'orphansByDefault' | 'returnsDeleted'
>;

/** Kinds whose deletion answers the object (ReturnDeletedObject). */
const returningDeleted: ReadonlySet<string> = new Set([
  'deviceclasses.resource.k8s.io',
  'namespaces',
  'persistentvolumeclaims',
  'persistentvolumes',
  'pods',
  'podtemplates',
  'resourceclaims.resource.k8s.io',
  'resourceclaimtemplates.resource.k8s.io',
  'resourcequotas',
  'resourceslices.resource.k8s.io',
  'serviceaccounts',
  'services',
  'csidrivers.storage.k8s.io',
  'csinodes.storage.k8s.io',
  'storageclasses.storage.k8s.io',
  'volumeattachments.storage.k8s.io',
  'volumeattributesclasses.storage.k8s.io',
]);

/** Kinds that orphan for clients older than the propagation policy. */
const orphaning: ReadonlySet<string> = new Set(['jobs.batch', 'replicationcontrollers']);

/** How a built-in kind is deleted, where it differs from the others. */
export function deletionRulesOf(resource: string): DeletionRules {
  return {
    returnsDeleted: returningDeleted.has(resource),
    orphansByDefault: orphaning.has(resource),
    ...specialRules.get(resource),
  };
}

const specialRules: ReadonlyMap<string, DeletionRules> = new Map<string, DeletionRules>([
  ['pods', { defaultGraceSeconds: podGraceSeconds }],
  ['namespaces', { beginDeletion: terminateNamespace, isHeld: hasSpecFinalizers }],
  ['customresourcedefinitions.apiextensions.k8s.io', { beginDeletion: terminateDefinition }],
]);

/** A pod that no node runs, or that has ended, needs no grace. */
function podGraceSeconds(pod: JsonObject): number {
  const spec = fieldsOf(pod, 'spec');
  const { phase } = fieldsOf(pod, 'status');
  const hasEnded = phase === 'Failed' || phase === 'Succeeded';
  if (hasEnded || typeof spec['nodeName'] !== 'string' || spec['nodeName'] === '') return 0;
  const seconds = spec['terminationGracePeriodSeconds'];
  return typeof seconds === 'number' ? seconds : 30;
}

function terminateNamespace(live: JsonObject, now: Date): JsonObject | undefined {
  if (fieldsOf(live, 'metadata')['deletionTimestamp'] !== undefined) return undefined;
  const next = cloneJson(live);
  fieldsOf(next, 'metadata')['deletionTimestamp'] = timestamp(now);
  next['status'] = { ...fieldsOf(next, 'status'), phase: 'Terminating' };
  return next;
}

function hasSpecFinalizers(namespace: JsonObject): boolean {
  const { finalizers } = fieldsOf(namespace, 'spec');
  return Array.isArray(finalizers) && finalizers.length > 0;
}

function terminateDefinition(live: JsonObject, now: Date): JsonObject | undefined {
  const { deletionTimestamp } = fieldsOf(live, 'metadata');
  return deletionTimestamp === undefined ? markForDeletion(live, now) : undefined;
}

function fieldsOf(object: JsonObject, key: string): JsonObject {
  const value = object[key];
  return isJsonObject(value) ? value : {};
}
