// Objects for the unit tests, as the API server would return them.
import type { Container, Pod } from '@keelson/kubernetes/core/v1';
import {
  type HealthCheckPolicy,
  HealthCheckPolicySpec,
} from '../api/v1beta1/health-check-policy.ts';

const created = '2026-01-01T00:00:00Z';
export const nowMs = Date.parse('2026-01-01T01:00:00Z');

const probe = { httpGet: { path: '/healthz', port: 8080 } };
export const bothProbes = { livenessProbe: probe, readinessProbe: probe };

type PodParts = Partial<Omit<Pod, 'metadata'>> & { metadata?: Partial<Pod['metadata']> };

/** A pod whose only container has both probes, unless `parts` says otherwise. */
export function pod(name: string, { metadata, ...parts }: PodParts = {}): Pod {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      namespace: 'default',
      name,
      uid: `uid-${name}`,
      resourceVersion: '1',
      creationTimestamp: created,
      ...metadata,
    },
    spec: { containers: [container('app', bothProbes)] },
    status: { phase: 'Running' },
    ...parts,
  };
}

export function container(name: string, parts: Partial<Container> = {}): Container {
  return { name, image: 'app:1', ...parts };
}

/** A pod that has been unready for this long. */
export function unreadyPod(name: string, seconds: number): Pod {
  const lastTransitionTime = new Date(nowMs - seconds * 1000).toISOString();
  const condition = {
    type: 'Ready',
    status: 'False',
    reason: 'ContainersNotReady',
    lastTransitionTime,
  };
  return pod(name, { status: { phase: 'Running', conditions: [condition] } });
}

/** The managed-fields entry that an apply of a policy leaves on a pod. */
export function appliedBy(
  manager: string,
  field: 'labels' | 'annotations',
  key: string,
): Partial<Pod['metadata']> {
  const fieldsV1 = { 'f:metadata': { [`f:${field}`]: { [`f:${key}`]: {} } } };
  return { managedFields: [{ manager, operation: 'Apply', fieldsType: 'FieldsV1', fieldsV1 }] };
}

/** A policy with the defaults that the API server fills in. */
export function policy(spec: Partial<HealthCheckPolicySpec> = {}): HealthCheckPolicy {
  return {
    apiVersion: 'policy.k8s-go.openshift.org/v1beta1',
    kind: 'HealthCheckPolicy',
    metadata: {
      namespace: 'default',
      name: 'example',
      uid: 'uid-example',
      resourceVersion: '1',
      creationTimestamp: created,
      generation: 3,
    },
    spec: { ...new HealthCheckPolicySpec(), podLabel: 'unhealthy', ...spec },
  };
}
