import type { Api } from '../api.ts';
import { type CustomResource, definitionsPath } from '../custom-resource.ts';
import { group } from '../group.ts';
import { serveWebhooks, type WebhookAnswer } from '../webhook-server.ts';

const quiet = { record: false } as const;

interface Converted {
  apiVersion: string;
  readonly kind: string;
  metadata: Record<string, unknown>;
  spec?: Record<string, unknown>;
  status?: Record<string, unknown>;
}

/** A request of the conversion API. */
interface Conversion {
  readonly uid: string;
  readonly desiredAPIVersion: string;
  readonly objects: readonly Converted[];
}

function schema(properties: object): object {
  const status = { type: 'object', properties: { seen: { type: 'integer' } } };
  return {
    openAPIV3Schema: {
      type: 'object',
      properties: { spec: { type: 'object', properties }, status },
    },
  };
}

const text = { type: 'string' };
const subresources = { status: {} };
/** Says in one field what the other version says in two. */
const v1 = {
  name: 'v1',
  served: true,
  storage: true,
  subresources,
  schema: schema({
    pair: { ...text, pattern: '-' },
    one: { ...text, default: 'x' },
    list: { type: 'array', items: text },
  }),
};
const v2 = {
  name: 'v2',
  served: true,
  storage: false,
  subresources,
  additionalPrinterColumns: [{ name: 'Left', type: 'string', jsonPath: '.spec.left' }],
  schema: schema({
    left: text,
    right: text,
    two: { ...text, default: 'y' },
    list: { type: 'array', items: text },
  }),
};

/** What a converter does that keeps to the rules. */
function convert(object: Converted, apiVersion: string): Converted {
  const { pair, left, right, ...others } = object.spec ?? {};
  const spec = apiVersion.endsWith('/v2')
    ? { ...others, ...splitPair(pair) }
    : { ...others, ...(left !== undefined && { pair: `${left as string}-${right as string}` }) };
  return { ...object, apiVersion, ...(object.spec && { spec }) };
}

function splitPair(pair: unknown): object {
  if (typeof pair !== 'string') return {};
  const [left, right] = pair.split('-', 2);
  return { left, right };
}

function success({ uid, desiredAPIVersion, objects }: Conversion): Record<string, unknown> {
  const convertedObjects = objects.map((object) => convert(object, desiredAPIVersion));
  return { uid, result: { status: 'Success' }, convertedObjects };
}

function review(response: unknown): WebhookAnswer {
  return { body: { apiVersion: 'apiextensions.k8s.io/v1', kind: 'ConversionReview', response } };
}

interface Setup {
  readonly cr: CustomResource;
  readonly path1: string;
  readonly path2: string;
  readonly conversion: object;
  /** What the converter was asked, since it was last emptied. */
  readonly asked: Conversion[];
  /** How it answers from now on. */
  readonly answerWith: (answer: (request: Conversion) => WebhookAnswer) => void;
}

/** A kind in two versions with a converter between them. */
async function withConverter(
  api: Api,
  run: (setup: Setup) => Promise<void>,
  versions: readonly object[] = [v1, v2],
): Promise<void> {
  const asked: Conversion[] = [];
  let answer = (request: Conversion): WebhookAnswer => review(success(request));
  await using server = await serveWebhooks((_, body) => {
    const { request } = body as { request: Conversion };
    asked.push(request);
    return answer(request);
  });
  const { url, caBundle } = server;
  const conversion = {
    strategy: 'Webhook',
    webhook: {
      conversionReviewVersions: ['v1'],
      clientConfig: { url: `${url}/convert`, caBundle },
    },
  };
  const cr = await api.installCustomResource({ versions, spec: { conversion } });
  const pathOf = (version: string) => `${api.in(`${cr.group}/${version}`)}/${cr.plural}`;
  await run({
    cr,
    path1: pathOf('v1'),
    path2: pathOf('v2'),
    conversion,
    asked,
    answerWith: (next) => {
      answer = next;
    },
  });
  await api.delete(`${definitionsPath}/${cr.name}`, undefined, quiet);
  await api.await(`${definitionsPath}/${cr.name}`, ({ status }) => status === 404);
}

