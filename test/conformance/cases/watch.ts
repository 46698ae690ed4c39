import type { Answer } from '../answer.ts';
import type { Api } from '../api.ts';
import { isObject, type JsonObject } from '../exact-json.ts';
import { type Case, group } from '../group.ts';
import { configMap, labelled, secret } from './objects.ts';

const quiet = { record: false } as const;

function make(api: Api, name: string, data?: object): Promise<Answer> {
  return api.post(`${api.core}/secrets`, secret(name, data === undefined ? {} : { data }), quiet);
}

function change(api: Api, name: string, value = 'AAEC'): Promise<Answer> {
  return api.patch(`${api.core}/secrets/${name}`, { merge: { data: { a: value } } }, quiet);
}

function remove(api: Api, name: string): Promise<Answer> {
  return api.delete(`${api.core}/secrets/${name}`, undefined, quiet);
}

function label(api: Api, name: string, labels: object): Promise<Answer> {
  return api.patch(`${api.core}/secrets/${name}`, { merge: { metadata: { labels } } }, quiet);
}

/** The bookmark that ends the initial events. */
function endsInitialEvents({ type, object }: JsonObject): boolean {
  if (type !== 'BOOKMARK' || !isObject(object)) return false;
  const { metadata } = object;
  return isObject(metadata) && isObject(metadata['annotations']);
}

const refused: Readonly<Record<string, readonly string[]>> = {
  'resourceVersionMatch without a version': [
    'resourceVersionMatch=NotOlderThan',
    'resourceVersionMatch=Exact',
  ],
  'resourceVersionMatch with a version': [
    'resourceVersionMatch=NotOlderThan&resourceVersion=0',
    'resourceVersionMatch=Exact&resourceVersion=1',
  ],
  'sendInitialEvents without resourceVersionMatch': [
    'sendInitialEvents=true',
    'sendInitialEvents=false',
    'sendInitialEvents=true&allowWatchBookmarks=true',
  ],
  'sendInitialEvents with another resourceVersionMatch': [
    'sendInitialEvents=true&resourceVersionMatch=Exact&allowWatchBookmarks=true',
    'sendInitialEvents=true&resourceVersionMatch=X&allowWatchBookmarks=true',
  ],
  'sendInitialEvents without bookmarks': [
    'sendInitialEvents=true&resourceVersionMatch=NotOlderThan',
  ],
  'a continue token': [
    'continue=x',
    'sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true&continue=x',
  ],
  'a version that is none': ['resourceVersion=x', 'resourceVersion=-1'],
  'a timeout that is none': ['timeoutSeconds=x'],
  'bad selectors': ['labelSelector=a%20in', 'fieldSelector=spec.x%3D1', 'fieldSelector=x'],
};

const refusals = Object.entries(refused).map(([title, queries]): [string, Case] => [
  `refused: ${title}`,
  async (api) => {
    for (const query of queries) {
      const watch = await api.watch(`${api.core}/secrets?${query}&timeoutSeconds=1`);
      if (watch.status === 200) await watch.takeAll();
    }
  },
]);

