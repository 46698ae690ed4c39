import { describe, expect, it } from 'vitest';
import { EventAggregator } from './event-aggregator.ts';

const subject = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a', uid: 'u' } };
const happened = (note: string, reason = 'Failed') => ({
  subject,
  description: { type: 'Warning', reason, action: 'Try', note } as const,
});

describe('EventAggregator', () => {
  it('combines what differs only in its note, from the tenth note on', () => {
    const aggregator = new EventAggregator();
    const places = Array.from({ length: 12 }, (_, index) =>
      aggregator.place(happened(`try ${index}`), index),
    );
    expect(new Set(places.map(({ key }) => key)).size).toBe(10);
    expect(places.map(({ description }) => description.note).slice(8)).toEqual([
      'try 8',
      '(combined from similar events): try 9',
      '(combined from similar events): try 10',
      '(combined from similar events): try 11',
    ]);
    expect(aggregator.place(happened('try 3'), 12).description.note).toBe('try 3');
    expect(aggregator.place(happened('try 99', 'Other'), 12).description.note).toBe('try 99');
  });

  it('starts over after ten minutes without such an event', () => {
    const aggregator = new EventAggregator();
    for (let index = 0; index < 20; index += 1) aggregator.place(happened(`try ${index}`), 0);
    expect(aggregator.place(happened('late'), 600_000).description.note).toContain('combined');
    expect(aggregator.place(happened('later'), 1_200_001).description.note).toBe('later');
  });
});
