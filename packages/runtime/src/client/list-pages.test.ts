import { resourceType } from '@keelson/kubernetes';
import { expect, it } from 'vitest';
import { listPages } from './list-pages.ts';
import { RestClient } from './rest-client.ts';
import { ScriptedTransport } from './scripted-transport.test.support.ts';

const Thing = resourceType({
  group: 'example.com',
  version: 'v1',
  kind: 'Thing',
  plural: 'things',
  scope: 'Cluster',
});

it('follows the token, without the version, and asks no page that is not wanted', async () => {
  const transport = new ScriptedTransport(({ query }) => {
    const page = Number(query?.get('continue') ?? '0');
    return { body: { metadata: { continue: page < 2 ? String(page + 1) : '' }, items: [] } };
  });
  const client = new RestClient({ transport });
  const options = { resourceVersion: '5', resourceVersionMatch: 'Exact', limit: 2 } as const;
  let pages = 0;
  for await (const page of listPages(client, Thing, options)) pages += page.items.length + 1;
  expect(pages).toBe(3);
  const path = 'GET /apis/example.com/v1/things?limit=2';
  expect(transport.lines).toEqual([
    `${path}&resourceVersion=5&resourceVersionMatch=Exact`,
    `${path}&continue=1`,
    `${path}&continue=2`,
  ]);
  for await (const _ of listPages(client, Thing)) break;
  expect(transport.lines.at(-1)).toBe('GET /apis/example.com/v1/things?limit=500');
  expect(transport.lines).toHaveLength(4);
});
