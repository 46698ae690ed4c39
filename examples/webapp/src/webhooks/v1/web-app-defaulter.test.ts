import { admit } from '@keelson/runtime';
import { describe, expect, it } from 'vitest';
import { WebAppDefaulter } from './web-app-defaulter.ts';

describe('WebAppDefaulter', () => {
  it.each([
    [
      { image: 'shop', replicas: 1, port: 80 },
      { image: 'shop:latest', servicePort: 80 },
    ],
    [{ image: 'host:5000/shop', replicas: 1, port: 80 }, { image: 'host:5000/shop:latest' }],
    [{ image: 'shop:v1', replicas: 1, port: 80, servicePort: 443 }, { servicePort: 443 }],
    [{ image: 'shop@sha256:00', replicas: 1, port: 80 }, { image: 'shop@sha256:00' }],
  ])('makes of %o what it must be', async (spec, expected) => {
    const object = { metadata: { namespace: 'default', name: 'shop' }, spec };
    const admission = await admit(new WebAppDefaulter(), { operation: 'CREATE', object });
    expect(admission.object?.spec).toEqual({ servicePort: spec.port, ...spec, ...expected });
  });
});
