import type { Api } from '../api.ts';
import type { Answer } from '../answer.ts';
import { type Case, group } from '../group.ts';
import { configMap, deployment, node, secret } from './objects.ts';

async function secrets(api: Api, names: readonly string[]): Promise<Answer> {
  let last: Answer | undefined;
  for (const name of names)
    last = await api.post(`${api.core}/secrets`, secret(name), { record: false });
  return last!;
}

/** A list may be older than the last write: only what does not depend on that. */
const outline = {
  record: (body: Answer['body']) => [
    body['kind'] ?? null,
    body['message'] ?? null,
    body['details'] ?? null,
    body['reason'] ?? null,
  ],
};

const matches = ['', 'Exact', 'NotOlderThan', 'Sometimes'];

const matrix = matches.flatMap((match) =>
  ['', '0', 'known', '1', '999999999', 'x'].map((version): [string, Case] => [
    `resourceVersion "${version}" with resourceVersionMatch "${match}"`,
    async (api) => {
      const { metadata } = await secrets(api, ['a']);
      const value = version === 'known' ? metadata.resourceVersion : version;
      const query = [
        ...(version === '' ? [] : [`resourceVersion=${value}`]),
        ...(match === '' ? [] : [`resourceVersionMatch=${match}`]),
      ].join('&');
      await api.get(`${api.core}/secrets?${query}`, outline);
      await api.get(`${api.core}/secrets?${query}&limit=1`, outline);
    },
  ]),
);

