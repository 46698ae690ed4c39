import { ConfigMap } from '@keelson/kubernetes/core/v1';
import { cacheKind } from '@keelson/runtime';
import { eventually } from '@keelson/runtime/testing';
import { expect, inject, it } from 'vitest';
import { setUp } from './support/set-up.ts';

const fail = (): never => {
  throw new Error('a mistake of the user');
};

it('F15 functions that throw are counted and logged, and nobody else misses anything', async () => {
  let transforms = 0;
  const transform = (object: ConfigMap): ConfigMap => {
    transforms += 1;
    return object.metadata.name === 'bad' ? fail() : object;
  };
  await using test = await setUp({
    kubeconfigPath: inject('kubeconfigPath'),
    byObject: [cacheKind({ type: ConfigMap, transform })],
  });
  const informer = test.cache.informer(ConfigMap);
  let asyncCalls = 0;
  informer.addHandler(fail, { resyncPeriodMs: 10_000 });
  informer.addHandler(
    async () => {
      asyncCalls += 1;
      await Promise.resolve();
      fail();
    },
    { resyncPeriodMs: 10_000 },
  );
  test.cache.addIndex(ConfigMap, 'broken', ({ metadata: { name } }) =>
    name === 'bad' ? fail() : [name],
  );
  await test.put('bad');
  await test.put('good');
  await test.start();
  await test.put('good', '2');
  await test.holds('bad=1 good=2');
  // Resyncs go on too.
  await eventually(() => asyncCalls >= 9);
  expect(transforms).toBeGreaterThanOrEqual(3);
  expect(test.seen.filter((line) => line.includes('good'))).toEqual([
    'created good 1',
    'updated good 2',
  ]);
  const { namespace } = test;
  expect(informer.get({ namespace, name: 'bad' })?.data).toEqual({ v: '1' });
  const messages = new Set(test.logger.lines.map(({ message }) => message));
  expect(messages).toEqual(
    new Set([
      `A transform threw for ${namespace}/bad`,
      'An index function threw',
      'An event handler threw',
    ]),
  );
  // One each at the least: the transform, the index, and both handlers for each object and resync.
  const failures = test.recoveries.filter((line) => line === 'handler failed');
  expect(failures.length).toBe(test.logger.lines.length);
});
