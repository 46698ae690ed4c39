import { startControlPlane } from '@keelson/control-plane';
import { ConfigMap, Namespace } from '@keelson/kubernetes/core/v1';
import { createHttpTransport, loadClusterConfig, RestClient } from '@keelson/runtime';
import { eventually } from '@keelson/runtime/testing';
import { describe, expect, inject, it } from 'vitest';
import type { Fault } from './support/fault.ts';
import { setUp, type SetUpOptions } from './support/set-up.ts';

const begin = (options: Partial<SetUpOptions> = {}) =>
  setUp({ kubeconfigPath: inject('kubeconfigPath'), ...options });

/** One that has `a` and `b`, synced. */
async function filled(options: Partial<SetUpOptions> = {}) {
  const test = await begin(options);
  await test.put('a');
  await test.put('b');
  await test.start();
  await test.holds('a=1 b=1');
  return test;
}

/** Cuts the cache off, lets things happen behind its back, and lets it come back to a fault. */
async function behindItsBack(
  test: Awaited<ReturnType<typeof filled>>,
  happen: () => Promise<unknown>,
  fault?: Fault,
): Promise<void> {
  const refused = await test.proxy.inject({ kind: 'refuse' });
  await happen();
  if (fault !== undefined) await test.proxy.inject(fault);
  await refused.lift();
}

const expired = { kind: 'status', status: 410, reason: 'Expired' } as const;

describe('F3 a list that fails during recovery', () => {
  it('is tried again, with backoff and for as long as it takes', async () => {
    await using test = await filled();
    const failing = { kind: 'status', status: 500, reason: 'InternalError', times: 6 } as const;
    await behindItsBack(test, () => test.put('a', '2'), {
      ...failing,
      on: ['watch', 'watch-list', 'list'],
    });
    await test.holds('a=2 b=1');
    expect(test.recoveries.filter((line) => line === 'relisted error').length).toBeGreaterThan(3);
  });
});

describe('F4 a version that has expired', () => {
  it.each<[string, Fault]>([
    ['as HTTP 410', { ...expired, on: ['watch'], times: 1 }],
    ['as ERROR event', { kind: 'error-event', status: 410, reason: 'Expired' }],
    ['as ERROR event of reason Gone', { kind: 'error-event', status: 410, reason: 'Gone' }],
  ])('is one relist, %s', async (_, fault) => {
    await using test = await filled();
    const before = test.proxy.requests.length;
    await test.proxy.inject(fault);
    if (fault.kind === 'status') await test.proxy.inject({ kind: 'reset' });
    await test.put('a', '2');
    await test.holds('a=2 b=1');
    await test.put('a', '3');
    await test.holds('a=3 b=1');
    expect(test.recoveries.filter((line) => line.startsWith('relisted'))).toEqual([
      'relisted expired',
    ]);
    expect(test.proxy.count('watch-list', before)).toBe(1);
  });
});

it('F5 a watch that is empty, again and again, is a relist each time, and soon a rare one', async () => {
  // A second must stay longer than what a request takes: it tells the empty watch from one that ended.
  const speed = 10;
  await using test = await filled({ speed });
  const before = test.proxy.requests.length;
  const empty = await test.proxy.inject({ kind: 'empty', on: ['watch', 'watch-list'] });
  await test.proxy.inject({ kind: 'reset' });
  await test.put('a', '2');
  // From the second attempt on by a list: it is not blind.
  await test.holds('a=2 b=1');
  const asked = () => test.proxy.requests.slice(before);
  expect(asked().findIndex(({ verb }) => verb !== 'watch')).toBeLessThanOrEqual(2);
  await eventually(() => asked().filter(({ verb }) => verb === 'list').length >= 5);
  // The backoff grows on: a list and a watch in more than four seconds are less than one in two.
  const [last, one] = asked()
    .filter(({ verb }) => verb === 'list')
    .toReversed();
  expect((last!.at - one!.at) * speed).toBeGreaterThan(4_000);
  await empty.lift();
});

it('F6 what was deleted while nobody watched is told, and gone', async () => {
  await using test = await filled();
  await behindItsBack(test, () => test.remove('a'), { ...expired, on: ['watch'], times: 1 });
  await test.holds('b=1');
  expect(test.seen.slice(2)).toEqual(['deleted a 1']);
});

it('F7 what was made anew under its name is a deletion and a creation', async () => {
  await using test = await filled();
  const again = async () => {
    await test.remove('a');
    await test.put('a', '2');
  };
  await behindItsBack(test, again, { ...expired, on: ['watch'], times: 1 });
  await test.holds('a=2 b=1');
  expect(test.seen.slice(2)).toEqual(['deleted a 1', 'created a 2']);
});

describe('F10 a list of many pages', () => {
  const noWatchList = {
    kind: 'status',
    on: ['watch-list'],
    status: 422,
    reason: 'Invalid',
  } as const;

  it.each([0, 1])('is complete, when %i of its pages have expired', async (times) => {
    await using test = await begin();
    const names = Array.from({ length: 11 }, (_, at) => `n${String(at).padStart(2, '0')}`);
    await Promise.all(names.map((name) => test.put(name)));
    await test.proxy.inject(noWatchList);
    if (times > 0)
      await test.proxy.inject({ ...expired, on: ['list'], isFurtherPage: true, times });
    await test.proxy.inject({ kind: 'pages', size: 4, on: ['list'] });
    await test.start();
    await test.holds(names.map((name) => `${name}=1`).join(' '));
    expect(test.seen.toSorted()).toEqual(names.map((name) => `created ${name} 1`));
    expect(test.proxy.count('list')).toBe(3);
  });
});

