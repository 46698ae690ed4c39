import { describe, expect, it } from 'vitest';
import { formatReference, parseReference } from './definition-name.ts';

describe('parseReference', () => {
  it('is the inverse of formatReference', () => {
    const name = { module: 'core/v1', name: 'PodSpec' };
    expect(formatReference(name)).toBe('core/v1#PodSpec');
    expect(parseReference('core/v1#PodSpec')).toEqual(name);
  });

  it.each(['core/v1', '#PodSpec', 'core/v1#', 'a#b#c'])('refuses "%s"', (text) => {
    expect(() => parseReference(text)).toThrow('write "<module>#<name>"');
  });
});
