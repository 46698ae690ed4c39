import type { Api } from '../api.ts';
import type { CustomResource } from '../custom-resource.ts';
import { group } from '../group.ts';
import { deployment, job, pod, service } from './objects.ts';

const quiet = { record: false } as const;

function withStatus(api: Api): Promise<CustomResource> {
  return api.installCustomResource({ version: { subresources: { status: {} } } });
}

const scale = {
  specReplicasPath: '.spec.replicas',
  statusReplicasPath: '.status.replicas',
  labelSelectorPath: '.status.selector',
};

async function withScale(api: Api): Promise<CustomResource> {
  const integer = { type: 'integer', minimum: 0, maximum: 10 };
  const schema = {
    type: 'object',
    properties: {
      spec: { type: 'object', properties: { replicas: integer } },
      status: {
        type: 'object',
        properties: { replicas: { type: 'integer' }, selector: { type: 'string' } },
      },
    },
  };
  const cr = await api.installCustomResource({
    schema,
    version: { subresources: { status: {}, scale } },
  });
  await api.post(cr.path, cr.object('a', { spec: { replicas: 2 } }), quiet);
  await api.patch(
    `${cr.path}/a/status`,
    { merge: { status: { replicas: 1, selector: 'a=b' } } },
    quiet,
  );
  return cr;
}

const autoscaling = { apiVersion: 'autoscaling/v1', kind: 'Scale' };

