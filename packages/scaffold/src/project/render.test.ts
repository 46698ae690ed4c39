import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { parseModules } from './parse-modules.ts';
import { quoteTs, render } from './render.ts';

describe('render', () => {
  it('fills in names', () => {
    const values = { group: 'policy.example.com', version: 'v1' };
    expect(render('apiVersion: {{group}}/{{version}}\n', values)).toBe(
      'apiVersion: policy.example.com/v1\n',
    );
  });

  it('refuses a bare value that needs quoting, a missing value and an unknown filter', () => {
    expect(() => render('{{a}}', { a: "'; DROP" })).toThrow('the value of "a" needs a filter');
    expect(() => render('{{a}}', { a: 'x\ny' })).toThrow('needs a filter');
    expect(() => render('{{a}}', {})).toThrow('the template names "a", which has no value');
    expect(() => render('{{toString}}', {})).toThrow('has no value');
    expect(() => render('{{a|shout}}', { a: 'x' })).toThrow('unknown filter "shout"');
  });

  it('leaves out the line of an empty verbatim, and only that', () => {
    expect(render('a\n  {{x|verbatim}}\nb {{x|verbatim}}c\n', { x: '' })).toBe('a\nb c\n');
  });

  it('does not fill in what a value brings along', () => {
    expect(render('{{a|verbatim}} {{b}}', { a: '{{b}}', b: 'x' })).toBe('{{b}} x');
  });

  it('quotes any text so that YAML reads the same', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(parse(render('a: {{text|yaml}}\n', { text }))).toEqual({ a: text });
      }),
    );
  });
});

describe('quoteTs', () => {
  it('quotes any text so that the compiler reads the same', () => {
    const awkward = ["'", '"', '\\', "\\'", '\n', '\u2028', '${x}', '`', '\\"'];
    const texts = [...awkward, ...fc.sample(fc.string({ unit: 'binary' }), 100)];
    const [module] = parseModules([texts.map((text) => `${quoteTs(text)};`).join('\n')]);
    expect(module?.hasErrors).toBe(false);
    const read = module?.file.statements.map((statement) => {
      let value: string | undefined;
      statement.forEachChild((child) => {
        value = (child as { text?: string }).text;
      });
      return value;
    });
    // Half a surrogate pair cannot cross to the compiler, which reads UTF-8.
    expect(read).toEqual(texts.map((text) => text.toWellFormed()));
  });
});
