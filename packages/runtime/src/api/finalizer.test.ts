import { describe, expect, it } from 'vitest';
import { hasFinalizer, withFinalizer, withoutFinalizer } from './finalizer.ts';

const objectWith = (finalizers?: string[]) => ({
  apiVersion: 'v1',
  kind: 'Thing',
  metadata: {
    name: 'a',
    uid: 'u',
    resourceVersion: '1',
    creationTimestamp: '',
    ...(finalizers && { finalizers }),
  },
});

describe('finalizers', () => {
  it('are found', () => {
    expect(hasFinalizer(objectWith(['x/a']), 'x/a')).toBe(true);
    expect(hasFinalizer(objectWith(['x/a']), 'x/b')).toBe(false);
    expect(hasFinalizer(objectWith(), 'x/a')).toBe(false);
  });

  it('are added at the end, once, to a list of their own', () => {
    const object = objectWith(['x/a']);
    expect(withFinalizer(object, 'x/b')).toEqual(['x/a', 'x/b']);
    expect(withFinalizer(object, 'x/a')).toBe(object.metadata.finalizers);
    expect(withFinalizer(objectWith(), 'x/a')).toEqual(['x/a']);
    expect(object.metadata.finalizers).toEqual(['x/a']);
  });

  it('are taken off', () => {
    expect(withoutFinalizer(objectWith(['x/a', 'x/b', 'x/c']), 'x/b')).toEqual(['x/a', 'x/c']);
    expect(withoutFinalizer(objectWith(), 'x/a')).toEqual([]);
  });
});
