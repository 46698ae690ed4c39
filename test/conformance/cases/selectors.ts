import type { Api } from '../api.ts';
import { type Case, group } from '../group.ts';
import { labelled, node, pod, secret, service } from './objects.ts';

const sets: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  a: { app: 'web', tier: 'front', n: '1' },
  b: { app: 'web', tier: 'back', n: '10' },
  c: { app: 'db', n: '5' },
  d: {},
};

/** Only who is selected, or the refusal. */
const selected = {
  record: (body: Record<string, unknown>) => {
    const { items, message, details, reason } = body as {
      items?: { metadata: { name: string } }[];
    } & Record<string, string>;
    return (
      items?.map(({ metadata }) => metadata.name) ?? [
        message ?? null,
        details ?? null,
        reason ?? null,
      ]
    );
  },
};

function query(parameter: string, selector: string): string {
  return `${parameter}=${encodeURIComponent(selector)}`;
}

const labelSelectors: Readonly<Record<string, readonly string[]>> = {
  equality: ['app=web', 'app==web', 'app!=web', 'app=web,tier=back', 'app=none'],
  sets: [
    'app in (web,db)',
    'app in (web)',
    'app notin (web)',
    'tier notin (front,back)',
    'app in ( web , db ),n',
  ],
  existence: ['tier', '!tier', 'app,!tier', 'none'],
  order: ['n>4', 'n<5', 'n>1,n<10', 'n>x', 'app>1'],
  'nothing and spaces': [
    '',
    ' ',
    ' app = web ',
    'app=',
    'app!=',
    'app in ()',
    'app in (,web)',
    'app in (web,)',
  ],
  'bad grammar': [
    'app=(',
    'app in web',
    '=web',
    ',',
    'app web',
    '!',
    'app in (web',
    'app=web,',
    'a=b=c',
    'in in (in)',
    '!app=web',
    'app>',
  ],
  'bad keys': ['a b=c', '/a=b', 'A.B/=c', 'a/b/c=d', `${'k'.repeat(64)}=v`, '-a'],
  'bad values': ['app=-x', `app=${'v'.repeat(64)}`, 'app in (a b)', 'app=a/b'],
};

async function makeLabelled(api: Api): Promise<void> {
  for (const [name, labels] of Object.entries(sets)) {
    await api.post(`${api.core}/secrets`, labelled(name, labels), { record: false });
  }
}

const labelCases = Object.entries(labelSelectors).map(([title, selectors]): [string, Case] => [
  `labels: ${title}`,
  async (api) => {
    await makeLabelled(api);
    for (const selector of selectors) {
      await api.get(`${api.core}/secrets?${query('labelSelector', selector)}`, selected);
    }
  },
]);

const fieldSelectors: Readonly<Record<string, readonly string[]>> = {
  names: [
    'metadata.name=a',
    'metadata.name==a',
    'metadata.name!=a',
    'metadata.name=none',
    'metadata.name=a,metadata.name!=b',
  ],
  'a type': ['type=Opaque', 'type!=Opaque', 'type=example.com/x'],
  'what is not supported': [
    'metadata.labels=a',
    'spec.x=y',
    'data=a',
    'metadata.uid=x',
    'kind=Secret',
  ],
  'bad grammar': [
    'metadata.name',
    'metadata.name>a',
    '=',
    ',',
    'metadata.name=a,',
    'metadata.name in (a)',
  ],
  escapes: [
    'metadata.name=a\\,b',
    'metadata.name=a\\=b',
    'metadata.name=a\\x',
    'metadata.name=a=b',
  ],
  nothing: ['', ' ', 'metadata.name=', 'metadata.name!='],
};

const fieldCases = Object.entries(fieldSelectors).map(([title, selectors]): [string, Case] => [
  `fields: ${title}`,
  async (api) => {
    for (const name of ['a', 'b'])
      await api.post(`${api.core}/secrets`, secret(name), { record: false });
    for (const selector of selectors) {
      await api.get(`${api.core}/secrets?${query('fieldSelector', selector)}`, selected);
    }
  },
]);

