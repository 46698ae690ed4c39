import { group } from '../group.ts';
import { deployment, job, pod, podTemplate } from './objects.ts';
import { type Sample, sampleCases } from './sample.ts';

const selector = { matchLabels: { app: 'a' } };
const containers = podTemplate.spec.containers;

const samples: Readonly<Record<string, Sample>> = {
  'Pod: defaults': { at: ['v1', 'pods'], object: pod('a') },
  'Pod: defaults of what it holds': {
    at: ['v1', 'pods'],
    object: pod('a', {
      initContainers: [{ name: 'init', image: 'example.com/init' }],
      containers: [
        {
          name: 'main',
          image: 'example.com/app:1',
          ports: [{ containerPort: 80 }],
          env: [
            { name: 'A', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
            { name: 'B', value: 'b' },
          ],
          resources: { limits: { cpu: '1', memory: '64Mi' } },
          livenessProbe: { httpGet: { port: 80 } },
          readinessProbe: { tcpSocket: { port: 'http' }, periodSeconds: 3 },
          volumeMounts: [{ name: 'config', mountPath: '/config' }],
        },
      ],
      volumes: [
        { name: 'config', configMap: { name: 'a' } },
        { name: 'secret', secret: { secretName: 'a' } },
        { name: 'empty', emptyDir: {} },
        { name: 'none' },
        { name: 'projected', projected: { sources: [{ configMap: { name: 'a' } }] } },
      ],
      securityContext: { runAsNonRoot: true },
      nodeSelector: { a: 'b' },
    }),
  },
  'Pod: no containers': { at: ['v1', 'pods'], object: pod('a', { containers: [] }) },
  'Pod: many faults': {
    at: ['v1', 'pods'],
    object: pod('a', {
      containers: [
        { name: 'A', image: '' },
        {
          name: 'A',
          image: ' x',
          ports: [{ containerPort: 0 }, { containerPort: 70_000, protocol: 'X' }],
        },
        { image: 'b', env: [{ name: 'a=b' }], volumeMounts: [{ name: 'none', mountPath: '' }] },
      ],
      restartPolicy: 'Sometimes',
      dnsPolicy: 'Default',
      volumes: [{ name: 'v' }, { name: 'v' }],
    }),
  },
  'Pod: quantities': {
    at: ['v1', 'pods'],
    object: pod('a', {
      containers: [
        {
          name: 'main',
          image: 'a',
          resources: {
            requests: { cpu: '1.5', memory: '1e9' },
            limits: { cpu: 2, memory: '0.5Gi' },
          },
        },
      ],
    }),
  },
  'Pod: a quantity that is none': {
    at: ['v1', 'pods'],
    object: pod('a', {
      containers: [{ name: 'main', image: 'a', resources: { limits: { cpu: 'x' } } }],
    }),
  },
  'Pod: more requested than the limit': {
    at: ['v1', 'pods'],
    object: pod('a', {
      containers: [
        { name: 'main', image: 'a', resources: { limits: { cpu: '1' }, requests: { cpu: '2' } } },
      ],
    }),
  },
  'Deployment: defaults': { at: ['apps/v1', 'deployments'], object: deployment('a') },
  'Deployment: a surge in percent': {
    at: ['apps/v1', 'deployments'],
    object: deployment('a', {
      replicas: 0,
      strategy: { rollingUpdate: { maxSurge: '50%', maxUnavailable: 0 } },
    }),
  },
  'Deployment: Recreate': {
    at: ['apps/v1', 'deployments'],
    object: deployment('a', { strategy: { type: 'Recreate' } }),
  },
  'Deployment: a selector that does not match': {
    at: ['apps/v1', 'deployments'],
    object: deployment('a', { selector: { matchLabels: { app: 'b' } } }),
  },
  'Deployment: faults': {
    at: ['apps/v1', 'deployments'],
    object: deployment('a', {
      replicas: -1,
      selector: {},
      strategy: { type: 'X' },
      template: { ...podTemplate, spec: { containers, restartPolicy: 'Never' } },
    }),
  },
  'Deployment: texts for numbers': {
    at: ['apps/v1', 'deployments'],
    object: deployment('a', { replicas: '3' }),
  },
  'StatefulSet: defaults': {
    at: ['apps/v1', 'statefulsets'],
    object: {
      metadata: { name: 'a' },
      spec: { serviceName: 'a', selector, template: podTemplate },
    },
  },
  'StatefulSet: a claim': {
    at: ['apps/v1', 'statefulsets'],
    object: {
      metadata: { name: 'a' },
      spec: {
        serviceName: 'a',
        selector,
        template: podTemplate,
        volumeClaimTemplates: [
          {
            metadata: { name: 'data' },
            spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
          },
        ],
      },
    },
  },
  'DaemonSet: defaults': {
    at: ['apps/v1', 'daemonsets'],
    object: { metadata: { name: 'a' }, spec: { selector, template: podTemplate } },
  },
  'ReplicaSet: defaults': {
    at: ['apps/v1', 'replicasets'],
    object: { metadata: { name: 'a' }, spec: { selector, template: podTemplate } },
  },
  'Job: defaults': { at: ['batch/v1', 'jobs'], object: job('a') },
  'Job: a restart policy that it cannot have': {
    at: ['batch/v1', 'jobs'],
    object: job('a', { template: { spec: { containers } } }),
  },
  'CronJob: defaults': {
    at: ['batch/v1', 'cronjobs'],
    object: {
      metadata: { name: 'a' },
      spec: {
        schedule: '*/5 * * * *',
        jobTemplate: { spec: { template: { spec: { containers, restartPolicy: 'OnFailure' } } } },
      },
    },
  },
  'CronJob: a schedule that is none': {
    at: ['batch/v1', 'cronjobs'],
    object: {
      metadata: { name: 'a' },
      spec: {
        schedule: 'often',
        jobTemplate: { spec: { template: { spec: { containers, restartPolicy: 'OnFailure' } } } },
      },
    },
  },
};

export const workloadCases = group('workloads', {
  ...sampleCases(samples),
  'Pod: an account that is not there': async (api) => {
    await api.post(`${api.core}/pods`, pod('a', { serviceAccountName: 'none' }));
  },
  'Pod: what may not change': async (api) => {
    const { body } = await api.post(`${api.core}/pods`, pod('a'), { record: false });
    const spec = body['spec'] as object;
    await api.put(`${api.core}/pods/a`, { ...body, spec: { ...spec, hostname: 'other' } });
    await api.put(`${api.core}/pods/a`, { ...body, spec: { ...spec, activeDeadlineSeconds: 5 } });
  },
  'Deployment: what may not change': async (api) => {
    const path = `${api.in('apps/v1')}/deployments`;
    const { body } = await api.post(path, deployment('a'), { record: false });
    const labels = { app: 'b' };
    const template = { ...podTemplate, metadata: { labels } };
    await api.put(`${path}/a`, { ...body, spec: { selector: { matchLabels: labels }, template } });
  },
  'Job: the template may not change': async (api) => {
    const path = `${api.in('batch/v1')}/jobs`;
    await api.post(path, job('a', { suspend: true }));
    const patch = { spec: { template: { spec: { restartPolicy: 'OnFailure' } } } };
    await api.patch(`${path}/a`, { merge: patch });
  },
});
