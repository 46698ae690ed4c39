import { expect, it } from 'vitest';
import { WireSize } from './wire-size.ts';

it('is the mean of what came, for as many objects as there are', () => {
  const size = new WireSize();
  expect(size.of(5)).toBe(0);
  size.received(1_000);
  size.counted(9);
  size.received(400);
  size.counted(1);
  expect([size.of(0), size.of(10), size.of(25)]).toEqual([0, 1_400, 3_500]);
});
