import { CustomResourceDefinition } from '@keelson/kubernetes/apiextensions/v1';
import {
  type DynamicType,
  installCustomResources,
  uninstallCustomResources,
} from '@keelson/runtime';
import { eventually } from '@keelson/runtime/testing';
import { randomUUID } from 'node:crypto';
import { expect, inject, it } from 'vitest';
import { toyDefinition } from '../compatibility/toy-definition.ts';
import { setUp } from './support/set-up.ts';

const begin = () => setUp({ kubeconfigPath: inject('kubeconfigPath'), speed: 20 });

/** A kind of the test's own, installed, with one object of it. */
async function toys(test: Awaited<ReturnType<typeof begin>>) {
  const group = `t${randomUUID().slice(0, 8)}.faults.example.com`;
  const name = `toys.${group}`;
  const type: DynamicType = { apiVersion: `${group}/v1`, kind: 'Toy' };
  const { live, namespace } = test;
  const definition = toyDefinition(group);
  const install = () => installCustomResources(live, [definition]);
  const remove = async () => {
    await uninstallCustomResources(live, [definition]);
    const query = { fieldSelector: `metadata.name=${name}` };
    await eventually(async () => {
      const { items } = await live.list(CustomResourceDefinition, query);
      return items.length === 0;
    });
  };
  const make = (toy: string, size: number) =>
    live.create(type, { ...type, metadata: { namespace, name: toy }, spec: { size } });
  return { type, path: `/apis/${group}/`, install, remove, make };
}

it('F22 a kind that is deleted and installed again is found again, and others do not notice', async () => {
  await using test = await begin();
  const { type, install, remove, make } = await toys(test);
  await install();
  await make('one', 1);
  const informer = test.cache.informer(type);
  const told: string[] = [];
  informer.addHandler((event) => void told.push(`${event.type} ${event.object.metadata.name}`));
  await test.start();
  expect(told).toEqual(['created one']);
  await remove();
  await eventually(() => informer.list().length === 0, { timeoutMs: 20_000 });
  await test.put('a', '1');
  await test.holds('a=1');
  await install();
  await make('two', 2);
  await eventually(() => informer.list().length === 1, { timeoutMs: 20_000 });
  expect(told).toEqual(['created one', 'deleted one', 'created two']);
  await remove();
  await test.put('a', '2');
  await test.holds('a=2');
  // ConfigMaps were watched over one stream all the time.
  expect(
    test.proxy.requests.filter((request) => request.path.endsWith('/configmaps')),
  ).toHaveLength(1);
});

it('F22 a conversion webhook that is down keeps what is cached, and others do not notice', async () => {
  await using test = await begin();
  const { type, path, install, remove, make } = await toys(test);
  await install();
  await make('one', 1);
  const informer = test.cache.informer(type);
  await test.start();
  // What the API server says of each list and each watch of the kind then.
  const down = await test.proxy.inject({
    kind: 'status',
    path,
    status: 500,
    reason: 'InternalError',
  });
  await test.proxy.inject({ kind: 'error-event', status: 500, reason: 'InternalError' });
  await eventually(() => down.hits >= 3);
  expect(informer.list()).toHaveLength(1);
  await test.put('a', '1');
  await test.holds('a=1');
  await make('two', 2);
  await down.lift();
  await eventually(() => informer.list().length === 2);
  await remove();
});
