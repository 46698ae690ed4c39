import type { JsonObject } from '@keelson/schema';
import { describe, expect, it } from 'vitest';
import { loadDefinitions } from '@keelson/kubernetes/schema';
import { bodyStrategy } from '../registry/body-strategy.ts';
import { wrapInteger } from './conversion-fault.ts';

const pod = bodyStrategy({ group: '', version: 'v1', kind: 'Pod' }, loadDefinitions());

function refusalOf(spec: JsonObject): string {
  try {
    pod.decode({ metadata: {}, spec }, true);
    return '';
  } catch (error) {
    return (error as Error).message;
  }
}

describe('conversionFault', () => {
  it.each<[JsonObject, string]>([
    [{ containers: 'x' }, 'cannot restore slice from string'],
    [{ containers: { name: 'main' } }, 'cannot restore slice from map'],
    [{ containers: [7] }, 'cannot restore struct from: int64'],
    [{ containers: [{ image: 7 }] }, 'cannot convert int64 to string'],
    [{ containers: [{ image: true }] }, 'unrecognized type: string'],
    [{ restartPolicy: 7 }, 'cannot convert int64 to v1.RestartPolicy'],
    [{ nodeSelector: ['x'] }, 'cannot restore map from slice'],
    [{ hostNetwork: 'x' }, 'unrecognized type: bool'],
    [{ priority: 'x' }, 'unrecognized type: int32'],
    [{ priority: 1.5 }, 'cannot convert float64 to int32'],
  ])('of %j', (spec, fault) => {
    expect(refusalOf(spec)).toBe(fault);
  });

  it('tells the first fault, where JSON goes on', () => {
    expect(refusalOf({ nodeSelector: ['x'], containers: 'x' })).toBe(
      'cannot restore map from slice',
    );
  });
});

describe('a list of numbers', () => {
  const secret = bodyStrategy({ group: '', version: 'v1', kind: 'Secret' }, loadDefinitions());

  it('is taken for bytes', () => {
    const object: JsonObject = { metadata: {}, data: { a: [1, 258, null] } };
    secret.decode(object, true);
    expect(object['data']).toEqual({ a: 'AQIA' });
    const decode = (data: JsonObject) => secret.decode({ metadata: {}, data }, true);
    expect(() => decode({ a: ['x'] })).toThrow('unrecognized type: uint8');
    expect(() => decode({ a: [0.5] })).toThrow('cannot convert float64 to uint8');
    expect(() => decode({ a: '!' })).toThrow(
      'error decoding from json: illegal base64 data at input byte 0',
    );
  });
});

describe('wrapInteger', () => {
  it('keeps what there is room for', () => {
    expect(wrapInteger(7, 32)).toBe(7);
    expect(wrapInteger(3_000_000_000, 32)).toBe(-1_294_967_296);
    expect(wrapInteger(2n ** 63n, 64)).toBe(-(2n ** 63n));
    expect(wrapInteger(0.5, 64)).toBeUndefined();
  });
});
