import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isExpired } from './api-error-predicates.ts';
import { statusBody } from './scripted-transport.test.support.ts';
import { WatchDecoder, WatchInterruptedError } from './watch-stream.ts';

const event = (type: string, name: string) => ({
  type,
  object: { apiVersion: 'v1', kind: 'Pod', metadata: { name } },
});

function decode(chunks: readonly (string | Uint8Array)[]): unknown[] {
  const decoder = new WatchDecoder();
  const events = chunks.flatMap((chunk) => [...decoder.push(Buffer.from(chunk))]);
  return [...events, ...decoder.end()];
}

describe('WatchDecoder', () => {
  it('finds the same events however the bytes are cut', () => {
    const types = fc.constantFrom('ADDED', 'MODIFIED', 'DELETED', 'BOOKMARK');
    const events = fc.array(fc.tuple(types, fc.string({ unit: 'grapheme' })), { maxLength: 8 });
    fc.assert(
      fc.property(events, fc.array(fc.nat(400)), fc.boolean(), (parts, cuts, isEnded) => {
        const wanted = parts.map(([type, name]) => event(type, name));
        const text = wanted.map((one) => JSON.stringify(one)).join('\n');
        const bytes = Buffer.from(isEnded ? `${text}\n` : text);
        const places = [0, ...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length];
        const sorted = places.toSorted((a, b) => a - b);
        const chunks = sorted.map((from, index) => bytes.subarray(from, sorted[index + 1]));
        expect(decode(chunks)).toEqual(wanted);
      }),
    );
  });

  it('survives a character that is cut in two', () => {
    const bytes = Buffer.from(`${JSON.stringify(event('ADDED', '🚢'))}\n`);
    const cut = bytes.indexOf(Buffer.from('🚢')) + 2;
    expect(decode([bytes.subarray(0, cut), bytes.subarray(cut)])).toEqual([event('ADDED', '🚢')]);
  });

  it('ignores empty lines', () => {
    expect(decode(['\n\r\n', `${JSON.stringify(event('ADDED', 'a'))}\r\n`])).toHaveLength(1);
  });

  it('gives the events before a bad line, and then throws', () => {
    const decoder = new WatchDecoder();
    const chunk = `${JSON.stringify(event('ADDED', 'a'))}\nnonsense\n${JSON.stringify(event('ADDED', 'b'))}\n`;
    const events = decoder.push(Buffer.from(chunk));
    expect(events.next().value).toEqual(event('ADDED', 'a'));
    expect(() => events.next()).toThrow(SyntaxError);
  });

  it.each([
    ['null', 'not an event'],
    ['{"type":"ADDED"}', 'not an event'],
    ['{"type":"ADDED","object":null}', 'not an event'],
    ['{"type":"ADDED","object":{}}', 'without metadata'],
    [JSON.stringify(event('RENAMED', 'a')), 'unknown type "RENAMED"'],
    [
      '{"type":"ADDED","object":{"kind":"Table","apiVersion":"meta.k8s.io/v1","metadata":{}}}',
      'a Table',
    ],
  ])('refuses %s', (line, message) => {
    expect(() => decode([`${line}\n`])).toThrow(message);
  });

  it('throws an ERROR event as what it is', () => {
    const line = JSON.stringify({ type: 'ERROR', object: statusBody(410, 'Expired') });
    const caught = (() => {
      try {
        return decode([`${line}\n`]);
      } catch (error) {
        return error;
      }
    })();
    expect(isExpired(caught)).toBe(true);
  });

  it('tells a broken connection from a bad line', () => {
    const text = JSON.stringify(event('ADDED', 'a'));
    expect(() => decode([text.slice(0, -5)])).toThrow(WatchInterruptedError);
    expect(decode([text])).toHaveLength(1);
  });
});
