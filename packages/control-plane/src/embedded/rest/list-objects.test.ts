import type { JsonObject } from '@keelson/schema';
import { describe, expect, it } from 'vitest';
import { seededRandom, Workbench } from '../server/workbench.test.support.ts';
import { StatusError } from '../status-error.ts';
import { listObjects, type ObjectPage } from './list-objects.ts';
import { listOptionsOf } from './request-options.ts';
import { selectionOf } from './selection.ts';

const namespaces = ['a', 'a-b', 'b'];

class Cluster extends Workbench {
  readonly maps = this.ref('configmaps n/x').resource;

  put(path: string, labels: JsonObject = {}): void {
    const [namespace = '', name = ''] = path.split('/');
    const metadata = { namespace, name, labels };
    this.store.put({ resource: 'configmaps', namespace, name }, { metadata });
  }

  remove(path: string): void {
    const [namespace = '', name = ''] = path.split('/');
    this.store.remove({ resource: 'configmaps', namespace, name });
  }

  list(query: Record<string, string> = {}, namespace = ''): Promise<ObjectPage> {
    const options = listOptionsOf(new URLSearchParams(query));
    const selection = selectionOf(this.maps, options, { namespace, name: '' });
    return listObjects(this.store, this.maps, { options, selection });
  }

  async refusal(query: Record<string, string>): Promise<StatusError['status']> {
    try {
      await this.list(query);
    } catch (error) {
      if (error instanceof StatusError) return error.status;
      throw error;
    }
    throw new Error('the list was not refused');
  }
}

const paths = ({ items }: ObjectPage): string[] =>
  items.map(({ metadata }) => {
    const { namespace, name } = metadata as { namespace: string; name: string };
    return `${namespace}/${name}`;
  });

describe('listObjects', () => {
  it('is of the newest revision, in the order of the keys', async () => {
    const cluster = new Cluster();
    for (const path of ['b/x', 'a-b/x', 'a/y', 'a/x']) cluster.put(path);
    const all = await cluster.list();
    expect(paths(all)).toEqual(['a-b/x', 'a/x', 'a/y', 'b/x']);
    expect(all).toMatchObject({ revision: 5, continue: '', remaining: undefined });
    expect(paths(await cluster.list({}, 'a'))).toEqual(['a/x', 'a/y']);
    expect(paths(await cluster.list({ fieldSelector: 'metadata.name=x' }))).toEqual([
      'a-b/x',
      'a/x',
      'b/x',
    ]);
  });

  it.each(Array.from({ length: 25 }, (_, seed) => seed))(
    'gives pages that together are the list at one revision, whatever is written meanwhile (seed %i)',
    async (seed) => {
      const random = seededRandom(seed);
      const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;
      const cluster = new Cluster();
      const present = new Set<string>();
      const write = (): void => {
        const path = `${pick(namespaces)}/${pick(['p', 'q', 'r', 's', 't'])}`;
        if (present.has(path) && random() < 0.5) {
          cluster.remove(path);
          present.delete(path);
        } else {
          cluster.put(path, { odd: pick(['yes', 'no']) });
          present.add(path);
        }
      };
      for (let index = 0; index < 30; index++) write();
      const namespace = pick(['', ...namespaces]);
      const labelSelector = pick(['', 'odd=yes']);
      const limit = pick(['1', '2', '3', '100']);
      const whole = await cluster.list({ labelSelector }, namespace);

      const pages = [await cluster.list({ labelSelector, limit }, namespace)];
      for (;;) {
        const last = pages.at(-1) as ObjectPage;
        if (last.continue === '') break;
        write();
        pages.push(
          await cluster.list({ labelSelector, limit, continue: last.continue }, namespace),
        );
      }
      expect(pages.flatMap(paths)).toEqual(paths(whole));
      expect(pages.flatMap(({ items }) => items)).toEqual(whole.items);
      expect(new Set(pages.map(({ revision }) => revision))).toEqual(new Set([whole.revision]));
      let left = whole.items.length;
      for (const page of pages) {
        left -= page.items.length;
        expect(page.items.length).toBeLessThanOrEqual(Number(limit));
        // Only without a selector is it known how many follow.
        const isKnown = labelSelector === '' && page.continue !== '';
        expect(page.remaining).toBe(isKnown ? left : undefined);
      }
    },
  );

  it('lists at a revision of the past when it is asked to, and not older than one', async () => {
    const cluster = new Cluster();
    cluster.put('a/x');
    cluster.put('a/y');
    cluster.remove('a/x');
    const exact = await cluster.list({ resourceVersion: '3', resourceVersionMatch: 'Exact' });
    expect([paths(exact), exact.revision]).toEqual([['a/x', 'a/y'], 3]);
    const newer = await cluster.list({
      resourceVersion: '3',
      resourceVersionMatch: 'NotOlderThan',
    });
    expect([paths(newer), newer.revision]).toEqual([['a/y'], 4]);
    // A limit with a version but no rule means that very version.
    expect(paths(await cluster.list({ resourceVersion: '2', limit: '5' }))).toEqual(['a/x']);
    expect(paths(await cluster.list({ resourceVersion: '2' }))).toEqual(['a/y']);
    expect(paths(await cluster.list({ resourceVersion: '0' }))).toEqual(['a/y']);
  });

  it('refuses a revision that it has not reached, and one that is forgotten', async () => {
    const cluster = new Cluster();
    cluster.put('a/x');
    cluster.put('a/x');
    expect(await cluster.refusal({ resourceVersion: '9' })).toMatchObject({
      code: 504,
      message: 'Timeout: Too large resource version: 9, current: 3',
      details: { retryAfterSeconds: 1 },
    });
    cluster.store.compact();
    expect(
      await cluster.refusal({ resourceVersion: '2', resourceVersionMatch: 'Exact' }),
    ).toMatchObject({
      code: 410,
      reason: 'Expired',
      message: 'The resourceVersion for the provided list is too old.',
    });
    expect(await cluster.refusal({ resourceVersion: 'x' })).toMatchObject({ code: 400 });
  });

  it('lets who has waited too long go on, with what is there now', async () => {
    const cluster = new Cluster();
    for (const path of ['a/p', 'a/q', 'a/r']) cluster.put(path);
    const first = await cluster.list({ limit: '1' });
    cluster.remove('a/q');
    cluster.put('b/x');
    cluster.store.compact();
    const refusal = await cluster.refusal({ limit: '1', continue: first.continue });
    expect(refusal).toMatchObject({ code: 410, reason: 'Expired' });
    const token = (refusal.metadata as { continue: string }).continue;
    const rest = await cluster.list({ continue: token });
    expect([paths(rest), rest.revision]).toEqual([['a/r', 'b/x'], cluster.store.revision]);
    expect(await cluster.refusal({ continue: token, resourceVersion: '3' })).toMatchObject({
      code: 400,
      message: 'specifying resource version is not allowed when using continue',
    });
  });
});
