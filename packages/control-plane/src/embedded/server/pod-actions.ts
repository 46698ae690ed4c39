import { cloneJson, goQuote, isJsonObject, type JsonObject, type JsonValue } from '@keelson/schema';
import { matchesSelector } from '../builtin/selector-match.ts';
import { textOf } from '../json/text-of.ts';
import { deleteObject } from '../rest/delete-object.ts';
import { deleteOptionsOf } from '../rest/delete-options.ts';
import {
  metadataOf,
  type RegistryServices,
  timestamp,
  type WriteTarget,
} from '../rest/registry-services.ts';
import type { SubresourceAction } from '../rest/served-resource.ts';
import type { ResourceRegistry } from '../registry/resource-registry.ts';
import { updateObject } from '../rest/update-object.ts';
import { conflict, StatusError } from '../status-error.ts';

/** What can be asked of a pod by POST: a node, and that it goes. */
export function podActions(
  services: RegistryServices,
  registry: ResourceRegistry,
): Map<string, SubresourceAction> {
  const targetOf = (
    plural: string,
    { parent, context }: Pick<Parameters<SubresourceAction>[1], 'parent' | 'context'>,
  ): WriteTarget => {
    const resource = registry.get(plural === 'pods' ? '' : 'policy', 'v1', plural);
    if (resource === undefined) throw new Error(`${plural} are not served`);
    const { namespace } = context;
    const name = textOf(metadataOf(parent), 'name');
    return { resource, subresource: '', namespace, name, context };
  };
  return new Map<string, SubresourceAction>([
    [
      'pods/binding',
      async (binding, call) => {
        const target = { ...targetOf('pods', call), subresource: 'binding' };
        const node = nodeOf(binding);
        await updateObject(services, target, {
          uid: '',
          createsAlways: false,
          produce: (live = call.parent) => assign(live, { node, target, now: services.now() }),
        });
        return success;
      },
    ],
    [
      'pods/eviction',
      async (eviction, call) => {
        const target = targetOf('pods', call);
        const sent = eviction['deleteOptions'];
        const options = deleteOptionsOf(new URLSearchParams(), isJsonObject(sent) ? sent : {});
        if (isProtected(call.parent)) {
          const budgets = targetOf('poddisruptionbudgets', call);
          await spendBudget(services, budgets, { pod: call.parent, dryRun: options.dryRun });
        }
        const { dryRun } = call.context;
        await deleteObject(services, target, { ...options, dryRun: options.dryRun || dryRun });
        return success;
      },
    ],
  ]);
}

const success: JsonObject = {
  kind: 'Status',
  apiVersion: 'v1',
  metadata: {},
  status: 'Success',
  code: 201,
};

/** @throws {StatusError} 500, as the server answers it, for a target that is no node */
function nodeOf(binding: JsonObject): string {
  const target = isJsonObject(binding['target']) ? binding['target'] : {};
  const kind = textOf(target, 'kind');
  const node = textOf(target, 'name');
  if (kind !== '' && kind !== 'Node') {
    const why = `target.kind: Unsupported value: ${goQuote(kind)}: supported values: "Node", "<empty>"`;
    throw new StatusError({ message: why, code: 500 });
  }
  if (node === '') throw new StatusError({ message: 'target.name: Required value', code: 500 });
  return node;
}

function assign(
  live: JsonObject,
  { node, target, now }: { node: string; target: WriteTarget; now: Date },
): JsonObject {
  const pod = cloneJson(live);
  const spec = pod['spec'] as JsonObject;
  const bindings = { group: '', resource: 'pods/binding' };
  if (metadataOf(pod)['deletionTimestamp'] !== undefined) {
    const why = `pod ${target.name} is being deleted, cannot be assigned to a host`;
    throw conflict(bindings, target.name, why);
  }
  const taken = textOf(spec, 'nodeName');
  if (taken !== '') {
    const why = `pod ${target.name} is already assigned to node "${taken}"`;
    throw conflict(bindings, target.name, why);
  }
  spec['nodeName'] = node;
  const status = isJsonObject(pod['status']) ? pod['status'] : {};
  const conditions = Array.isArray(status['conditions']) ? status['conditions'] : [];
  status['conditions'] = [
    ...conditions.filter((one) => !isJsonObject(one) || one['type'] !== 'PodScheduled'),
    {
      type: 'PodScheduled',
      status: 'True',
      lastProbeTime: null,
      lastTransitionTime: timestamp(now),
    },
  ];
  pod['status'] = status;
  return pod;
}

/** Budgets are for pods that run and are not going yet. */
function isProtected(pod: JsonObject): boolean {
  const status = isJsonObject(pod['status']) ? pod['status'] : {};
  const phase = textOf(status, 'phase');
  const isGoing = metadataOf(pod)['deletionTimestamp'] !== undefined;
  return !isGoing && !['Succeeded', 'Failed', 'Pending'].includes(phase);
}