export const listCases = group('list', {
  nothing: async (api) => {
    await api.get(`${api.core}/secrets`);
    await api.get(`${api.in('apps/v1')}/deployments`);
    const cr = await api.installCustomResource();
    await api.get(cr.path);
  },
  'in the order of names': async (api) => {
    await secrets(api, ['b', 'a', 'a.b', 'a-b', 'a1', '9']);
    await api.get(`${api.core}/secrets`, {
      record: ({ items }) =>
        (items as { metadata: { name: string } }[]).map(({ metadata }) => metadata.name),
    });
  },
  'items of built-in kinds have no kind': async (api) => {
    await api.post(`${api.in('apps/v1')}/deployments`, deployment('a'));
    await api.get(`${api.in('apps/v1')}/deployments`);
  },
  'items of custom resources have a kind': async (api) => {
    const cr = await api.installCustomResource();
    await api.post(cr.path, cr.object('a'));
    await api.post(cr.path, cr.object('b'));
    await api.get(cr.path);
  },
  'of all namespaces, in their order': async (api) => {
    const other = await api.otherNamespace();
    const labels = { case: api.id };
    for (const path of [api.in('v1', other), api.core]) {
      for (const name of ['b', 'a'])
        await api.post(`${path}/secrets`, secret('', { metadata: { name, labels } }));
    }
    await api.get(`/api/v1/secrets?labelSelector=case%3D${api.id}`);
  },
  'of a namespace that is not there': async (api) => {
    await api.get(`${api.in('v1', `none-${api.id}`)}/secrets`);
  },
  'a page': async (api) => {
    await secrets(api, ['a', 'b', 'c']);
    const first = await api.get(`${api.core}/secrets?limit=2`);
    await api.get(`${api.core}/secrets?limit=2&continue=${first.metadata.continue}`);
  },
  'a page of custom resources': async (api) => {
    const cr = await api.installCustomResource();
    for (const name of ['a', 'b', 'c']) await api.post(cr.path, cr.object(name), { record: false });
    const first = await api.get(`${cr.path}?limit=1`);
    const second = await api.get(`${cr.path}?limit=1&continue=${first.metadata.continue}`);
    await api.get(`${cr.path}?continue=${second.metadata.continue}`);
  },
  'a page that holds all': async (api) => {
    await secrets(api, ['a', 'b']);
    await api.get(`${api.core}/secrets?limit=2`);
    await api.get(`${api.core}/secrets?limit=500`);
    await api.get(`${api.core}/secrets?limit=0`);
  },
  'pages show what was there at the first': async (api) => {
    await secrets(api, ['a', 'c', 'd']);
    const first = await api.get(`${api.core}/secrets?limit=1`);
    await secrets(api, ['b']);
    await api.patch(`${api.core}/secrets/c`, { merge: { data: { x: 'AAEC' } } }, { record: false });
    await api.delete(`${api.core}/secrets/d`, undefined, { record: false });
    await api.get(`${api.core}/secrets?limit=5&continue=${first.metadata.continue}`);
    await api.get(`${api.core}/secrets`);
  },
  'a page with a selector does not count the rest': async (api) => {
    const labels = { a: 'b' };
    for (const name of ['a', 'b', 'c']) {
      await api.post(`${api.core}/secrets`, secret('', { metadata: { name, labels } }), {
        record: false,
      });
    }
    const first = await api.get(`${api.core}/secrets?limit=2&labelSelector=a%3Db`);
    await api.get(
      `${api.core}/secrets?limit=2&labelSelector=a%3Db&continue=${first.metadata.continue}`,
    );
    await api.get(`${api.core}/secrets?limit=1&fieldSelector=metadata.name!%3Da`);
  },
  'a limit that is none': async (api) => {
    await api.get(`${api.core}/secrets?limit=x`);
    await api.get(`${api.core}/secrets?limit=-1`);
    await api.get(`${api.core}/secrets?limit=1.5`);
    await api.get(`${api.core}/secrets?limit=`);
  },
  'a continue token that is none': async (api) => {
    await api.get(`${api.core}/secrets?continue=x`);
    await api.get(`${api.core}/secrets?continue=e30`);
    const cr = await api.installCustomResource();
    await api.get(`${cr.path}?continue=x`);
  },
  'a continue token with a version': async (api) => {
    await secrets(api, ['a', 'b']);
    const { metadata } = await api.get(`${api.core}/secrets?limit=1`);
    const path = `${api.core}/secrets?limit=1&continue=${metadata.continue}`;
    await api.get(`${path}&resourceVersion=0`);
    await api.get(`${path}&resourceVersion=7`);
    await api.get(`${path}&resourceVersionMatch=Exact`);
  },
  'a continue token of another namespace': async (api) => {
    await secrets(api, ['a', 'b', 'c']);
    const other = await api.otherNamespace();
    const { metadata } = await api.get(`${api.core}/secrets?limit=1`);
    await api.get(`${api.in('v1', other)}/secrets?continue=${metadata.continue}`);
  },
  'at a version of the past': async (api) => {
    const first = await secrets(api, ['a']);
    const second = await secrets(api, ['b']);
    await api.delete(`${api.core}/secrets/a`, undefined, { record: false });
    const exact = `${api.core}/secrets?resourceVersionMatch=Exact&resourceVersion`;
    await api.get(`${exact}=${first.metadata.resourceVersion}`);
    await api.get(`${exact}=${second.metadata.resourceVersion}`);
    await api.get(`${exact}=${second.metadata.resourceVersion}&limit=1`);
    await api.get(`${exact}=${first.metadata.resourceVersion}&labelSelector=a%3Db`);
  },
  'initial events are for watches': async (api) => {
    await api.get(`${api.core}/secrets?sendInitialEvents=true`);
    await api.get(`${api.core}/secrets?sendInitialEvents=false&resourceVersionMatch=NotOlderThan`);
  },
  'parameters that are none of the list': async (api) => {
    await api.get(`${api.core}/secrets?unknown=1`);
    await api.get(`${api.core}/secrets?timeoutSeconds=x`);
    await api.get(`${api.core}/secrets?allowWatchBookmarks=x`);
  },
  'a page of a cluster kind': async (api) => {
    const labels = { case: api.id };
    for (const name of ['a', 'b']) {
      const metadata = { name: `${name}-${api.id}`, labels };
      await api.post('/api/v1/nodes', node('', { metadata }), { record: false });
      api.onEnd(() => api.delete(`/api/v1/nodes/${metadata.name}`, undefined, { record: false }));
    }
    const { metadata } = await api.get(`/api/v1/nodes?labelSelector=case%3D${api.id}&limit=1`);
    await api.get(
      `/api/v1/nodes?labelSelector=case%3D${api.id}&limit=1&continue=${metadata.continue}`,
    );
  },
  'what every namespace has': async (api) => {
    await api.get(`${api.core}/configmaps`);
    await api.post(`${api.core}/configmaps`, configMap('a'));
    await api.get(`${api.core}/configmaps?fieldSelector=metadata.name%3Da`);
  },
  'the account that every namespace has': async (api) => {
    await api.get(`${api.core}/serviceaccounts`);
  },
  ...Object.fromEntries(matrix),
});