const inV2 = (cr: CustomResource, name: string, spec: object) => ({
  ...cr.object(name, { spec }),
  apiVersion: `${cr.group}/v2`,
});

/** Reads an object in the version that is not stored, for each way to answer. */
async function readWith(
  api: Api,
  answers: Readonly<Record<string, (request: Conversion) => WebhookAnswer>>,
): Promise<void> {
  await withConverter(api, async ({ cr, path1, path2, answerWith }) => {
    await api.post(path1, cr.object('a', { spec: { pair: 'l-r' } }), quiet);
    for (const [title, answer] of Object.entries(answers)) {
      // A server need not ask again about what has not changed.
      await api.patch(`${path1}/a`, { merge: { spec: { list: [title] } } }, quiet);
      answerWith((request) =>
        request.desiredAPIVersion.endsWith('v2') ? answer(request) : review(success(request)),
      );
      const { body } = await api.get(`${path2}/a`, quiet);
      const { message, reason, code, metadata, spec } = body as Record<string, never>;
      api.note(title, { message, reason, code, metadata, spec } as never);
    }
    answerWith((request) => review(success(request)));
  });
}

/** An answer that is right but for the object. */
const changed = (change: (object: Converted) => unknown) => (request: Conversion) => {
  const convertedObjects = request.objects.map((object) =>
    change(structuredClone(convert(object, request.desiredAPIVersion))),
  );
  return review({ ...success(request), convertedObjects });
};

const withMetadata = (fields: object) =>
  changed((object) => ({ ...object, metadata: { ...object.metadata, ...fields } }));