export const selectorCases = group('selectors', {
  ...Object.fromEntries(labelCases),
  ...Object.fromEntries(fieldCases),
  'labels and fields': async (api) => {
    await makeLabelled(api);
    const labels = query('labelSelector', 'app=web');
    await api.get(
      `${api.core}/secrets?${labels}&${query('fieldSelector', 'metadata.name!=a')}`,
      selected,
    );
    await api.get(`${api.core}/secrets?${labels}&${query('labelSelector', 'tier=back')}`, selected);
  },
  'labels of custom resources': async (api) => {
    const cr = await api.installCustomResource();
    for (const [name, labels] of Object.entries(sets)) {
      await api.post(cr.path, cr.object('', { metadata: { name, labels } }), { record: false });
    }
    for (const selector of ['app=web', 'app in (web,db),!tier', 'n>4', 'app in web', 'A b']) {
      await api.get(`${cr.path}?${query('labelSelector', selector)}`, selected);
    }
  },
  'fields of custom resources': async (api) => {
    const cr = await api.installCustomResource();
    for (const name of ['a', 'b'])
      await api.post(cr.path, cr.object(name, { spec: { a: name } }), { record: false });
    const selectors = [
      'metadata.name=a',
      `metadata.namespace=${api.namespace}`,
      'metadata.namespace=x',
      'spec.a=b',
      'metadata.labels.x=y',
    ];
    for (const selector of selectors) {
      await api.get(`${cr.path}?${query('fieldSelector', selector)}`, selected);
    }
  },
  'fields of pods': async (api) => {
    await api.post(`${api.core}/pods`, pod('a', { nodeName: 'n1', restartPolicy: 'Never' }), {
      record: false,
    });
    await api.post(`${api.core}/pods`, pod('b', { schedulerName: 'mine' }), { record: false });
    for (const selector of [
      'spec.nodeName=n1',
      'spec.nodeName=',
      'spec.restartPolicy=Never',
      'spec.schedulerName=mine',
      'spec.serviceAccountName=default',
      'spec.hostNetwork=false',
      'status.phase=Pending',
      'status.phase!=Pending',
      'status.podIP=',
      'status.nominatedNodeName=',
      'spec.priority=0',
    ]) {
      await api.get(`${api.core}/pods?${query('fieldSelector', selector)}`, selected);
    }
  },
  'fields of nodes': async (api) => {
    const name = `node-${api.id}`;
    await api.post('/api/v1/nodes', node(name, { metadata: { name, labels: { case: api.id } } }), {
      record: false,
    });
    api.onEnd(() => api.delete(`/api/v1/nodes/${name}`, undefined, { record: false }));
    const labels = query('labelSelector', `case=${api.id}`);
    for (const selector of [
      'spec.unschedulable=false',
      'spec.unschedulable=true',
      'spec.unschedulable=',
      'spec.podCIDR=x',
    ]) {
      await api.get(`/api/v1/nodes?${labels}&${query('fieldSelector', selector)}`, selected);
    }
  },
  'fields of other kinds': async (api) => {
    await api.post(`${api.core}/services`, service('a', { clusterIP: 'None' }), { record: false });
    for (const selector of [
      'spec.clusterIP=None',
      'spec.type=ClusterIP',
      'spec.type=NodePort',
      'spec.x=1',
    ]) {
      await api.get(`${api.core}/services?${query('fieldSelector', selector)}`, selected);
    }
    for (const [path, selector] of [
      [`${api.core}/namespaces`, 'status.phase=Active'],
      [`${api.core}/events`, 'involvedObject.name=a,type=Warning,reason=x,source=y'],
      [`${api.core}/events`, 'reportingComponent=x'],
      [`${api.in('events.k8s.io/v1')}/events`, 'regarding.name=a'],
      [`${api.core}/replicationcontrollers`, 'status.replicas=0'],
      [`${api.in('apps/v1')}/replicasets`, 'status.replicas=0'],
      [`${api.in('apps/v1')}/deployments`, 'status.replicas=0'],
      [`${api.in('batch/v1')}/jobs`, 'status.successful=0'],
      [`${api.in('coordination.k8s.io/v1')}/leases`, 'spec.holderIdentity=x'],
    ] as const) {
      await api.get(`${path}?${query('fieldSelector', selector)}`, selected);
    }
    await api.get(
      `/api/v1/namespaces?${query('fieldSelector', `status.phase=Active,metadata.name=${api.namespace}`)}`,
      selected,
    );
  },
  'a selectable field of a custom resource': async (api) => {
    const cr = await api.installCustomResource({
      schema: {
        type: 'object',
        properties: {
          spec: {
            type: 'object',
            properties: {
              color: { type: 'string' },
              size: { type: 'integer' },
              on: { type: 'boolean' },
            },
          },
        },
      },
      version: {
        selectableFields: [
          { jsonPath: '.spec.color' },
          { jsonPath: '.spec.size' },
          { jsonPath: '.spec.on' },
        ],
      },
    });
    await api.post(cr.path, cr.object('a', { spec: { color: 'red', size: 3, on: true } }), {
      record: false,
    });
    await api.post(cr.path, cr.object('b', { spec: { color: 'blue' } }), { record: false });
    for (const selector of [
      'spec.color=red',
      'spec.color!=red',
      'spec.size=3',
      'spec.on=true',
      'spec.size=',
      'spec.other=1',
    ]) {
      await api.get(`${cr.path}?${query('fieldSelector', selector)}`, selected);
    }
  },
  'a name in the path and a field selector': async (api) => {
    await api.post(`${api.core}/secrets`, secret('a'), { record: false });
    await api.get(`${api.core}/secrets/a?${query('fieldSelector', 'metadata.name=b')}`, {
      record: ({ kind }) => kind ?? null,
    });
    await api.get(`${api.core}/secrets/a?${query('labelSelector', 'in in')}`, {
      record: ({ kind }) => kind ?? null,
    });
  },
  'a collection is deleted by labels': async (api) => {
    await makeLabelled(api);
    await api.delete(
      `${api.core}/secrets?${query('labelSelector', 'app=web')}`,
      undefined,
      selected,
    );
    await api.get(`${api.core}/secrets`, selected);
    await api.delete(
      `${api.core}/secrets?${query('labelSelector', 'app in')}`,
      undefined,
      selected,
    );
    await api.delete(
      `${api.core}/secrets?${query('fieldSelector', 'spec.x=1')}`,
      undefined,
      selected,
    );
  },
});
