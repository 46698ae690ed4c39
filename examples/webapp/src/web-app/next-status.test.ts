import type { DeepReadonly } from '@keelson/runtime';
import { describe, expect, it } from 'vitest';
import type { WebApp } from '../api/v1/web-app.ts';
import { deploymentOf, serviceOf } from './desired-objects.ts';
import { nextStatus } from './next-status.ts';

const nowMs = Date.parse('2026-01-01T00:00:00Z');
const metadata = {
  namespace: 'default',
  name: 'shop',
  uid: 'uid-shop',
  resourceVersion: '1',
  creationTimestamp: '2026-01-01T00:00:00Z',
  generation: 4,
};
const webApp: DeepReadonly<WebApp> = {
  apiVersion: 'apps.keelson.dev/v1',
  kind: 'WebApp',
  metadata,
  spec: { image: 'shop:v1', replicas: 2, port: 8080, servicePort: 80 },
};

function deployment(readyReplicas: number) {
  const { spec } = deploymentOf(webApp);
  const status = { replicas: 2, readyReplicas };
  return { apiVersion: 'apps/v1', kind: 'Deployment', metadata, spec, status } as never;
}

describe('nextStatus', () => {
  it.each([
    [1, 'False', 'ReplicasNotReady'],
    [2, 'True', 'ReplicasReady'],
  ])('is about %i of two replicas', (readyReplicas, status, reason) => {
    expect(nextStatus(webApp, { deployment: deployment(readyReplicas) }, nowMs)).toEqual({
      observedGeneration: 4,
      replicas: 2,
      readyReplicas,
      selector: 'app.kubernetes.io/name=webapp,app.kubernetes.io/instance=shop',
      conditions: [
        {
          type: 'Ready',
          status,
          reason,
          message: `${readyReplicas} of 2 replicas are ready`,
          observedGeneration: 4,
          lastTransitionTime: '2026-01-01T00:00:00Z',
        },
      ],
    });
  });

  it('names the kind of the object that is in the way', () => {
    const { conditions, replicas } = nextStatus(webApp, { takenKind: 'Service' }, nowMs);
    expect(replicas).toBe(0);
    expect(conditions).toMatchObject([
      { status: 'False', reason: 'NameTaken', message: expect.stringContaining('a Service shop') },
    ]);
  });
});

describe('what a WebApp is made of', () => {
  it('is controlled by it, and goes with it', () => {
    for (const { metadata: owned } of [deploymentOf(webApp), serviceOf(webApp)]) {
      expect(owned).toMatchObject({
        namespace: 'default',
        name: 'shop',
        ownerReferences: [{ kind: 'WebApp', uid: 'uid-shop', controller: true }],
      });
    }
  });

  it('has a Service that leads to the pods of the Deployment', () => {
    const { selector, ports } = serviceOf(webApp).spec ?? {};
    expect(deploymentOf(webApp).spec?.template?.metadata?.labels).toEqual(selector);
    expect(ports).toEqual([{ name: 'http', port: 80, targetPort: 'http' }]);
  });
});
