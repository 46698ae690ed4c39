import { describe, expect, it } from 'vitest';
import { formatApiVersion, parseApiVersion, resourceType } from './resource-type.ts';

describe('resourceType', () => {
  it('derives the apiVersion and cannot be changed', () => {
    const type = resourceType({
      group: 'example.dev',
      version: 'v1',
      kind: 'Widget',
      plural: 'widgets',
      scope: 'Cluster',
    });
    expect(type.apiVersion).toBe('example.dev/v1');
    expect(Object.isFrozen(type)).toBe(true);
  });
});

describe('parseApiVersion', () => {
  it.each([
    ['v1', { group: '', version: 'v1' }],
    ['apps/v1', { group: 'apps', version: 'v1' }],
  ])('reads %s and back', (text, parts) => {
    expect(parseApiVersion(text)).toEqual(parts);
    expect(formatApiVersion(parts.group, parts.version)).toBe(text);
  });

  it.each(['', '/v1', 'apps/', 'a/b/c'])('refuses "%s"', (text) => {
    expect(() => parseApiVersion(text)).toThrow(TypeError);
  });
});