export const conversionCases = group('conversions', {
  'written in one, read in the other': (api) =>
    withConverter(api, async ({ cr, path1, path2 }) => {
      await api.post(path1, cr.object('a', { spec: { pair: 'l-r' } }));
      await api.get(`${path2}/a`);
      await api.post(path2, inV2(cr, 'b', { left: 'u', right: 'v', list: ['1'] }));
      await api.get(`${path1}/b`);
      await api.get(`${path2}/b`);
      await api.get(path1);
      await api.get(path2);
      await api.get(path2, { headers: { accept: 'application/json;as=Table;v=v1;g=meta.k8s.io' } });
      await api.get(`${path2}?limit=1`);
    }),
  'each verb in the version that is not stored': (api) =>
    withConverter(api, async ({ cr, path1, path2 }) => {
      await api.post(path2, inV2(cr, 'a', { left: 'u', right: 'v' }), quiet);
      await api.patch(`${path2}/a`, { merge: { spec: { left: 'w' } } });
      await api.patch(`${path2}/a`, {
        json: [{ op: 'replace', path: '/spec/right', value: 'z' }],
      });
      const { body } = await api.get(`${path2}/a`, quiet);
      await api.put(`${path2}/a`, { ...body, spec: { left: 'p', right: 'q' } });
      await api.put(`${path2}/a`, body);
      await api.patch(`${path2}/a/status`, { merge: { status: { seen: 3 } } });
      await api.get(`${path1}/a`);
      await api.patch(`${path2}/a`, { merge: { spec: { left: 'p' } } });
      await api.delete(`${path2}/a`);
      await api.post(path2, inV2(cr, 'b', { left: 'u', right: 'v' }), quiet);
      await api.delete(path2);
      await api.get(`${path1}/b`);
    }),
  'with finalizers': (api) =>
    withConverter(api, async ({ cr, path1, path2 }) => {
      const object = inV2(cr, 'a', { left: 'u', right: 'v' });
      const metadata = { name: 'a', finalizers: ['example.com/a'] };
      await api.post(path2, { ...object, metadata }, quiet);
      await api.delete(`${path2}/a`);
      await api.get(`${path1}/a`);
      await api.patch(`${path2}/a`, { merge: { metadata: { finalizers: null } } });
      await api.get(`${path1}/a`);
    }),
  'watches in both versions': (api) =>
    withConverter(api, async ({ cr, path1, path2 }) => {
      const { metadata } = await api.post(path1, cr.object('a', { spec: { pair: 'l-r' } }), quiet);
      const query = `?resourceVersion=${metadata.resourceVersion}`;
      const one = await api.watch(path1 + query);
      const two = await api.watch(path2 + query);
      const initial = await api.watch(
        `${path2}?sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true`,
      );
      await initial.take(2);
      await api.patch(`${path2}/a`, { merge: { spec: { left: 'm' } } }, quiet);
      await api.post(path2, inV2(cr, 'b', { left: 'u', right: 'v' }), quiet);
      await api.delete(`${path1}/a`, undefined, quiet);
      await one.take(3);
      await two.take(3);
      await initial.take(3);
    }),
  'what is asked': (api) =>
    withConverter(api, async ({ cr, path2, asked }) => {
      asked.length = 0;
      await api.post(path2, inV2(cr, 'a', { left: 'u', right: 'v' }), quiet);
      const first = asked.find(({ desiredAPIVersion }) => desiredAPIVersion.endsWith('/v1'));
      api.note('request', first as never);
    }),
  'nothing is asked in the stored version': (api) =>
    withConverter(api, async ({ cr, path1, asked, answerWith }) => {
      answerWith(() => ({ status: 500, body: 'no' }));
      asked.length = 0;
      await api.post(path1, cr.object('a', { spec: { pair: 'l-r' } }));
      await api.patch(`${path1}/a`, { merge: { spec: { one: '2' } } });
      await api.get(`${path1}/a`);
      answerWith((request) => review(success(request)));
    }),
  'defaults come before, what the schema does not know goes after': (api) =>
    withConverter(api, async ({ cr, path1, path2, answerWith }) => {
      answerWith(
        changed((object) => ({
          ...object,
          spec: { ...object.spec, one: undefined, unknown: 'u', two: undefined },
          more: 1,
        })),
      );
      await api.post(path1, cr.object('a', { spec: { pair: 'l-r' } }));
      await api.get(`${path2}/a`);
      await api.post(path2, inV2(cr, 'b', { left: 'u', right: 'v' }));
      await api.get(`${path1}/b`);
      answerWith((request) => review(success(request)));
    }),
  'what is converted is not validated': (api) =>
    withConverter(api, async ({ cr, path1, path2, answerWith }) => {
      answerWith(
        changed((object) => ({ ...object, spec: { ...object.spec, pair: 'bad', list: 3 } })),
      );
      await api.post(path2, inV2(cr, 'a', { left: 'u', right: 'v' }));
      await api.get(`${path1}/a`);
      answerWith((request) => review(success(request)));
      await api.post(path2, inV2(cr, 'b', { left: 3 }));
    }),
  'labels and annotations that the converter changes': (api) =>
    readWith(api, {
      changed: withMetadata({ labels: { a: 'b' }, annotations: { c: 'd' } }),
      'nothing of the rest': withMetadata({
        generation: 7,
        finalizers: ['x.y/z'],
        resourceVersion: '1',
      }),
      'bad label': withMetadata({ labels: { 'a b': 'b' } }),
      'bad value': withMetadata({ labels: { a: 'b c' } }),
      'bad annotation': withMetadata({ annotations: { 'c c': 'd' } }),
      'label of another type': withMetadata({ labels: { a: 1 } }),
      'labels of another type': withMetadata({ labels: ['a'] }),
      'no metadata': changed((object) => ({ ...object, metadata: undefined })),
    }),
  'another object than the one that was asked for': (api) =>
    readWith(api, {
      name: withMetadata({ name: 'b' }),
      namespace: withMetadata({ namespace: 'other' }),
      uid: withMetadata({ uid: 'other' }),
      kind: changed((object) => ({ ...object, kind: 'Other' })),
      version: changed((object) => ({ ...object, apiVersion: 'example.com/v3' })),
    }),
  'answers that are none': (api) =>
    readWith(api, {
      failed: ({ uid }) => review({ uid, result: { status: 'Failure', message: 'no such luck' } }),
      'failed without a word': ({ uid }) => review({ uid, result: { status: 'Failure' } }),
      'without a result': ({ uid }) => review({ uid, convertedObjects: [] }),
      'of another request': (request) => review({ ...success(request), uid: 'other' }),
      'too few objects': (request) => review({ ...success(request), convertedObjects: [] }),
      'too many objects': (request) => {
        const { convertedObjects } = success(request);
        const many = convertedObjects as Converted[];
        return review({ ...success(request), convertedObjects: [...many, ...many] });
      },
      'no response': () => review(undefined),
      'another kind of review': (request) => ({
        body: { apiVersion: 'apiextensions.k8s.io/v1', kind: 'Other', response: success(request) },
      }),
      'status 500': () => ({ status: 500, body: 'oh no' }),
      'status 404': () => ({ status: 404, body: 'not here' }),
    }),
  'a converter that cannot be reached': async (api) => {
    const conversion = {
      strategy: 'Webhook',
      webhook: {
        conversionReviewVersions: ['v1'],
        clientConfig: { url: 'https://127.0.0.1:1/convert' },
      },
    };
    const cr = await api.installCustomResource({
      versions: [v1, { ...v2, served: false }],
      spec: { conversion },
    });
    await api.post(cr.path, cr.object('a', { spec: { pair: 'l-r' } }), quiet);
    const versions = [v1, v2];
    const file = `${definitionsPath}/${cr.name}`;
    await api.patch(file, { merge: { spec: { versions } } }, quiet);
    const path2 = `${api.in(`${cr.group}/v2`)}/${cr.plural}`;
    await api.await(`${path2}/a`, ({ status }) => status !== 404, { record: undefined });
    await api.post(path2, inV2(cr, 'b', { left: 'u', right: 'v' }));
    await api.patch(`${path2}/a`, { merge: { spec: { left: 'w' } } });
    await api.delete(`${path2}/a`);
    await api.delete(`${cr.path}/a`);
  },
  'a write that the converter refuses': (api) =>
    withConverter(api, async ({ cr, path1, path2, answerWith }) => {
      await api.post(path2, inV2(cr, 'a', { left: 'u', right: 'v' }), quiet);
      answerWith((request) =>
        request.desiredAPIVersion.endsWith('v1')
          ? review({ uid: request.uid, result: { status: 'Failure', message: 'not in v1' } })
          : review(success(request)),
      );
      await api.post(path2, inV2(cr, 'b', { left: 'u', right: 'v' }));
      await api.patch(`${path2}/a`, { merge: { spec: { left: 'w' } } });
      await api.get(`${path1}/b`);
      answerWith((request) => review(success(request)));
    }),
  'another version is stored from now on': (api) =>
    withConverter(api, async ({ cr, path1, path2 }) => {
      await api.post(path1, cr.object('a', { spec: { pair: 'l-r' } }), quiet);
      const versions = [
        { ...v1, storage: false },
        { ...v2, storage: true },
      ];
      const file = `${definitionsPath}/${cr.name}`;
      await api.patch(file, { merge: { spec: { versions } } }, quiet);
      await api.get(`${path1}/a`);
      await api.get(`${path2}/a`);
      await api.patch(`${path1}/a`, { merge: { spec: { pair: 'm-r' } } });
      await api.get(`${path2}/a`);
    }),
  'apply in the version that is not stored': (api) =>
    withConverter(api, async ({ cr, path1, path2 }) => {
      const apply = (left: string, query: string) =>
        api.patch(`${path2}/a?${query}`, { apply: inV2(cr, 'a', { left, right: 'v' }) });
      await apply('u', 'fieldManager=one');
      await apply('u', 'fieldManager=one');
      await apply('w', 'fieldManager=two');
      await apply('w', 'fieldManager=two&force=true');
      await api.get(`${path1}/a`);
    }),
  'dry run': (api) =>
    withConverter(api, async ({ cr, path1, path2 }) => {
      await api.post(`${path2}?dryRun=All`, inV2(cr, 'a', { left: 'u', right: 'v' }));
      await api.post(path2, inV2(cr, 'a', { left: 'u', right: 'v' }), quiet);
      await api.patch(`${path2}/a?dryRun=All`, { merge: { spec: { left: 'w' } } });
      await api.get(`${path1}/a`);
    }),
});
