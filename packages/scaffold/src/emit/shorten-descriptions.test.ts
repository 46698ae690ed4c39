import { describe, expect, it } from 'vitest';
import { shortenDescriptions } from './shorten-descriptions.ts';

const cut = (description: string, length: number) =>
  shortenDescriptions({ type: 'string', description }, length).description;

describe('shortenDescriptions', () => {
  it.each([
    ['Short.', 6, 'Short.'],
    ['One. Two. Three.', 9, 'One. Two.'],
    ['One. Two. Three.', 8, 'One.'],
    ['Version 1.2 of it.', 11, 'Version 1.2'],
    ['Version 1.2 of it.', 10, 'Version'],
    ['one two three', 7, 'one two'],
    ['one two three', 6, 'one'],
    ['Ünïcödé', 3, 'Ünï'],
    ['👍👍👍', 2, '👍👍'],
    ['One.\n\n- a list', 8, 'One.'],
    ['Anything', 0, undefined],
  ])('of %j leaves at %i %j', (text, length, expected) => {
    expect(cut(text, length)).toBe(expected);
  });

  it('goes through fields, items and values, and changes nothing else', () => {
    const leaf = { type: 'string', description: 'One. Two.', default: 'a' } as const;
    const short = { type: 'string', description: 'One.', default: 'a' };
    const schema = {
      type: 'object',
      properties: {
        a: leaf,
        b: { type: 'array', items: leaf },
        c: { type: 'object', additionalProperties: leaf },
        description: leaf,
      },
      required: ['a'],
    } as const;
    expect(shortenDescriptions(schema, 4)).toEqual({
      type: 'object',
      properties: {
        a: short,
        b: { type: 'array', items: short },
        c: { type: 'object', additionalProperties: short },
        description: short,
      },
      required: ['a'],
    });
  });
});
