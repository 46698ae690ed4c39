import {
  type Client,
  createHttpTransport,
  loadClusterConfig,
  RestClient,
  type Transport,
} from '@keelson/runtime';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { {{className}} } from './{{kebab}}.ts';

describe({{kind|ts}}, () => {
  let transport: Transport;
  let client: Client;

  beforeAll(async () => {
    transport = createHttpTransport(await loadClusterConfig({ kubeconfig: inject('kubeconfig') }));
    client = new RestClient({ transport });
  });

  afterAll(() => transport[Symbol.asyncDispose]());

  it('is stored with its defaults, changed and deleted', async () => {
    const key = {{key|verbatim}};
    const object = { metadata: key, spec: {} };
    const created = await client.create({{className}}, object);
    expect(created.spec).toEqual({ size: 1 });

    const labels = { example: 'yes' };
    const patch = { type: 'merge', body: { metadata: { labels } } } as const;
    const patched = await client.patch({{className}}, key, patch);
    expect(patched.metadata.labels).toEqual(labels);

    await client.delete({{className}}, key);
    expect(await client.get({{className}}, key)).toBeUndefined();
  });

  it('is refused when its spec breaks a rule', async () => {
    const metadata = {{invalidKey|verbatim}};
    const object = { metadata, spec: { size: -1 } };
    const refused = client.create({{className}}, object);
    await expect(refused).rejects.toThrow(/spec\.size/);
  });
});
