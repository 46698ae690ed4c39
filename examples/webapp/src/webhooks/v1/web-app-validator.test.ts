import { admit } from '@keelson/runtime';
import { describe, expect, it } from 'vitest';
import { WebAppValidator } from './web-app-validator.ts';

function create(name: string, image: string) {
  const object = {
    metadata: { namespace: 'default', name },
    spec: { image, replicas: 1, port: 8080 },
  };
  return admit(new WebAppValidator(), { operation: 'CREATE', object });
}

describe('WebAppValidator', () => {
  it.each(['1shop', 'shop.v1', 's'.repeat(64), 'shop-'])('refuses the name %s', async (name) => {
    const { status } = await create(name, 'shop:v1');
    expect(status).toMatchObject({
      code: 422,
      message: expect.stringContaining('metadata.name: Invalid value'),
    });
  });

  it('refuses an image with a space', async () => {
    const { status } = await create('shop', 'shop :v1');
    expect(status.message).toContain('spec.image: Invalid value: "shop :v1"');
  });

  it('warns of an image that changes by itself', async () => {
    const { allowed, warnings } = await create('shop', 'shop:latest');
    expect([allowed, warnings.length]).toEqual([true, 1]);
    expect((await create('shop', 'shop:v1')).warnings).toEqual([]);
  });
});
