import type { Pod } from '@keelson/kubernetes/core/v1';
import type { DeepReadonly } from '@keelson/runtime';
import type { HealthCheckPolicySpec } from '../api/v1beta1/health-check-policy.ts';
import { isViolating, reasonText, type Verdict } from './audit.ts';

type ReadPod = DeepReadonly<Pod>;

/** What a policy wants to own on a pod; neither means nothing. */
export interface Mark {
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** Field manager of one policy's marks: the API server keeps who owns which of them. */
export function markManager(policyUid: string): string {
  return `hcp-${policyUid}`;
}

/** The mark that a verdict asks for. A policy that kills leaves no marks. */
export function desiredMark(
  verdict: Verdict | undefined,
  spec: DeepReadonly<HealthCheckPolicySpec>,
): Mark {
  if (verdict === undefined || !isViolating(verdict)) return {};
  switch (spec.action) {
    case 'label':
      return { labels: { [spec.podLabel]: 'true' } };
    case 'annotate':
      return { annotations: { [spec.podLabel]: reasonText(verdict) } };
    case 'kill':
      return {};
  }
}

/** What the manager owns on the pod at present, read from the pod's managed fields. */
export function ownedMark(pod: ReadPod, manager: string): Mark {
  const entry = pod.metadata.managedFields?.find(
    (field) => field.manager === manager && field.operation === 'Apply',
  );
  const fields = nested(entry?.fieldsV1, 'f:metadata');
  return {
    ...present('labels', pick(pod.metadata.labels, nested(fields, 'f:labels'))),
    ...present('annotations', pick(pod.metadata.annotations, nested(fields, 'f:annotations'))),
  };
}

export function ownsMark(pod: ReadPod, manager: string): boolean {
  return pod.metadata.managedFields?.some((field) => field.manager === manager) ?? false;
}

export function isMarked(mark: Mark): boolean {
  return mark.labels !== undefined || mark.annotations !== undefined;
}

/** Whether somebody else's value stands where the mark would go: the policy leaves it alone. */
export function isTaken(pod: ReadPod, mark: Mark, owned: Mark): boolean {
  return (['labels', 'annotations'] as const).some((field) =>
    Object.entries(mark[field] ?? {}).some(([key, value]) => {
      const current = pod.metadata[field]?.[key];
      return current !== undefined && current !== value && owned[field]?.[key] === undefined;
    }),
  );
}

/** Keys of `values` that stand as `f:<key>` in a managed-fields tree. */
function pick(
  values: Readonly<Record<string, string>> | undefined,
  tree: Readonly<Record<string, unknown>> | undefined,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values ?? {}).filter(
      ([key]) => tree !== undefined && Object.hasOwn(tree, `f:${key}`),
    ),
  );
}

function present(field: keyof Mark, values: Record<string, string>): Mark {
  return Object.keys(values).length === 0 ? {} : { [field]: values };
}

function nested(tree: unknown, key: string): Readonly<Record<string, unknown>> | undefined {
  if (typeof tree !== 'object' || tree === null || !Object.hasOwn(tree, key)) return undefined;
  return (tree as Record<string, Record<string, unknown>>)[key];
}
