import type { OwnerReference } from '@keelson/kubernetes/meta/v1';
import { describe, expect, it } from 'vitest';
import {
  AlreadyOwnedError,
  controllerOf,
  isOwnedBy,
  type Ownable,
  removeOwnerReference,
  setControllerReference,
  setOwnerReference,
} from './owner-reference.ts';

const ownerOf = (name: string, { namespace = 'ns', apiVersion = 'example.com/v1' } = {}) => ({
  apiVersion,
  kind: 'Fleet',
  metadata: {
    name,
    uid: `uid-${name}`,
    ...(namespace === '' ? {} : { namespace }),
    resourceVersion: '1',
    creationTimestamp: '',
  },
});
const dependentOf = (...ownerReferences: OwnerReference[]): Ownable => ({
  metadata: { name: 'd', namespace: 'ns', ownerReferences },
});
const namesOf = ({ metadata }: Ownable) => metadata.ownerReferences?.map(({ name }) => name);

describe('setControllerReference', () => {
  it('names the owner, and that it is the controller', () => {
    const dependent: Ownable = { metadata: { namespace: 'ns' } };
    setControllerReference(ownerOf('a'), dependent);
    expect(dependent.metadata.ownerReferences).toEqual([
      {
        apiVersion: 'example.com/v1',
        kind: 'Fleet',
        name: 'a',
        uid: 'uid-a',
        controller: true,
        blockOwnerDeletion: true,
      },
    ]);
    expect(controllerOf(dependent)?.name).toBe('a');
  });

  it('changes nothing when it is set again, whoever else owns the object', () => {
    const dependent = dependentOf();
    setControllerReference(ownerOf('a'), dependent);
    setOwnerReference(ownerOf('b'), dependent);
    const before = structuredClone(dependent);
    setControllerReference(ownerOf('a'), dependent);
    expect(dependent).toEqual(before);
    setOwnerReference(ownerOf('b'), dependent);
    expect(dependent).toEqual(before);
  });

  it('replaces what names the same owner by another version or uid', () => {
    const dependent = dependentOf();
    setControllerReference(ownerOf('a', { apiVersion: 'example.com/v1alpha1' }), dependent);
    setControllerReference(
      { ...ownerOf('a'), metadata: { ...ownerOf('a').metadata, uid: 'new' } },
      dependent,
    );
    expect(dependent.metadata.ownerReferences).toMatchObject([
      { apiVersion: 'example.com/v1', uid: 'new' },
    ]);
  });

  it('does not change the list it found, which may be frozen', () => {
    const references = Object.freeze([]) as unknown as OwnerReference[];
    const dependent: Ownable = { metadata: { namespace: 'ns', ownerReferences: references } };
    setControllerReference(ownerOf('a'), dependent);
    expect(references).toEqual([]);
    expect(namesOf(dependent)).toEqual(['a']);
  });

  it('refuses a second controller', () => {
    const dependent = dependentOf();
    setControllerReference(ownerOf('a'), dependent);
    expect(() => setControllerReference(ownerOf('b'), dependent)).toThrow(
      new AlreadyOwnedError(dependent, controllerOf(dependent)!),
    );
    expect(() => setControllerReference(ownerOf('b'), dependent)).toThrow(
      'd is already controlled by Fleet a',
    );
    expect(namesOf(dependent)).toEqual(['a']);
  });

  it('takes the options of the reference', () => {
    const dependent = dependentOf();
    setControllerReference(ownerOf('a'), dependent, { blockOwnerDeletion: false });
    setOwnerReference(ownerOf('b'), dependent, { blockOwnerDeletion: true });
    expect(dependent.metadata.ownerReferences).toMatchObject([
      { controller: true, blockOwnerDeletion: false },
      { blockOwnerDeletion: true },
    ]);
  });

  it('lets a cluster-scoped owner own anything', () => {
    const dependents: Ownable[] = [dependentOf(), { metadata: { name: 'd' } }];
    for (const dependent of dependents) {
      setControllerReference(ownerOf('a', { namespace: '' }), dependent);
      expect(namesOf(dependent)).toEqual(['a']);
    }
  });

  it.each([
    ['other', 'Fleet other/a cannot own d, which is in namespace ns: an owner must be'],
    ['', 'Fleet ns/a cannot own d, which has no namespace: an owner must be'],
  ])('refuses an owner across namespaces: %#', (namespace, message) => {
    const owner = ownerOf('a', namespace === '' ? {} : { namespace });
    const dependent: Ownable = {
      metadata: namespace === '' ? { name: 'd' } : dependentOf().metadata,
    };
    expect(() => setControllerReference(owner, dependent)).toThrow(message);
    expect(() => setOwnerReference(owner, dependent)).toThrow(message);
  });
});

describe('setOwnerReference', () => {
  it('adds owners that do not control', () => {
    const dependent = dependentOf();
    setOwnerReference(ownerOf('a'), dependent);
    setOwnerReference(ownerOf('b'), dependent);
    expect(namesOf(dependent)).toEqual(['a', 'b']);
    expect(controllerOf(dependent)).toBeUndefined();
  });

  it('tells owners of the same name in different groups apart', () => {
    const dependent = dependentOf();
    setOwnerReference(ownerOf('a'), dependent);
    setOwnerReference(ownerOf('a', { apiVersion: 'example.org/v1' }), dependent);
    expect(namesOf(dependent)).toEqual(['a', 'a']);
  });
});

describe('removeOwnerReference', () => {
  it('takes one owner away, and says whether it was one', () => {
    const dependent = dependentOf();
    setOwnerReference(ownerOf('a'), dependent);
    setOwnerReference(ownerOf('b'), dependent);
    expect(removeOwnerReference(ownerOf('a'), dependent)).toBe(true);
    expect(removeOwnerReference(ownerOf('a'), dependent)).toBe(false);
    expect(namesOf(dependent)).toEqual(['b']);
    expect(removeOwnerReference(ownerOf('a'), { metadata: {} })).toBe(false);
  });
});

describe('isOwnedBy', () => {
  it('goes by uid: an object of the same name that was created anew owns nothing', () => {
    const dependent = dependentOf();
    setOwnerReference(ownerOf('a'), dependent);
    const again = { ...ownerOf('a'), metadata: { ...ownerOf('a').metadata, uid: 'new' } };
    expect(isOwnedBy(dependent, ownerOf('a'))).toBe(true);
    expect(isOwnedBy(dependent, again)).toBe(false);
    expect(isOwnedBy({ metadata: {} }, ownerOf('a'))).toBe(false);
  });
});
