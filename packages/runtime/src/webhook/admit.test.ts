import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AdmissionHandler, denied } from '../api/admission.ts';
import { ValidatingWebhook } from '../decorators/webhook.ts';
import { admit, convert } from './admit.ts';
import {
  Sailor,
  SailorV1alpha1,
  SailorV1alpha1Converter,
  SailorV1beta1,
  SailorV1beta1Converter,
  SailorWebhook,
} from './sailor.test.support.ts';

const metadata = {
  name: 'jim',
  namespace: 'sea',
  uid: 'u',
  labels: { a: 'b' },
} as unknown as Sailor['metadata'];

function sailor(spec: Sailor['spec']): Sailor {
  return { apiVersion: 'crew.example.com/v1', kind: 'Sailor', metadata, spec };
}

describe('admit()', () => {
  it('defaults, then validates what came out', async () => {
    const object = sailor({});
    const admission = await admit(new SailorWebhook(), { operation: 'CREATE', object });
    expect(admission.allowed).toBe(true);
    expect(admission.object?.spec.rank).toBe('seaman');
    expect(object.spec.rank).toBeUndefined();
    const former = sailor({ rank: 'captain' });
    const update = { operation: 'UPDATE', object: sailor({}), oldObject: former } as const;
    const { allowed, status } = await admit(new SailorWebhook(), update);
    expect([allowed, status.code]).toEqual([false, 422]);
  });

  it('keeps warnings, and knows deletions', async () => {
    const mate = { operation: 'CREATE', object: sailor({ rank: 'mate' }) } as const;
    expect((await admit(new SailorWebhook(), mate)).warnings).toEqual(['mates are rare']);
    const remove = { operation: 'DELETE', oldObject: sailor({ rank: 'captain' }) } as const;
    const { allowed, object, status } = await admit(new SailorWebhook(), remove);
    expect([allowed, object, status.message]).toEqual([false, undefined, 'a captain goes last']);
  });

  it('knows the kind from the webhook, and needs nothing that the server fills in', async () => {
    const object = { metadata: { name: 'jim' }, spec: {} };
    const { object: admitted } = await admit(new SailorWebhook(), { operation: 'CREATE', object });
    expect(admitted).toEqual({
      apiVersion: 'crew.example.com/v1',
      kind: 'Sailor',
      metadata: { name: 'jim' },
      spec: { rank: 'seaman' },
    });

    @ValidatingWebhook({
      groups: ['*'],
      versions: ['*'],
      resources: ['*'],
      path: '/all',
      name: 'all.a.b',
    })
    class Everything implements AdmissionHandler {
      handle = ({ kind }: { kind: { kind: string } }) => denied(kind.kind);
    }
    const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a' } };
    const { status } = await admit(new Everything(), { operation: 'CREATE', object: pod });
    expect(status.message).toBe('Pod');
    const anything = { metadata: { name: 'a' } };
    await expect(
      admit(new Everything(), { operation: 'CREATE', object: anything }),
    ).rejects.toThrow('a has no apiVersion and kind: write them');
  });

  it('wants a webhook', async () => {
    await expect(admit({}, { operation: 'CREATE', object: sailor({}) })).rejects.toThrow(
      'class Object has no webhook decorator',
    );
  });
});

describe('convert()', () => {
  const converters = [new SailorV1alpha1Converter(), new SailorV1beta1Converter()];

  it('goes through the hub, and keeps which object it is', async () => {
    const hub = sailor({ rank: 'mate', ships: ['Beagle'] });
    const spoke = await convert(converters, hub, SailorV1alpha1);
    expect(spoke).toEqual({
      apiVersion: 'crew.example.com/v1alpha1',
      kind: 'Sailor',
      metadata,
      spec: { title: 'mate', ship: 'Beagle' },
    });
    expect(await convert(converters, spoke, SailorV1beta1)).toEqual({
      apiVersion: 'crew.example.com/v1beta1',
      kind: 'Sailor',
      metadata,
      spec: { rank: 'mate', ship: 'Beagle' },
    });
  });

  it('may change labels and annotations', async () => {
    const beta = { ...sailor({}), apiVersion: 'crew.example.com/v1beta1' };
    const { metadata: changed } = await convert(converters, beta, Sailor);
    expect(changed).toEqual({ ...metadata, labels: { a: 'b', converted: 'yes' } });
  });

  it('loses nothing on the way there and back', async () => {
    const specs = fc.record(
      { title: fc.string({ minLength: 1 }), ship: fc.string({ minLength: 1 }) },
      { requiredKeys: [] },
    );
    await fc.assert(
      fc.asyncProperty(specs, async (spec) => {
        fc.pre(spec.title !== 'error' && spec.title !== 'panic');
        const spoke = { apiVersion: 'crew.example.com/v1alpha1', kind: 'Sailor', metadata, spec };
        const hub = await convert(converters, spoke, Sailor);
        expect(await convert(converters, hub, SailorV1alpha1)).toEqual(spoke);
      }),
      { numRuns: 200 },
    );
  });

  it('says why there is no way', async () => {
    const hub = sailor({});
    await expect(convert(converters, hub, Sailor)).rejects.toThrow(
      'conversion is not allowed between same version crew.example.com/v1 of Sailor',
    );
    await expect(convert([converters[1]!], hub, SailorV1alpha1)).rejects.toThrow(
      'there is no converter from crew.example.com/v1 to crew.example.com/v1alpha1 for Sailor',
    );
    const large = sailor({ rank: (2 ** 60) as unknown as string });
    await expect(convert(converters, large, SailorV1alpha1)).rejects.toThrow(
      'spec.rank is an integer that JavaScript cannot hold exactly',
    );
    const twice = [new SailorV1alpha1Converter(), new SailorV1alpha1Converter()];
    await expect(convert(twice, hub, SailorV1alpha1)).rejects.toThrow(
      'crew.example.com/v1alpha1 Sailor has two converters: leave one out',
    );
  });
});
