import type { JsonObject } from '@keelson/schema';
import { forbidden, type StatusError } from '../status-error.ts';
import { type Condition, withCondition } from './conditions.ts';
import { isConditionTrue, objectOf, textOf, textsOf } from './definition.ts';

/** Holds a CustomResourceDefinition until its instances are gone. */
const cleanupFinalizer = 'customresourcecleanup.apiextensions.k8s.io';

/**
 * How far the deletion of a definition's instances is: `running` before the first of them is asked to
 * go, then `done`, or `failed` with what went wrong ("could not list instances: …").
 */
export type DeletionProgress =
  | { readonly type: 'running' }
  | { readonly type: 'done' }
  | {
      readonly type: 'failed';
      readonly reason: 'InstanceDeletionFailed' | 'InstanceDeletionCheck';
      readonly message: string;
    };

/** What a first DELETE makes of a definition: it is marked, and its instances will go. */
export function markForDeletion(definition: JsonObject, now: Date): JsonObject {
  const time = `${now.toISOString().slice(0, 19)}Z`;
  const metadata = objectOf(definition, 'metadata');
  const finalizers = textsOf(metadata, 'finalizers');
  const condition: Condition = {
    type: 'Terminating',
    status: 'True',
    reason: 'InstanceDeletionPending',
    message:
      'CustomResourceDefinition marked for deletion; CustomResource deletion will begin soon',
  };
  return {
    ...definition,
    metadata: {
      ...metadata,
      deletionTimestamp: metadata['deletionTimestamp'] ?? time,
      finalizers: finalizers.includes(cleanupFinalizer)
        ? finalizers
        : [...finalizers, cleanupFinalizer],
    },
    status: withCondition(objectOf(definition, 'status'), condition, time),
  };
}

/** Whether the cleanup of instances is due. */
export function isCleanupDue(definition: JsonObject): boolean {
  const metadata = objectOf(definition, 'metadata');
  return (
    metadata['deletionTimestamp'] !== undefined &&
    textsOf(metadata, 'finalizers').includes(cleanupFinalizer)
  );
}

/** Whether there can be instances at all: a kind that was never established has none. */
export function hasInstances(definition: JsonObject): boolean {
  return isConditionTrue(definition, 'Established');
}

/**
 * The definition after a step of its cleanup: Terminating tells of it, and when all is done the
 * finalizer is gone.
 */
export function withDeletionProgress(
  definition: JsonObject,
  progress: DeletionProgress,
  now: Date,
): JsonObject {
  const time = `${now.toISOString().slice(0, 19)}Z`;
  const condition = conditionFor(definition, progress);
  const status = withCondition(objectOf(definition, 'status'), condition, time);
  if (progress.type !== 'done') return { ...definition, status };
  const metadata: JsonObject = { ...objectOf(definition, 'metadata') };
  const rest = textsOf(metadata, 'finalizers').filter((name) => name !== cleanupFinalizer);
  if (rest.length === 0) delete metadata['finalizers'];
  else metadata['finalizers'] = rest;
  return { ...definition, metadata, status };
}

function conditionFor(definition: JsonObject, progress: DeletionProgress): Condition {
  const type = 'Terminating';
  if (progress.type === 'failed') {
    return { type, status: 'True', reason: progress.reason, message: progress.message };
  }
  if (progress.type === 'running') {
    const message = 'CustomResource deletion is in progress';
    return { type, status: 'True', reason: 'InstanceDeletionInProgress', message };
  }
  if (hasInstances(definition)) {
    const message = 'removed all instances';
    return { type, status: 'False', reason: 'InstanceDeletionCompleted', message };
  }
  const message = 'resource was never established';
  return { type, status: 'False', reason: 'NeverEstablished', message };
}

const readVerbs = ['delete', 'deletecollection', 'get', 'list', 'watch'];
const allVerbs = [
  'delete',
  'deletecollection',
  'get',
  'list',
  'patch',
  'create',
  'update',
  'watch',
];

/** What discovery says can be done with instances; a definition that is going takes no writes. */
export function servedVerbsOf(definition: JsonObject): readonly string[] {
  return isConditionTrue(definition, 'Terminating') ? readVerbs : allVerbs;
}

/** Why an instance cannot be created, if the definition is going: a 403. */
export function refusalOfCreate(definition: JsonObject, name: string): StatusError | undefined {
  if (!isConditionTrue(definition, 'Terminating')) return undefined;
  const spec = objectOf(definition, 'spec');
  const resource = textOf(objectOf(spec, 'names'), 'plural');
  const why = 'create not allowed while custom resource definition is terminating';
  return forbidden({ group: textOf(spec, 'group'), resource }, name, why);
}