/**
 * Takes one disruption from the budget of a pod, if it has one.
 * @throws {StatusError} 429 when there is none left, 500 for a pod of several budgets
 */
async function spendBudget(
  services: RegistryServices,
  target: WriteTarget,
  { pod, dryRun }: { pod: JsonObject; dryRun: boolean },
): Promise<void> {
  const labels = metadataOf(pod)['labels'];
  const budgets = services.store
    .log(target.resource.storage)
    .list(target.namespace)
    .map(({ object }) => object)
    .filter(({ spec }) =>
      matchesSelector(
        isJsonObject(spec) ? spec['selector'] : undefined,
        isJsonObject(labels) ? labels : {},
      ),
    );
  if (budgets.length > 1) {
    throw new StatusError({
      message:
        'This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.',
      code: 500,
    });
  }
  const [budget] = budgets;
  if (budget === undefined || letsUnhealthyGo(budget, pod)) return;
  const name = textOf(metadataOf(budget), 'name');
  await updateObject(
    services,
    {
      ...target,
      name,
      subresource: 'status',
      context: { ...target.context, dryRun: target.context.dryRun || dryRun },
    },
    {
      uid: '',
      createsAlways: false,
      produce: (live = budget) => {
        const next = withOneLess(live, { pod, name, now: services.now() });
        const { resource } = target;
        const writer = { resource, manager: 'kube-apiserver', subresource: 'status' };
        services.fields.update(live, next, writer);
        return next;
      },
    },
  );
}

/** A pod that is not ready costs its application nothing, if the budget agrees. */
function letsUnhealthyGo({ spec, status }: JsonObject, pod: JsonObject): boolean {
  const conditions = isJsonObject(pod['status']) ? pod['status']['conditions'] : [];
  const isReady =
    Array.isArray(conditions) &&
    conditions.some(
      (one) => isJsonObject(one) && one['type'] === 'Ready' && one['status'] === 'True',
    );
  if (isReady) return false;
  if (isJsonObject(spec) && spec['unhealthyPodEvictionPolicy'] === 'AlwaysAllow') return true;
  const { currentHealthy, desiredHealthy } = isJsonObject(status) ? status : {};
  return Number(desiredHealthy) > 0 && Number(currentHealthy) >= Number(desiredHealthy);
}

function withOneLess(
  live: JsonObject,
  { pod, name, now }: { pod: JsonObject; name: string; now: Date },
): JsonObject {
  const budget = cloneJson(live);
  const status = isJsonObject(budget['status']) ? budget['status'] : {};
  const count = (field: string): number => Number(status[field] ?? 0);
  if (count('observedGeneration') < Number(metadataOf(budget)['generation'] ?? 0)) {
    throw budgetSpent(`The disruption budget ${name} is still being processed by the server.`, 10);
  }
  if (count('disruptionsAllowed') === 0) {
    const why = `The disruption budget ${name} needs ${count('desiredHealthy')} healthy pods and has ${count('currentHealthy')} currently`;
    throw budgetSpent(why, 0);
  }
  status['disruptionsAllowed'] = count('disruptionsAllowed') - 1;
  const disrupted = isJsonObject(status['disruptedPods']) ? status['disruptedPods'] : {};
  status['disruptedPods'] = {
    ...disrupted,
    [textOf(metadataOf(pod), 'name')]: timestamp(now),
  };
  setDisruptionAllowed(status, metadataOf(budget)['generation'] ?? 0, timestamp(now));
  budget['status'] = status;
  return budget;
}

function setDisruptionAllowed(status: JsonObject, observedGeneration: JsonValue, at: string): void {
  const type = 'DisruptionAllowed';
  const isAllowed = Number(status['disruptionsAllowed']) > 0;
  const conditions = Array.isArray(status['conditions'])
    ? status['conditions'].filter(isJsonObject)
    : [];
  const before = conditions.find((condition) => condition['type'] === type);
  const next: JsonObject = {
    type,
    status: isAllowed ? 'True' : 'False',
    observedGeneration,
    lastTransitionTime: at,
    reason: isAllowed ? 'SufficientPods' : 'InsufficientPods',
    message: '',
  };
  if (before !== undefined && before['status'] === next['status']) {
    next['lastTransitionTime'] = before['lastTransitionTime'] ?? at;
  }
  status['conditions'] = [...conditions.filter((condition) => condition !== before), next];
}

function budgetSpent(why: string, retryAfterSeconds: number): StatusError {
  return new StatusError({
    message: "Cannot evict pod as it would violate the pod's disruption budget.",
    reason: 'TooManyRequests',
    details: {
      causes: [{ reason: 'DisruptionBudget', message: why }],
      ...(retryAfterSeconds === 0 ? undefined : { retryAfterSeconds }),
    },
    code: 429,
  });
}
