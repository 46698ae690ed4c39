import { describe, expect, it } from 'vitest';
import { seededRandom } from '../server/workbench.test.support.ts';
import { decodeProtobuf } from './decode-protobuf.ts';
import { ProtobufError } from './protobuf-error.ts';
import { WireWriter } from './wire-writer.ts';

/** A body: the magic number, then the envelope with the kind and the object. */
function body(apiVersion: string, kind: string, write: (object: WireWriter) => void): Buffer {
  const writer = new WireWriter();
  writer.message(1, (meta) => {
    meta.text(1, apiVersion);
    meta.text(2, kind);
  });
  writer.message(2, write);
  return Buffer.concat([Buffer.from('k8s\0'), writer.bytes()]);
}

const metadata = (object: WireWriter): void =>
  object.message(1, (meta) => {
    meta.text(1, 'web');
    meta.message(8, (time) => time.int64(1, 1_772_600_767));
    meta.message(11, (label) => {
      label.text(1, 'app');
      label.text(2, 'web');
    });
  });

const pod = body('v1', 'Pod', (object) => {
  metadata(object);
  object.message(2, (spec) => {
    spec.message(2, (container) => {
      container.text(1, 'c');
      container.text(2, 'i');
      container.message(8, (resources) =>
        resources.message(1, (limit) => {
          limit.text(1, 'cpu');
          limit.message(2, (quantity) => quantity.text(1, '1500m'));
        }),
      );
    });
    spec.int64(4, 20);
  });
});

describe('decodeProtobuf', () => {
  it('answers an object as Go writes it in JSON', () => {
    expect(decodeProtobuf(pod)).toMatchObject({
      apiVersion: 'v1',
      kind: 'Pod',
      value: {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: {
          name: 'web',
          creationTimestamp: '2026-03-04T05:06:07Z',
          labels: { app: 'web' },
        },
        spec: {
          terminationGracePeriodSeconds: 20,
          containers: [{ name: 'c', image: 'i', resources: { limits: { cpu: '1500m' } } }],
        },
      },
    });
  });

  it('takes the kind that is expected when the body names none, and only the kind of a stranger', () => {
    const nameless = body('', '', metadata);
    expect(decodeProtobuf(nameless, { apiVersion: 'v1', kind: 'ConfigMap' })).toMatchObject({
      kind: 'ConfigMap',
      value: { metadata: { name: 'web' } },
    });
    expect(decodeProtobuf(body('example.com/v1', 'Toy', metadata)).value).toEqual({
      apiVersion: 'example.com/v1',
      kind: 'Toy',
    });
  });

  it('keeps what an object points at, also when it is written as a zero', () => {
    const budget = body('policy/v1', 'PodDisruptionBudget', (object) =>
      object.message(2, (spec) => spec.message(3, (unavailable) => unavailable.int64(1, 1))),
    );
    expect(decodeProtobuf(budget).value).toMatchObject({ spec: { maxUnavailable: '' } });
    const closed = body('apiextensions.k8s.io/v1', 'CustomResourceDefinition', (object) =>
      object.message(2, (spec) =>
        spec.message(7, (version) =>
          version.message(4, (validation) =>
            validation.message(1, (schema) => schema.message(30, (no) => no.int64(1, 0))),
          ),
        ),
      ),
    );
    expect(decodeProtobuf(closed).value).toMatchObject({
      spec: { versions: [{ schema: { openAPIV3Schema: { additionalProperties: false } } }] },
    });
  });

  it('passes over fields that it does not know', () => {
    const later = body('v1', 'ConfigMap', (object) => {
      object.text(900, 'from a later version');
      metadata(object);
      object.double(901, 1.5);
    });
    expect(decodeProtobuf(later).value).toMatchObject({ metadata: { name: 'web' } });
  });

  it.each([
    ['', 'empty data'],
    [
      '{}',
      'provided data does not appear to be a protobuf message, expected prefix [107 56 115 0]',
    ],
    ['k8s\0', 'empty body'],
    ['k8s\0\n\u0005a', 'unexpected EOF'],
    ['k8s\0\u0008\u0001', 'proto: wrong wireType = 0 for field TypeMeta'],
  ])('refuses %j', (text, why) => {
    expect(() => decodeProtobuf(Buffer.from(text, 'latin1'))).toThrow(new ProtobufError(why));
  });

  it.each(Array.from({ length: 20 }, (_, seed) => seed))(
    'answers or refuses whatever comes: it fails in no other way (seed %i)',
    (seed) => {
      const random = seededRandom(seed);
      for (let round = 0; round < 100; round++) {
        const broken = Buffer.from(pod);
        for (let change = 0; change <= random() * 4; change++) {
          broken[4 + Math.floor(random() * (broken.length - 4))] = Math.floor(random() * 256);
        }
        const cut = broken.subarray(0, random() < 0.3 ? Math.floor(random() * 100) : undefined);
        try {
          expect(typeof decodeProtobuf(cut).value).toBe('object');
        } catch (error) {
          expect(error, cut.toString('hex')).toBeInstanceOf(ProtobufError);
        }
      }
    },
  );
});
