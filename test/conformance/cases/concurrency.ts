import type { Answer } from '../answer.ts';
import type { Api } from '../api.ts';
import { isObject, type Json, type JsonObject } from '../exact-json.ts';
import { group } from '../group.ts';
import { configMap, secret } from './objects.ts';

const quiet = { record: false } as const;

/** How often there was each status and reason. */
function tally(answers: readonly Answer[]): Json {
  const counts: JsonObject = {};
  for (const { status, body } of answers) {
    const { reason } = body;
    const key = typeof reason === 'string' ? `${status} ${reason}` : String(status);
    counts[key] = Number(counts[key] ?? 0) + 1;
  }
  return counts;
}

function times<T>(count: number, run: (index: number) => Promise<T>): Promise<T[]> {
  return Promise.all(Array.from({ length: count }, (_, index) => run(index)));
}

function versionOf({ object }: JsonObject): number {
  const metadata = isObject(object) ? object['metadata'] : undefined;
  return isObject(metadata) ? Number(metadata['resourceVersion']) : 0;
}

async function makeCounter(api: Api): Promise<Answer> {
  return api.post(`${api.core}/configmaps`, configMap('a', { data: { n: '0' } }), quiet);
}

export const concurrencyCases = group('concurrency', {
  'one of many makes a name': async (api) => {
    await api.get(`${api.core}/secrets/a`);
    const answers = await times(12, () => api.post(`${api.core}/secrets`, secret('a'), quiet));
    api.note('twelve creations of one name', tally(answers));
  },
  'generated names are all different': async (api) => {
    const metadata = { generateName: 'a-' };
    const answers = await times(40, () => {
      return api.post(`${api.core}/secrets`, secret('', { metadata }), quiet);
    });
    api.note('forty generated names', tally(answers));
    api.note('different names', new Set(answers.map((answer) => answer.metadata.name)).size);
    const versions = answers.map((answer) => answer.metadata.resourceVersion);
    api.note('different versions', new Set(versions).size);
  },
  'one of many writes a version': async (api) => {
    const { body } = await makeCounter(api);
    const answers = await times(8, (index) => {
      return api.put(
        `${api.core}/configmaps/a`,
        { ...body, data: { n: `writer ${index}` } },
        quiet,
      );
    });
    api.note('eight updates of one version', tally(answers));
  },
  'one of many patches a version': async (api) => {
    const { metadata } = await makeCounter(api);
    const { resourceVersion } = metadata;
    const answers = await times(8, (index) => {
      const merge = { metadata: { resourceVersion }, data: { n: `writer ${index}` } };
      return api.patch(`${api.core}/configmaps/a`, { merge }, quiet);
    });
    api.note('eight patches of one version', tally(answers));
  },
  'patches without a version do not lose each other': async (api) => {
    await makeCounter(api);
    const answers = await times(3, (index) => {
      return api.patch(
        `${api.core}/configmaps/a`,
        { merge: { data: { [`k${index}`]: 'x' } } },
        quiet,
      );
    });
    api.note('three patches of other keys', tally(answers));
    await api.get(`${api.core}/configmaps/a`, { record: ({ data }) => data ?? null });
  },
  'one of many deletes with a precondition': async (api) => {
    const { metadata } = await makeCounter(api);
    await api.patch(`${api.core}/configmaps/a`, { merge: { data: { n: '1' } } }, quiet);
    const { resourceVersion } = metadata;
    const preconditions = { resourceVersion };
    const answers = await times(4, () => {
      return api.delete(`${api.core}/configmaps/a`, { preconditions }, quiet);
    });
    api.note('four deletions of an old version', tally(answers));
  },
  'a watch tells all writes, in the order of their versions': async (api) => {
    const { metadata } = await makeCounter(api);
    const path = `${api.core}/secrets?resourceVersion=${metadata.resourceVersion}`;
    const [one, two] = await Promise.all([api.watch(path), api.watch(path)]);
    await times(25, (index) => api.post(`${api.core}/secrets`, secret(`n${index}`), quiet));
    const [left, right] = [await one.peek(25), await two.peek(25)];
    const versions = left.map(versionOf);
    const ordered = versions.every(
      (version, index) => index === 0 || version > versions[index - 1]!,
    );
    api.note('in order', ordered);
    api.note('the same for both', versions.join() === right.map(versionOf).join());
  },
  'what was written is read at once': async (api) => {
    await makeCounter(api);
    const seen: Json[] = [];
    for (let n = 1; n <= 10; n += 1) {
      const merge = { data: { n: String(n) } };
      await api.patch(`${api.core}/configmaps/a`, { merge }, quiet);
      const { body } = await api.get(
        `${api.core}/configmaps?fieldSelector=metadata.name%3Da`,
        quiet,
      );
      const [item] = body['items'] as JsonObject[];
      seen.push((item?.['data'] as JsonObject | undefined)?.['n'] ?? null);
    }
    api.note('read after each write', seen);
  },
});
