import type { Answer } from '../answer.ts';
import type { Api } from '../api.ts';
import { group } from '../group.ts';
import { deployment, job, pod, podTemplate, secret, service } from './objects.ts';

const quiet = { record: false } as const;

async function made(
  api: Api,
  at: readonly [groupVersion: string, plural: string],
  object: object,
): Promise<string> {
  const path = `${api.in(at[0])}/${at[1]}`;
  await api.post(path, object, quiet);
  return `${path}/a`;
}

/** Changes that are tried, one after the other, and do not stay. */
async function tried(api: Api, path: string, merges: readonly object[]): Promise<Answer[]> {
  const answers: Answer[] = [];
  for (const merge of merges) answers.push(await api.patch(`${path}?dryRun=All`, { merge }));
  return answers;
}

const image = (name: string): object => ({ containers: [{ name: 'main', image: name }] });

export const lifecycleCases = group('lifecycles', {
  'a deployment: new images are a new generation': async (api) => {
    const path = await made(api, ['apps/v1', 'deployments'], deployment('a'));
    await api.patch(path, {
      strategic: { spec: { template: { spec: image('example.com/app:2') } } },
    });
    await api.patch(path, { merge: { metadata: { labels: { x: 'y' } } } });
    await api.patch(path, { merge: { spec: { replicas: 3 } } });
    await api.patch(path, { merge: { spec: { replicas: 3 } } });
  },
  'a deployment: what may not change': async (api) => {
    const path = await made(api, ['apps/v1', 'deployments'], deployment('a'));
    await tried(api, path, [
      { spec: { selector: { matchLabels: { app: 'b' } } } },
      { spec: { template: { metadata: { labels: { app: 'b' } } } } },
      { spec: { replicas: -1 } },
      { spec: { template: { spec: { restartPolicy: 'Never' } } } },
      { spec: { template: { spec: { containers: [] } } } },
    ]);
  },
  'a deployment: strategies': async (api) => {
    const path = await made(api, ['apps/v1', 'deployments'], deployment('a'));
    await tried(api, path, [
      { spec: { strategy: { type: 'Recreate' } } },
      { spec: { strategy: { type: 'Recreate', rollingUpdate: null } } },
      { spec: { strategy: { rollingUpdate: { maxSurge: 0, maxUnavailable: 0 } } } },
      { spec: { strategy: { rollingUpdate: { maxSurge: 'x' } } } },
      { spec: { strategy: { rollingUpdate: { maxSurge: '150%', maxUnavailable: '150%' } } } },
    ]);
  },
  'a deployment: a status that is observed': async (api) => {
    const path = await made(api, ['apps/v1', 'deployments'], deployment('a'));
    const status = {
      observedGeneration: 1,
      replicas: 1,
      updatedReplicas: 1,
      readyReplicas: 1,
      availableReplicas: 1,
      conditions: [
        {
          type: 'Available',
          status: 'True',
          reason: 'R',
          message: 'm',
          lastUpdateTime: '2020-01-01T00:00:00Z',
          lastTransitionTime: '2020-01-01T00:00:00Z',
        },
      ],
    };
    await api.patch(`${path}/status`, { merge: { status } });
    await api.patch(`${path}/status`, {
      merge: { status: { availableReplicas: 2, readyReplicas: 1 } },
    });
  },
  'a stateful set: what may change': async (api) => {
    const spec = {
      serviceName: 's',
      selector: { matchLabels: { app: 'a' } },
      template: podTemplate,
    };
    const object = { apiVersion: 'apps/v1', kind: 'StatefulSet', metadata: { name: 'a' }, spec };
    const path = await made(api, ['apps/v1', 'statefulsets'], object);
    await tried(api, path, [
      { spec: { replicas: 2 } },
      { spec: { serviceName: 'other' } },
      { spec: { podManagementPolicy: 'Parallel' } },
      {
        spec: {
          volumeClaimTemplates: [
            {
              metadata: { name: 'v' },
              spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
            },
          ],
        },
      },
      { spec: { updateStrategy: { type: 'OnDelete' } } },
    ]);
  },
  'a daemon set: what may change': async (api) => {
    const spec = { selector: { matchLabels: { app: 'a' } }, template: podTemplate };
    const object = { apiVersion: 'apps/v1', kind: 'DaemonSet', metadata: { name: 'a' }, spec };
    const path = await made(api, ['apps/v1', 'daemonsets'], object);
    await tried(api, path, [
      { spec: { minReadySeconds: 5 } },
      { spec: { selector: { matchLabels: { app: 'b' } } } },
    ]);
  },
  'a job: what may change': async (api) => {
    const path = await made(api, ['batch/v1', 'jobs'], job('a', { completions: 2 }));
    const record = ({
      kind,
      message,
      spec,
    }: {
      kind?: unknown;
      message?: unknown;
      spec?: unknown;
    }) => {
      const { parallelism = null, suspend = null } = (spec ?? {}) as {
        parallelism?: number;
        suspend?: boolean;
      };
      // The rest of the message is the whole of the spec, with a unique identifier in a strange form.
      const text =
        typeof message === 'string'
          ? message.replace(/Invalid value: .*: field is/, 'Invalid value: ...: field is')
          : null;
      return { kind: kind as string, message: text, parallelism, suspend };
    };
    for (const spec of [
      { parallelism: 3 },
      { suspend: true },
      { completions: 3 },
      { backoffLimit: 1 },
      { selector: { matchLabels: { a: 'b' } } },
      { template: { spec: image('example.com/app:2') } },
    ]) {
      await api.patch(`${path}?dryRun=All`, { strategic: { spec } }, { record });
    }
  },
  'a job: a selector of its own': async (api) => {
    const path = `${api.in('batch/v1')}/jobs`;
    await api.post(path, job('a', { selector: { matchLabels: { a: 'b' } } }), {
      record: ({ message }) =>
        (message as string | undefined)?.replaceAll(/"[^"]*"/g, '"..."') ?? null,
    });
    const template = {
      metadata: { labels: { a: 'b' } },
      spec: { containers: podTemplate.spec.containers, restartPolicy: 'Never' },
    };
    await api.post(
      path,
      job('b', { manualSelector: true, selector: { matchLabels: { a: 'b' } }, template }),
    );
  },
  'a job: faults': async (api) => {
    const path = `${api.in('batch/v1')}/jobs`;
    const message = {
      record: ({ details }: { details?: unknown }) =>
        ((details as { causes?: object[] } | undefined)?.causes ?? null) as never,
    };
    await api.post(path, job('a', { parallelism: -1, completions: -1, backoffLimit: -1 }), message);
    await api.post(path, job('a', { completionMode: 'X' }), message);
    await api.post(
      path,
      job('a', { activeDeadlineSeconds: -1, ttlSecondsAfterFinished: -1 }),
      message,
    );
    await api.post(path, job('a', { template: podTemplate }), message);
  },
  'a cron job: schedules': async (api) => {
    const path = `${api.in('batch/v1')}/cronjobs`;
    const { spec } = job('a') as { spec: object };
    for (const more of [
      { schedule: '*/5 * * * *' },
      { schedule: '@daily' },
      { schedule: 'often' },
      { schedule: '* * * * * *' },
      { schedule: '' },
      { schedule: 'TZ=UTC * * * * *' },
      { schedule: '* * * * *', timeZone: 'Nowhere/None' },
      { schedule: '* * * * *', concurrencyPolicy: 'Maybe' },
    ]) {
      await api.post(`${path}?dryRun=All`, {
        apiVersion: 'batch/v1',
        kind: 'CronJob',
        metadata: { name: 'a' },
        spec: { ...more, jobTemplate: { spec } },
      });
    }
  },
  'a service: the address stays': async (api) => {
    const path = await made(api, ['v1', 'services'], service('a'));
    const { body } = await api.get(path);
    const { clusterIP: _, clusterIPs: __, ...spec } = body['spec'] as Record<string, object>;
    await api.put(path, { ...body, spec });
    await tried(api, path, [
      { spec: { clusterIP: '10.0.0.250' } },
      { spec: { clusterIP: 'None' } },
      { spec: { clusterIP: null } },
    ]);
  },
  'a service: ports': async (api) => {
    const path = await made(api, ['v1', 'services'], service('a'));
    await tried(api, path, [
      { spec: { ports: [{ port: 80 }, { port: 81 }] } },
      {
        spec: {
          ports: [
            { name: 'a', port: 80 },
            { name: 'a', port: 81 },
          ],
        },
      },
      {
        spec: {
          ports: [
            { name: 'a', port: 80 },
            { name: 'b', port: 80 },
          ],
        },
      },
      { spec: { ports: [{ port: 0 }] } },
      { spec: { ports: [{ port: 80, targetPort: 'Not a name' }] } },
      { spec: { ports: [] } },
    ]);
  },
  'a service: types': async (api) => {
    const path = await made(api, ['v1', 'services'], service('a'));
    await tried(api, path, [
      { spec: { type: 'Strange' } },
      { spec: { type: 'ExternalName' } },
      {
        spec: {
          type: 'ExternalName',
          externalName: 'example.com',
          clusterIP: null,
          clusterIPs: null,
        },
      },
      { spec: { sessionAffinity: 'ClientIP' } },
      { spec: { externalTrafficPolicy: 'Local' } },
    ]);
  },
  'a service: headless': async (api) => {
    const path = await made(api, ['v1', 'services'], service('a', { clusterIP: 'None' }));
    await api.get(path);
    await tried(api, path, [{ spec: { clusterIP: '' } }, { spec: { ports: null } }]);
  },
  'a pod: what may change': async (api) => {
    const path = await made(api, ['v1', 'pods'], pod('a'));
    const record = ({ kind, message }: { kind?: unknown; message?: unknown }) => ({
      kind: kind as string,
      message: typeof message === 'string' ? message.split('\n')[0]! : null,
    });
    const changes = [
      { spec: image('example.com/app:2') },
      { spec: { activeDeadlineSeconds: 5 } },
      { spec: { tolerations: [{ key: 'a', operator: 'Exists' }] } },
      { spec: { nodeName: 'n' } },
      { spec: { restartPolicy: 'Never' } },
      { spec: { containers: [{ name: 'main', args: ['x'] }] } },
      { spec: { containers: [{ name: 'more', image: 'x' }] } },
    ];
    for (const strategic of changes)
      await api.patch(`${path}?dryRun=All`, { strategic }, { record });
  },
  'a pod: its grace': async (api) => {
    const path = await made(
      api,
      ['v1', 'pods'],
      pod('a', { nodeName: 'n', terminationGracePeriodSeconds: 20 }),
    );
    await api.delete(path);
    await api.delete(`${path}?gracePeriodSeconds=5`);
    await api.delete(`${path}?gracePeriodSeconds=0`);
    await api.get(path);
  },
  'a pod that is not on a node goes at once': async (api) => {
    const path = await made(api, ['v1', 'pods'], pod('a'));
    await api.delete(path);
    await api.get(path);
  },
  'an immutable secret': async (api) => {
    const path = await made(
      api,
      ['v1', 'secrets'],
      secret('a', { immutable: true, data: { a: 'AAEC' } }),
    );
    await tried(api, path, [
      { data: { a: 'AAED' } },
      { immutable: false },
      { immutable: null },
      { metadata: { labels: { a: 'b' } } },
    ]);
  },
  'the type of a secret': async (api) => {
    const path = await made(api, ['v1', 'secrets'], secret('a'));
    await tried(api, path, [{ type: 'example.com/x' }]);
    for (const type of [
      'kubernetes.io/tls',
      'kubernetes.io/dockerconfigjson',
      'kubernetes.io/basic-auth',
      'kubernetes.io/service-account-token',
    ]) {
      await api.post(`${api.core}/secrets?dryRun=All`, secret('b', { type }));
    }
  },
  'a claim of a volume': async (api) => {
    const spec = { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } };
    const object = {
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: { name: 'a' },
      spec,
    };
    await api.post(`${api.core}/persistentvolumeclaims`, object);
    const path = `${api.core}/persistentvolumeclaims/a`;
    await tried(api, path, [
      { metadata: { labels: { a: 'b' } } },
      { spec: { accessModes: ['ReadWriteMany'] } },
      { spec: { storageClassName: 'fast' } },
      { spec: { resources: { requests: { storage: '2Gi' } } } },
    ]);
  },
  'a disruption budget': async (api) => {
    const kind = { apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', metadata: { name: 'a' } };
    const selector = { matchLabels: { app: 'a' } };
    const path = await made(api, ['policy/v1', 'poddisruptionbudgets'], {
      ...kind,
      spec: { minAvailable: 1, selector },
    });
    await tried(api, path, [
      { spec: { minAvailable: '50%' } },
      { spec: { maxUnavailable: 1 } },
      { spec: { minAvailable: -1 } },
      { spec: { minAvailable: 'x' } },
      { spec: { selector: { matchLabels: { app: 'b' } } } },
    ]);
  },
  'an ingress': async (api) => {
    const kind = { apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', metadata: { name: 'a' } };
    const path = `${api.in('networking.k8s.io/v1')}/ingresses`;
    const backend = { service: { name: 's', port: { number: 80 } } };
    await api.post(path, {
      ...kind,
      spec: {
        rules: [
          { host: 'example.com', http: { paths: [{ path: '/', pathType: 'Prefix', backend }] } },
        ],
      },
    });
    await tried(api, `${path}/a`, [
      { spec: { rules: [{ http: { paths: [{ path: 'x', pathType: 'Prefix', backend }] } }] } },
      { spec: { rules: [{ http: { paths: [{ path: '/', backend }] } }] } },
      { spec: { rules: null } },
      { spec: { rules: [{ host: 'not a host' }] } },
    ]);
  },
});
