import { describe, expect, it } from 'vitest';
import { addKustomizeResource } from './kustomization.ts';

describe('addKustomizeResource', () => {
  it('adds in alphabetical order and keeps comments', () => {
    const text = '# mine\nresources:\n  # first\n  - bases/a.yaml\n  - bases/c.yaml\npatches: []\n';
    expect(addKustomizeResource(text, 'bases/b.yaml')).toBe(
      '# mine\nresources:\n  # first\n  - bases/a.yaml\n  - bases/b.yaml\n  - bases/c.yaml\npatches: []\n',
    );
  });

  it('adds nothing twice, and then changes not one character', () => {
    const text = 'resources:   [ "bases/a.yaml" ]\n';
    expect(addKustomizeResource(text, 'bases/a.yaml')).toBe(text);
  });

  it.each(['', 'resources: []\n', 'resources:\n', '{}\n'])('starts the list in %j', (text) => {
    expect(addKustomizeResource(text, 'a.yaml')).toBe('resources:\n  - a.yaml\n');
  });

  it.each([
    ['resources: x\n', 'resources must be a list'],
    ['a: [\n', 'is not YAML'],
    ['- a\n', 'must be a mapping'],
  ])('refuses %j', (text, message) => {
    expect(() => addKustomizeResource(text, 'a')).toThrow(message);
  });
});