export const subresourceCases = group('subresources', {
  'status: what a creation says of it': async (api) => {
    const cr = await withStatus(api);
    await api.post(cr.path, cr.object('a', { spec: { a: 1 }, status: { b: 1 } }));
  },
  'status: what an update says of it': async (api) => {
    const cr = await withStatus(api);
    const { body } = await api.post(cr.path, cr.object('a', { spec: { a: 1 } }), quiet);
    await api.put(`${cr.path}/a`, { ...body, spec: { a: 2 }, status: { b: 1 } });
  },
  'status: an update of it takes nothing else': async (api) => {
    const cr = await withStatus(api);
    const { body, metadata } = await api.post(cr.path, cr.object('a', { spec: { a: 1 } }), quiet);
    const changed = {
      ...metadata,
      labels: { x: 'y' },
      annotations: { 'example.com/x': 'y' },
      finalizers: ['example.com/x'],
    };
    await api.put(`${cr.path}/a/status`, {
      ...body,
      metadata: changed,
      spec: { a: 2 },
      status: { b: 1 },
    });
    await api.get(`${cr.path}/a`);
  },
  'status: it is read': async (api) => {
    const cr = await withStatus(api);
    await api.post(cr.path, cr.object('a', { spec: { a: 1 } }), quiet);
    await api.get(`${cr.path}/a/status`);
    await api.get(`${cr.path}/b/status`);
  },
  'status: what cannot be done': async (api) => {
    const cr = await withStatus(api);
    const { body } = await api.post(cr.path, cr.object('a'), quiet);
    await api.post(`${cr.path}/a/status`, body);
    await api.delete(`${cr.path}/a/status`);
    await api.patch(`${cr.path}/b/status`, { merge: { status: { a: 1 } } });
  },
  'status: an old version of the object': async (api) => {
    const cr = await withStatus(api);
    const { body } = await api.post(cr.path, cr.object('a'), quiet);
    await api.patch(`${cr.path}/a/status`, { merge: { status: { a: 1 } } });
    await api.put(`${cr.path}/a/status`, { ...body, status: { a: 2 } });
    await api.put(`${cr.path}/a/status`, { ...cr.object('a'), status: { a: 2 } });
  },
  'status: the same again': async (api) => {
    const cr = await withStatus(api);
    await api.post(cr.path, cr.object('a'), quiet);
    await api.patch(`${cr.path}/a/status`, { merge: { status: { a: 1 } } });
    await api.patch(`${cr.path}/a/status`, { merge: { status: { a: 1 } } });
    await api.patch(`${cr.path}/a/status`, { merge: { status: null } });
  },
  'status: a JSON patch': async (api) => {
    const cr = await withStatus(api);
    await api.post(cr.path, cr.object('a'), quiet);
    await api.patch(`${cr.path}/a/status`, {
      json: [
        { op: 'add', path: '/status', value: { a: 1 } },
        { op: 'add', path: '/metadata/labels', value: { a: 'b' } },
      ],
    });
    await api.patch(`${cr.path}/a/status`, {
      json: [{ op: 'replace', path: '/status/x/y', value: 1 }],
    });
  },
  'status: a schema that is not met': async (api) => {
    const schema = {
      type: 'object',
      properties: {
        spec: { type: 'object', required: ['a'], properties: { a: { type: 'string' } } },
        status: { type: 'object', properties: { phase: { type: 'string', enum: ['On'] } } },
      },
    };
    const cr = await api.installCustomResource({
      schema,
      version: { subresources: { status: {} } },
    });
    await api.post(cr.path, cr.object('a', { spec: { a: 'x' }, status: { phase: 'Off' } }));
    await api.patch(`${cr.path}/a/status`, { merge: { status: { phase: 'Off' } } });
    await api.patch(`${cr.path}/a/status`, {
      merge: { spec: { a: 1 }, status: { phase: 'On', x: 1 } },
    });
  },
  'status: without a subresource': async (api) => {
    const cr = await api.installCustomResource();
    await api.post(cr.path, cr.object('a', { status: { a: 1 } }));
    await api.get(`${cr.path}/a/status`);
    await api.put(`${cr.path}/a/status`, cr.object('a'));
  },
  'status of a deployment': async (api) => {
    const path = `${api.in('apps/v1')}/deployments`;
    await api.post(path, { ...deployment('a'), status: { replicas: 5 } });
    await api.patch(`${path}/a`, { merge: { status: { replicas: 5 } } });
    await api.patch(`${path}/a/status`, {
      merge: {
        status: { replicas: 3, readyReplicas: 2 },
        spec: { replicas: 9 },
        metadata: { labels: { x: 'y' } },
      },
    });
    await api.patch(`${path}/a/status`, {
      merge: { status: { replicas: -1, availableReplicas: 5 } },
    });
  },
  'status of a pod': async (api) => {
    const path = `${api.core}/pods`;
    await api.post(path, { ...pod('a'), status: { phase: 'Running' } }, quiet);
    await api.patch(`${path}/a/status`, {
      merge: { status: { phase: 'Running' }, metadata: { labels: { x: 'y' } } },
    });
    await api.patch(`${path}/a/status`, {
      strategic: { status: { conditions: [{ type: 'Ready', status: 'True' }] } },
    });
    await api.patch(`${path}/a/status`, {
      strategic: {
        status: {
          conditions: [
            { type: 'Ready', status: 'False' },
            { type: 'example.com/x', status: 'True' },
          ],
        },
      },
    });
  },
  'status of a service': async (api) => {
    const path = `${api.core}/services`;
    await api.post(path, service('a', { type: 'ClusterIP' }), quiet);
    const conditions = [
      {
        type: 'A',
        status: 'True',
        reason: 'R',
        message: '',
        lastTransitionTime: '2020-01-01T00:00:00Z',
      },
    ];
    await api.patch(`${path}/a/status`, { merge: { status: { conditions } } });
    await api.patch(`${path}/a/status`, {
      merge: { status: { conditions: [...conditions, { type: 'B', status: 'X' }] } },
    });
    await api.patch(`${path}/a/status`, {
      merge: { status: { loadBalancer: { ingress: [{ ip: '1.2.3.4' }] } } },
    });
  },
  'status of a job': async (api) => {
    const path = `${api.in('batch/v1')}/jobs`;
    await api.post(path, job('a'), { record: () => null });
    await api.patch(
      `${path}/a/status`,
      { merge: { status: { active: 1, startTime: '2020-01-01T00:00:00Z' } } },
      { record: ({ status }) => status ?? null },
    );
    await api.patch(`${path}/a/status`, {
      merge: { status: { conditions: [{ type: 'Complete', status: 'True' }] } },
    });
    await api.patch(`${path}/a/status`, { merge: { status: { active: -1 } } });
  },
  'status of what has none': async (api) => {
    await api.post(`${api.core}/secrets`, { metadata: { name: 'a' } }, quiet);
    await api.get(`${api.core}/secrets/a/status`);
    await api.patch(`${api.core}/secrets/a/status`, { merge: {} });
    await api.get(`${api.core}/secrets/a/x/y`);
  },
  'scale of a custom resource': async (api) => {
    const cr = await withScale(api);
    await api.get(`${cr.path}/a/scale`);
    await api.patch(`${cr.path}/a/scale`, { merge: { spec: { replicas: 5 } } });
    await api.get(`${cr.path}/a`);
  },
  'scale of a custom resource: put': async (api) => {
    const cr = await withScale(api);
    const { body } = await api.get(`${cr.path}/a/scale`, quiet);
    await api.put(`${cr.path}/a/scale`, {
      ...body,
      spec: { replicas: 3 },
      status: { replicas: 9 },
    });
    await api.put(`${cr.path}/a/scale`, { ...body, spec: { replicas: 4 } });
    await api.put(`${cr.path}/a/scale`, {
      ...autoscaling,
      metadata: { name: 'a', namespace: api.namespace },
      spec: { replicas: 5 },
    });
  },
  'scale of a custom resource: errors': async (api) => {
    const cr = await withScale(api);
    await api.patch(`${cr.path}/a/scale`, { merge: { spec: { replicas: -1 } } });
    await api.patch(`${cr.path}/a/scale`, { merge: { spec: { replicas: 11 } } });
    await api.patch(`${cr.path}/a/scale`, { merge: { spec: { replicas: 'x' } } });
    await api.get(`${cr.path}/b/scale`);
    await api.patch(`${cr.path}/b/scale`, { merge: { spec: { replicas: 1 } } });
    await api.put(`${cr.path}/a/scale`, {
      ...autoscaling,
      metadata: { name: 'b' },
      spec: { replicas: 1 },
    });
    await api.put(`${cr.path}/a/scale`, cr.object('a', { spec: { replicas: 1 } }));
    await api.delete(`${cr.path}/a/scale`);
  },
  'scale of a custom resource without replicas': async (api) => {
    const cr = await withScale(api);
    await api.post(cr.path, cr.object('b'), quiet);
    await api.get(`${cr.path}/b/scale`);
    await api.patch(`${cr.path}/b/scale`, { merge: { spec: { replicas: 1 } } });
  },
  'scale of a kind without it': async (api) => {
    const cr = await api.installCustomResource();
    await api.post(cr.path, cr.object('a'), quiet);
    await api.get(`${cr.path}/a/scale`);
    await api.get(`${api.core}/configmaps/kube-root-ca.crt/scale`);
  },
  'scale of a deployment': async (api) => {
    const path = `${api.in('apps/v1')}/deployments`;
    const { metadata } = deployment('a') as { metadata: object };
    const selector = {
      matchLabels: { app: 'a' },
      matchExpressions: [{ key: 'x', operator: 'NotIn', values: ['b', 'a'] }],
    };
    await api.post(path, { ...deployment('a', { replicas: 2, selector }), metadata }, quiet);
    await api.get(`${path}/a/scale`);
    await api.patch(`${path}/a/scale`, { merge: { spec: { replicas: 4 } } });
    await api.patch(`${path}/a/scale`, { strategic: { spec: { replicas: 0 } } });
    await api.get(`${path}/a`);
  },
  'scale of a deployment: put': async (api) => {
    const path = `${api.in('apps/v1')}/deployments`;
    await api.post(path, deployment('a'), quiet);
    const { body } = await api.get(`${path}/a/scale`, quiet);
    await api.put(`${path}/a/scale`, { ...body, spec: { replicas: 3 } });
    await api.put(`${path}/a/scale`, { ...body, spec: { replicas: 4 } });
    await api.put(`${path}/a/scale`, {
      ...autoscaling,
      metadata: { name: 'a' },
      spec: { replicas: 5 },
    });
    await api.put(`${path}/a/scale?dryRun=All`, {
      ...autoscaling,
      metadata: { name: 'a' },
      spec: {},
    });
  },
  'scale of a deployment: errors': async (api) => {
    const path = `${api.in('apps/v1')}/deployments`;
    await api.post(path, deployment('a'), quiet);
    await api.patch(`${path}/a/scale`, { merge: { spec: { replicas: -1 } } });
    await api.patch(`${path}/b/scale`, { merge: { spec: { replicas: 1 } } });
    await api.get(`${path}/b/scale`);
    await api.put(`${path}/a/scale`, {
      ...autoscaling,
      metadata: { name: 'b' },
      spec: { replicas: 1 },
    });
    await api.put(`${path}/a/scale`, { ...autoscaling, metadata: {}, spec: { replicas: 1 } });
  },
  'a token of a service account': async (api) => {
    const path = `${api.core}/serviceaccounts/default/token`;
    const request = { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest' };
    await api.post(path, { ...request, spec: {} });
    await api.post(path, { ...request, spec: { audiences: ['x'], expirationSeconds: 7200 } });
  },
  'tokens that are refused': async (api) => {
    const path = `${api.core}/serviceaccounts/default/token`;
    const request = { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest' };
    await api.post(path, { ...request, spec: { expirationSeconds: 10 } });
    await api.post(path, { ...request, spec: { expirationSeconds: 4_294_967_297 } });
    await api.post(path, {
      ...request,
      spec: { boundObjectRef: { kind: 'Pod', apiVersion: 'v1', name: 'none' } },
    });
    await api.post(path, {
      ...request,
      spec: { boundObjectRef: { kind: 'Thing', apiVersion: 'v1', name: 'none' } },
    });
    await api.post(`${api.core}/serviceaccounts/none/token`, { ...request, spec: {} });
    await api.get(path);
  },
  'a token that is bound to a secret': async (api) => {
    const { metadata } = await api.post(`${api.core}/secrets`, { metadata: { name: 'a' } }, quiet);
    const path = `${api.core}/serviceaccounts/default/token`;
    const boundObjectRef = { kind: 'Secret', apiVersion: 'v1', name: 'a' };
    const request = { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest' };
    await api.post(path, { ...request, spec: { boundObjectRef } });
    await api.post(path, {
      ...request,
      spec: { boundObjectRef: { ...boundObjectRef, uid: metadata.uid } },
    });
    await api.post(path, {
      ...request,
      spec: { boundObjectRef: { ...boundObjectRef, uid: 'other' } },
    });
  },
  'a namespace: status and finalize': async (api) => {
    await api.get(`${api.core}/secrets`, quiet);
    const path = `/api/v1/namespaces/${api.namespace}`;
    await api.get(`${path}/status`);
    const conditions = [{ type: 'X', status: 'True' }];
    await api.patch(`${path}/status`, {
      merge: { status: { conditions, phase: 'Terminating' }, spec: { finalizers: [] } },
    });
    await api.get(`${path}/finalize`);
    await api.patch(`${path}/finalize`, { merge: {} });
  },
});
