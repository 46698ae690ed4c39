import type { Api } from '../api.ts';
import { group } from '../group.ts';
import { type Review, withWebhooks } from '../webhook.ts';
import { configMap } from './objects.ts';

/** Takes the patch out of an answer. */
const unpatched = { patch: undefined, patchType: undefined };

const nowhere = { url: 'https://127.0.0.1:1/nowhere' };
const patchOf = (...operations: object[]) => ({
  allowed: true,
  patchType: 'JSONPatch',
  patch: Buffer.from(JSON.stringify(operations)).toString('base64'),
});
const label = (key: string, value: string) => ({
  op: 'add',
  path: `/metadata/labels/${key}`,
  value,
});
const labelled = (name: string, labels: object = { given: 'yes' }) =>
  configMap(name, { metadata: { name, labels } });

/** Denies with a status, by the name of the object. */
const denyWith = (statuses: Readonly<Record<string, object | undefined>>) => (review: Review) => ({
  allowed: false,
  status: statuses[review.name ?? ''],
});

const create = (api: Api, name: string, query = '') =>
  api.post(`${api.core}/configmaps${query}`, labelled(name));

export const webhookCases = group('webhooks', {
  'a denial is told in many ways': async (api) => {
    const statuses = {
      message: { message: 'not today' },
      reason: { reason: 'Forbidden', code: 403 },
      code: { message: 'gone', code: 410, reason: 'Gone' },
      success: { message: 'well', code: 200, status: 'Success' },
      details: {
        code: 422,
        reason: 'Invalid',
        message: 'wrong',
        details: { kind: 'ConfigMap', name: 'x', causes: [{ field: 'data.a', message: 'no' }] },
      },
      nothing: undefined,
    };
    const answer = denyWith(statuses);
    await withWebhooks(api, [{ type: 'validating', answer }], async () => {
      for (const name of Object.keys(statuses)) await create(api, name);
    });
  },
  'a patch changes what is stored': async (api) => {
    const answer = () =>
      patchOf(label('added', 'yes'), { op: 'add', path: '/data', value: { a: '1' } });
    await withWebhooks(api, [{ type: 'mutating', answer }], async () => {
      await create(api, 'a');
      await api.get(`${api.core}/configmaps/a`);
      await api.patch(`${api.core}/configmaps/a`, { merge: { data: { a: '2', b: '3' } } });
    });
  },
  'a patch that does not apply': async (api) => {
    const answer = () => patchOf({ op: 'remove', path: '/data/missing' });
    await withWebhooks(api, [{ type: 'mutating', answer }], async () => {
      await create(api, 'a');
    });
  },
  'one sees what the one before has done, and may be asked again': async (api) => {
    const seen: string[] = [];
    const see = (mark: string) => (review: Review) => {
      const labels = review.object?.metadata['labels'] as Record<string, string>;
      seen.push(`${mark}: ${Object.keys(labels).toSorted().join()}`);
      return labels[mark] === undefined ? patchOf(label(mark, 'yes')) : { allowed: true };
    };
    const entry = { reinvocationPolicy: 'IfNeeded' };
    await withWebhooks(
      api,
      [
        { type: 'mutating', answer: see('first'), entry },
        { type: 'mutating', answer: see('second') },
        { type: 'mutating', answer: see('third'), entry },
        { type: 'validating', answer: (review) => ({ ...see('last')(review), ...unpatched }) },
      ],
      async () => {
        await create(api, 'a');
      },
    );
    api.note('seen', seen);
  },
  'warnings are handed on': async (api) => {
    const answer = () => ({ allowed: true, warnings: ['mind the gap', 'and the step'] });
    await withWebhooks(api, [{ type: 'validating', answer }], async () => {
      await create(api, 'a');
    });
  },
  'updates and deletions are asked about with what was': async (api) => {
    const seen: unknown[] = [];
    const answer = (review: Review) => {
      const { uid: _, userInfo, object, oldObject, ...rest } = review;
      seen.push({
        ...rest,
        has: [object !== null, oldObject !== null],
        user: userInfo !== undefined,
      });
      return { allowed: true };
    };
    await withWebhooks(api, [{ type: 'validating', answer }], async () => {
      const quiet = { record: false } as const;
      const path = `${api.core}/configmaps`;
      await api.post(path, labelled('a'), quiet);
      await api.patch(`${path}/a`, { merge: { data: { a: '1' } } }, quiet);
      await api.delete(`${path}/a`, undefined, quiet);
    });
    const brief = seen.map((review) => {
      const { namespace: _, options, ...rest } = review as { namespace: string; options: object };
      return { ...rest, options: (options as { kind?: string }).kind };
    });
    api.note('asked', brief as never);
  },
  'one that cannot be reached closes the way': async (api) => {
    await withWebhooks(api, [{ type: 'validating', clientConfig: nowhere }], async () => {
      await create(api, 'a');
      await create(api, 'a', '?dryRun=All');
    });
  },
  'one that cannot be reached is passed over where it may be': async (api) => {
    const entry = { failurePolicy: 'Ignore' };
    await withWebhooks(api, [{ type: 'mutating', clientConfig: nowhere, entry }], async () => {
      await create(api, 'a');
    });
  },
  'a service that is not there': async (api) => {
    const service = { name: 'none', namespace: 'default', path: '/x' };
    await withWebhooks(api, [{ type: 'mutating', clientConfig: { service } }], async () => {
      await create(api, 'a');
    });
  },
  'an answer to another question': async (api) => {
    const answer = () => ({ uid: 'other', allowed: true });
    const record = ({ code, reason, status }: Record<string, unknown>) =>
      ({ code, reason, status }) as never;
    await withWebhooks(api, [{ type: 'validating', answer }], async () => {
      await api.post(`${api.core}/configmaps`, labelled('a'), { record });
    });
  },
  'a validating one that patches': async (api) => {
    const answer = () => patchOf(label('x', 'y'));
    await withWebhooks(api, [{ type: 'validating', answer }], async () => {
      await create(api, 'a');
    });
  },
  'only what the selectors and rules pick': async (api) => {
    const deny = () => ({ allowed: false });
    await withWebhooks(
      api,
      [
        { type: 'validating', answer: () => ({ allowed: true }) },
        {
          type: 'validating',
          answer: deny,
          clientConfig: nowhere,
          entry: {
            objectSelector: { matchExpressions: [{ key: 'k', operator: 'In', values: ['v'] }] },
          },
        },
        { type: 'mutating', clientConfig: nowhere, rule: { resources: ['configmaps/status'] } },
        { type: 'mutating', clientConfig: nowhere, rule: { operations: ['CONNECT'] } },
        { type: 'mutating', clientConfig: nowhere, rule: { scope: 'Cluster' } },
        { type: 'mutating', clientConfig: nowhere, rule: { apiVersions: ['v2'] } },
      ],
      async () => {
        await create(api, 'a');
        await api.post(`${api.core}/configmaps`, labelled('b', { k: 'v' }));
        await api.patch(`${api.core}/configmaps/a`, {
          merge: { metadata: { labels: { k: 'v' } } },
        });
      },
    );
  },
  'match conditions decide who is asked': async (api) => {
    const isAsked = "object.metadata.name == 'probe' || ";
    const denied = () => ({ allowed: false, status: { message: 'asked' } });
    const hook = (...expressions: string[]) => ({
      type: 'validating' as const,
      answer: denied,
      entry: {
        matchConditions: expressions.map((expression, index) => ({
          name: `c${index}`,
          expression: `${isAsked}(${expression})`,
        })),
      },
    });
    const hooks = [
      hook("object.metadata.labels.given == 'yes'", "has(object.data) && object.data['a'] == '1'"),
      hook("request.operation == 'UPDATE' && oldObject.data['a'] != object.data['a']"),
      hook("request.userInfo.groups.exists(g, g == 'nobody')"),
      hook("request.name == 'named' && request.namespace.startsWith('case-')"),
    ];
    await withWebhooks(api, hooks, async () => {
      const path = `${api.core}/configmaps`;
      await api.post(path, { ...labelled('a', { given: 'no' }), data: { a: '1' } });
      await api.post(path, { ...labelled('b'), data: { a: '2' } });
      await api.post(path, { ...labelled('c'), data: { a: '1' } });
      await api.patch(`${path}/a`, { merge: { data: { b: '1' } } });
      await api.patch(`${path}/a`, { merge: { data: { a: '2' } } });
      await api.post(path, labelled('named', { given: 'no' }));
    });
  },
  'match conditions that fail': async (api) => {
    const condition = (name: string, expression: string) => ({
      name,
      expression: `object.metadata.name != 'probe' ? ${expression} : true`,
    });
    const denied = () => ({ allowed: false, status: { message: 'asked' } });
    const fails = condition('fails', "object.metadata.labels['none'] == 'x'");
    const isFalse = condition('false', 'object.metadata.name == object.metadata.namespace');
    const hook = (entry: object) => ({ type: 'validating' as const, answer: denied, entry });
    await withWebhooks(api, [hook({ matchConditions: [fails] })], async () => {
      await create(api, 'a');
    });
    await withWebhooks(api, [hook({ matchConditions: [fails, isFalse] })], async () => {
      await create(api, 'b');
    });
    const ignoring = hook({ matchConditions: [fails], failurePolicy: 'Ignore' });
    const seen = hook({ matchConditions: [condition('true', "object.metadata.name == 'd'")] });
    await withWebhooks(api, [ignoring, seen], async () => {
      await create(api, 'c');
      await create(api, 'd');
    });
  },
  'match conditions that cannot be': async (api) => {
    const expressions = [
      'object.',
      'object.metadata.name',
      '1 + 1',
      'nothing == 1',
      'object.metadata.name.nothing()',
      '"a" == 1',
      "object.metadata.name.matches('[')",
      '',
    ];
    for (const [index, expression] of expressions.entries()) {
      const path = '/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations';
      await api.post(`${path}?dryRun=All`, {
        metadata: { name: `conditions-${index}-${api.id}` },
        webhooks: [
          {
            name: 'hook.example.com',
            admissionReviewVersions: ['v1'],
            sideEffects: 'None',
            clientConfig: nowhere,
            matchConditions: [{ name: 'c', expression }],
          },
        ],
      });
    }
  },
});