export const watchCases = group('watch', {
  'all that happens after a version': async (api) => {
    const { metadata } = await make(api, 'a');
    const watch = await api.watch(
      `${api.core}/secrets?resourceVersion=${metadata.resourceVersion}`,
    );
    await make(api, 'b');
    await change(api, 'a');
    await remove(api, 'a');
    await watch.take(3);
  },
  'a version of the past': async (api) => {
    const { metadata } = await make(api, 'a');
    await make(api, 'b');
    await change(api, 'a');
    await remove(api, 'b');
    const watch = await api.watch(
      `${api.core}/secrets?resourceVersion=${metadata.resourceVersion}`,
    );
    await watch.take(3);
  },
  'without a version, what is there first': async (api) => {
    await make(api, 'b');
    await make(api, 'a');
    const watch = await api.watch(`${api.core}/secrets`);
    await watch.take(2);
    await make(api, 'c');
    await watch.take(1);
  },
  'from version 0, what is there first': async (api) => {
    await make(api, 'b');
    await make(api, 'a');
    await api.await(
      `${api.core}/secrets?resourceVersion=0`,
      ({ body }) => (body['items'] as unknown[])?.length === 2,
    );
    const watch = await api.watch(`${api.core}/secrets?resourceVersion=0`);
    await watch.take(2);
    await change(api, 'a');
    await watch.take(1);
  },
  'custom resources': async (api) => {
    const cr = await api.installCustomResource();
    const { metadata } = await api.post(cr.path, cr.object('a'), quiet);
    const watch = await api.watch(`${cr.path}?resourceVersion=${metadata.resourceVersion}`);
    await api.patch(`${cr.path}/a`, { merge: { spec: { a: 1 } } }, quiet);
    await api.delete(`${cr.path}/a`, undefined, quiet);
    await watch.take(2);
  },
  'what changes nothing is not told': async (api) => {
    const { body, metadata } = await make(api, 'a');
    const watch = await api.watch(
      `${api.core}/secrets?resourceVersion=${metadata.resourceVersion}`,
    );
    await api.put(`${api.core}/secrets/a`, body, quiet);
    await change(api, 'a');
    await watch.take(1);
  },
  'a dry run is not told': async (api) => {
    const { metadata } = await make(api, 'a');
    const watch = await api.watch(
      `${api.core}/secrets?resourceVersion=${metadata.resourceVersion}`,
    );
    await api.post(`${api.core}/secrets?dryRun=All`, secret('b'), quiet);
    await api.delete(`${api.core}/secrets/a?dryRun=All`, undefined, quiet);
    await make(api, 'c');
    await watch.take(1);
  },
  'another namespace is not told': async (api) => {
    const other = await api.otherNamespace();
    const { metadata } = await make(api, 'a');
    const watch = await api.watch(
      `${api.core}/secrets?resourceVersion=${metadata.resourceVersion}`,
    );
    await api.post(`${api.in('v1', other)}/secrets`, secret('x'), quiet);
    await make(api, 'b');
    await watch.take(1);
  },
  'all namespaces': async (api) => {
    const other = await api.otherNamespace();
    const labels = { case: api.id };
    const { metadata } = await make(api, 'a');
    const query = `labelSelector=case%3D${api.id}&resourceVersion=${metadata.resourceVersion}`;
    const watch = await api.watch(`/api/v1/secrets?${query}`);
    await api.post(`${api.in('v1', other)}/secrets`, labelled('x', labels), quiet);
    await api.post(`${api.core}/secrets`, labelled('y', labels), quiet);
    await watch.take(2);
  },
  'one name in the path': async (api) => {
    const { metadata } = await make(api, 'a');
    const watch = await api.watch(
      `${api.core}/secrets/a?resourceVersion=${metadata.resourceVersion}`,
    );
    await make(api, 'b');
    await change(api, 'a');
    await watch.take(1);
  },
  'one name by a field selector': async (api) => {
    const { metadata } = await make(api, 'a');
    const query = `fieldSelector=metadata.name%3Da&resourceVersion=${metadata.resourceVersion}`;
    const watch = await api.watch(`${api.core}/secrets?${query}`);
    await make(api, 'b');
    await remove(api, 'a');
    await make(api, 'a');
    await watch.take(2);
  },
  'the old way to watch': async (api) => {
    const { metadata } = await make(api, 'a');
    const version = `resourceVersion=${metadata.resourceVersion}`;
    const all = await api.watch(`/api/v1/watch/namespaces/${api.namespace}/secrets?${version}`);
    const one = await api.watch(`/api/v1/watch/namespaces/${api.namespace}/secrets/a?${version}`);
    await change(api, 'a');
    await all.take(1);
    await one.take(1);
  },
  'an object that comes to be selected is added': async (api) => {
    const { metadata } = await make(api, 'a');
    const query = `labelSelector=on%3Dyes&resourceVersion=${metadata.resourceVersion}`;
    const watch = await api.watch(`${api.core}/secrets?${query}`);
    await change(api, 'a');
    await label(api, 'a', { on: 'yes' });
    await change(api, 'a', 'AwQF');
    await watch.take(2);
  },
  'an object that is selected no more is deleted': async (api) => {
    const { metadata } = await api.post(`${api.core}/secrets`, labelled('a', { on: 'yes' }), quiet);
    const query = `labelSelector=on%3Dyes&resourceVersion=${metadata.resourceVersion}`;
    const watch = await api.watch(`${api.core}/secrets?${query}`);
    await label(api, 'a', { on: 'no' });
    await change(api, 'a');
    await remove(api, 'a');
    await api.post(`${api.core}/secrets`, labelled('b', { on: 'yes' }), quiet);
    await watch.take(2);
  },
  'a selector of initial objects': async (api) => {
    await api.post(`${api.core}/secrets`, labelled('a', { on: 'yes' }), quiet);
    await make(api, 'b');
    await api.post(`${api.core}/secrets`, labelled('c', { on: 'yes' }), quiet);
    const watch = await api.watch(`${api.core}/secrets?labelSelector=on`);
    await watch.take(2);
  },
  'fields of a pod that come to be selected': async (api) => {
    const template = { containers: [{ name: 'a', image: 'a' }], terminationGracePeriodSeconds: 0 };
    const { metadata } = await api.post(
      `${api.core}/pods`,
      { metadata: { name: 'a' }, spec: template },
      quiet,
    );
    const query = `fieldSelector=status.phase%3DRunning&resourceVersion=${metadata.resourceVersion}`;
    const watch = await api.watch(`${api.core}/pods?${query}`);
    await api.patch(
      `${api.core}/pods/a/status`,
      { merge: { status: { phase: 'Running' } } },
      quiet,
    );
    await api.patch(
      `${api.core}/pods/a/status`,
      { merge: { status: { phase: 'Succeeded' } } },
      quiet,
    );
    await watch.take(2);
  },
  'finalizers and deletion': async (api) => {
    const metadata = { name: 'a', finalizers: ['example.com/x'] };
    const created = await api.post(`${api.core}/secrets`, secret('', { metadata }), quiet);
    const watch = await api.watch(
      `${api.core}/secrets?resourceVersion=${created.metadata.resourceVersion}`,
    );
    await remove(api, 'a');
    await api.patch(`${api.core}/secrets/a`, { merge: { metadata: { finalizers: null } } }, quiet);
    await watch.take(2);
  },
  'the end after a time': async (api) => {
    const { metadata } = await make(api, 'a');
    const watch = await api.watch(
      `${api.core}/secrets?timeoutSeconds=1&resourceVersion=${metadata.resourceVersion}`,
    );
    await watch.takeAll();
  },
  'initial events, and the bookmark after them': async (api) => {
    await make(api, 'a');
    await make(api, 'b');
    const query =
      'sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true';
    const watch = await api.watch(`${api.core}/secrets?${query}`);
    await watch.takeUntil(endsInitialEvents);
    await make(api, 'c');
    await watch.take(1);
  },
  'initial events of nothing': async (api) => {
    const query =
      'sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true';
    const watch = await api.watch(`${api.core}/secrets?${query}`);
    await watch.takeUntil(endsInitialEvents);
  },
  'initial events not older than a version': async (api) => {
    const { metadata } = await make(api, 'a');
    const query =
      'sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true';
    const watch = await api.watch(
      `${api.core}/secrets?${query}&resourceVersion=${metadata.resourceVersion}`,
    );
    await watch.takeUntil(endsInitialEvents);
  },
  'initial events of custom resources': async (api) => {
    const cr = await api.installCustomResource();
    await api.post(cr.path, cr.object('a'), quiet);
    const query =
      'sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true';
    const watch = await api.watch(`${cr.path}?${query}`);
    await watch.takeUntil(endsInitialEvents);
  },
  'initial events of what is selected': async (api) => {
    await api.post(`${api.core}/secrets`, labelled('a', { on: 'yes' }), quiet);
    await make(api, 'b');
    const query =
      'sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true';
    const watch = await api.watch(`${api.core}/secrets?${query}&labelSelector=on`);
    await watch.takeUntil(endsInitialEvents);
  },
  'no initial events': async (api) => {
    await make(api, 'a');
    const query =
      'sendInitialEvents=false&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true';
    const watch = await api.watch(`${api.core}/secrets?${query}`);
    if (watch.status === 200) {
      await make(api, 'b');
      await watch.take(1);
    }
  },
  'the first version of a kind that was there from the start': async (api) => {
    await make(api, 'a');
    const watch = await api.watch(`${api.core}/secrets?resourceVersion=1&timeoutSeconds=3`);
    await watch.take(1);
  },
  'a version that is too old': async (api) => {
    const cr = await api.installCustomResource();
    const watch = await api.watch(`${cr.path}?resourceVersion=1&timeoutSeconds=3`);
    await watch.takeAll();
  },
  'a version of the future': async (api) => {
    const watch = await api.watch(`${api.core}/secrets?resourceVersion=999999999&timeoutSeconds=3`);
    await watch.takeAll();
  },
  'only metadata': async (api) => {
    const { metadata } = await make(api, 'a');
    const headers = { Accept: 'application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1' };
    const path = `${api.core}/secrets?resourceVersion=${metadata.resourceVersion}`;
    const watch = await api.watch(path, { headers });
    await change(api, 'a');
    await watch.take(1);
  },
  'streams have a media type of their own': async (api) => {
    const { metadata } = await make(api, 'a');
    const path = `${api.core}/secrets?timeoutSeconds=1&resourceVersion=${metadata.resourceVersion}`;
    for (const accept of [
      'application/json;stream=watch',
      '*/*',
      'application/*',
      'text/plain',
      'application/yaml',
    ]) {
      const watch = await api.watch(path, { headers: { Accept: accept } });
      if (watch.status === 200) watch.close();
    }
  },
  'what is not watched': async (api) => {
    await (
      await api.watch('/apis/authorization.k8s.io/v1/subjectaccessreviews?timeoutSeconds=1')
    ).takeAll();
    await (await api.watch(`${api.core}/nothings?timeoutSeconds=1`)).takeAll();
  },
  'a kind that is deleted ends its watches': async (api) => {
    const cr = await api.installCustomResource();
    const { metadata } = await api.post(cr.path, cr.object('a'), quiet);
    const watch = await api.watch(`${cr.path}?resourceVersion=${metadata.resourceVersion}`);
    const path = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';
    await api.delete(`${path}/${cr.name}`, undefined, quiet);
    await watch.takeAll();
  },
  'many changes arrive in their order': async (api) => {
    const created = await api.post(`${api.core}/configmaps`, configMap('a'), quiet);
    const version = created.metadata.resourceVersion;
    const watch = await api.watch(`${api.core}/configmaps?resourceVersion=${version}`);
    for (const value of ['1', '2', '3', '4', '5']) {
      await api.patch(`${api.core}/configmaps/a`, { merge: { data: { value } } }, quiet);
    }
    await watch.take(5);
  },
  ...Object.fromEntries(refusals),
});
