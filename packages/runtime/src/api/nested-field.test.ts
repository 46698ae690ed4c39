import { describe, expect, it } from 'vitest';
import {
  nestedBoolean,
  nestedField,
  nestedList,
  nestedNumber,
  nestedString,
  removeNestedField,
  setNestedField,
} from './nested-field.ts';

const object = () => ({
  spec: { name: 'a', size: 3, on: false, tags: ['x'], none: null as null | string },
});

describe('nested fields', () => {
  it('are read with their type', () => {
    expect(nestedField(object(), ['spec', 'tags'])).toEqual(['x']);
    expect(nestedField(object(), [])).toEqual(object());
    expect(nestedString(object(), ['spec', 'name'])).toBe('a');
    expect(nestedNumber(object(), ['spec', 'size'])).toBe(3);
    expect(nestedBoolean(object(), ['spec', 'on'])).toBe(false);
    expect(nestedList(object(), ['spec', 'tags'])).toEqual(['x']);
    expect(nestedField(object(), ['spec', 'none'])).toBeNull();
  });

  it('are undefined when they, or a field on the way, are absent', () => {
    expect(nestedString(object(), ['status', 'phase', 'x'])).toBeUndefined();
    expect(nestedField(object(), ['spec', 'constructor'])).toBeUndefined();
    expect(nestedField(object(), ['__proto__', 'toString'])).toBeUndefined();
  });

  it.each([
    [() => nestedString(object(), ['spec', 'size']), 'spec.size is a number, not text'],
    [() => nestedNumber(object(), ['spec', 'none']), 'spec.none is null, not a number'],
    [() => nestedBoolean(object(), ['spec']), 'spec is an object, not true or false'],
    [() => nestedList(object(), ['spec', 'name']), 'spec.name is a string, not a list'],
    [() => nestedField(object(), ['spec', 'tags', '0']), 'spec.tags is a list, not an object'],
    [() => nestedField(object(), ['spec', 'none', 'x']), 'spec.none is null, not an object'],
    [() => setNestedField(object(), ['spec', 'name', 'x'], 1), 'spec.name is a string, not an'],
    [() => setNestedField(object(), [], 1), 'a path needs at least one field'],
  ])('say what is wrong: %#', (use, message) => {
    expect(use).toThrow(message);
  });

  it('are set, with what leads to them', () => {
    const target: Record<string, unknown> = object();
    setNestedField(target, ['status', 'deep', 'phase'], 'Ready');
    setNestedField(target, ['spec', 'size'], 4);
    expect(target).toMatchObject({ spec: { size: 4 }, status: { deep: { phase: 'Ready' } } });
  });

  it('never touch a prototype', () => {
    const target = {};
    setNestedField(target, ['__proto__', 'polluted'], 'yes');
    setNestedField(target, ['constructor', 'prototype', 'polluted'], 'yes');
    expect(({} as { polluted?: string }).polluted).toBeUndefined();
    expect(JSON.stringify(target)).toBe(
      '{"__proto__":{"polluted":"yes"},"constructor":{"prototype":{"polluted":"yes"}}}',
    );
  });

  it('are removed', () => {
    const target = object();
    expect(removeNestedField(target, ['spec', 'size'])).toBe(true);
    expect(removeNestedField(target, ['spec', 'size'])).toBe(false);
    expect(removeNestedField(target, ['status', 'phase'])).toBe(false);
    expect(removeNestedField(target, [])).toBe(false);
    expect(target.spec).not.toHaveProperty('size');
  });
});