describe('F11 the end of the initial events', () => {
  it.each(['strip', 'drop'] as const)(
    'without its mark (%s) leads to a list within 30 s, once and for all',
    async (how) => {
      await using test = await begin({ startSpeed: 30 });
      await test.put('a');
      await test.proxy.inject({ kind: 'mark', how });
      const startedAt = test.clock.now();
      await test.start();
      // The client's clock is fast: what the machine takes counts for much.
      expect(test.clock.now() - startedAt).toBeLessThan(90_000);
      expect(test.held()).toBe('a=1');
      await behindItsBack(test, () => test.put('b'), { ...expired, on: ['watch'], times: 1 });
      await test.holds('a=1 b=1');
      expect(test.proxy.count('watch-list')).toBe(1);
      expect(test.seen).toEqual(['created a 1', 'created b 1']);
    },
  );
});

it('F12 initial events that break off and begin again are no second creation, and hide no deletion', async () => {
  await using test = await filled();
  await test.put('c');
  await test.holds('a=1 b=1 c=1');
  await test.proxy.inject({ kind: 'break', on: ['watch-list'], after: 1, times: 1 });
  await behindItsBack(test, () => test.remove('c'), { ...expired, on: ['watch'], times: 1 });
  await test.holds('a=1 b=1');
  expect(test.seen).toHaveLength(4);
  expect(test.seen.slice(2)).toEqual(['created c 1', 'deleted c 1']);
});

it('F13 a server that says for ever that our version is too new is asked for the latest instead', async () => {
  await using test = await filled();
  const before = test.proxy.requests.length;
  const tooLarge = {
    kind: 'status',
    isVersioned: true,
    status: 504,
    reason: 'Timeout',
    cause: 'ResourceVersionTooLarge',
  } as const;
  await behindItsBack(test, () => test.put('a', '2'), tooLarge);
  await test.holds('a=2 b=1');
  const asked = test.proxy.requests.slice(before);
  const escape = asked.findIndex(({ query }) => (query.get('resourceVersion') ?? '') === '');
  expect(escape).toBeLessThanOrEqual(2);
});

describe('F14 a second server that is behind', () => {
  it.each([true, false])('never leads the cache back (unchecked: %s)', async (isUnchecked) => {
    await using test = await filled();
    const stale = await test.put('a', '2');
    await test.put('a', '3');
    await test.holds('a=3 b=1');
    const { resourceVersion: version } = stale.metadata;
    const behind = await test.proxy.inject({
      kind: 'stale',
      isUnchecked,
      version,
      isVersioned: true,
    });
    await test.proxy.inject({ kind: 'error-event', status: 410, reason: 'Expired' });
    await eventually(() => behind.hits >= 1);
    expect(test.held()).toBe('a=3 b=1');
    await behind.lift();
    await test.put('b', '4');
    await test.proxy.inject({ kind: 'reset' });
    await test.holds('a=3 b=4');
    expect(test.seen.filter((line) => line.includes(' a '))).toEqual([
      'created a 1',
      'updated a 2',
      'updated a 3',
    ]);
  });
});

it('F14 an address that leads to another cluster from now on gives what that one has', async () => {
  await using other = await startControlPlane({ backend: 'embedded' });
  const config = await loadClusterConfig({ kubeconfig: other.kubeconfigPath });
  await using transport = createHttpTransport(config);
  const there = new RestClient({ transport, fieldManager: 'faults' });
  await using test = await filled({ others: { other: config } });
  const { namespace } = test;
  await there.create(Namespace, { metadata: { name: namespace } });
  await there.apply(ConfigMap, { metadata: { namespace, name: 'a' }, data: { v: '7' } });
  await test.proxy.inject({ kind: 'other-server', name: 'other' });
  await test.proxy.inject({ kind: 'error-event', status: 410, reason: 'Expired' });
  await test.holds('a=7');
  await there.apply(ConfigMap, { metadata: { namespace, name: 'c' }, data: { v: '8' } });
  await test.holds('a=7 c=8');
  expect(test.seen.slice(2).toSorted()).toEqual([
    'created a 7',
    'created c 8',
    'deleted a 1',
    'deleted b 1',
  ]);
});

describe('F16 what is on the wire', () => {
  it.each(['malform', 'truncate'] as const)(
    'is not believed when it is no event (%s)',
    async (kind) => {
      await using test = await filled();
      await test.proxy.inject({ kind });
      await test.put('a', '2');
      await test.put('b', '2');
      await test.holds('a=2 b=2');
      expect(test.recoveries).toEqual([kind === 'malform' ? 'relisted error' : 'restarted closed']);
    },
  );

  it('may be large, and come byte by byte, cut inside of characters', async () => {
    await using test = await filled();
    const drip = await test.proxy.inject({ kind: 'drip', bytes: 7 });
    await test.put('a', '\u{1F980}ü€'.repeat(50));
    await eventually(() => test.held().includes('\u{1F980}ü€'.repeat(50)));
    await drip.lift();
    const { namespace } = test;
    const data = { v: '3', large: 'ü€'.repeat(190_000) };
    await test.live.apply(ConfigMap, { metadata: { namespace, name: 'a' }, data });
    await test.holds('a=3 b=1');
    expect(test.cache.informer(ConfigMap).get({ namespace, name: 'a' })?.data).toEqual(data);
    expect(test.recoveries).toEqual([]);
  });

  it('may come late and all at once', async () => {
    await using test = await filled();
    const hold = await test.proxy.inject({ kind: 'hold', isMerged: true });
    for (const v of ['2', '3', '4']) await test.put('a', v);
    await test.remove('b');
    await test.put('b', '5');
    expect(test.held()).toBe('a=1 b=1');
    await hold.lift();
    await test.holds('a=4 b=5');
    expect(test.seen.slice(2)).toEqual(['updated a 4', 'deleted b 1', 'created b 5']);
  });
});
