import { describe, expect, it } from 'vitest';
import { eventually } from './eventually.ts';

describe('eventually()', () => {
  it('gives the first value that counts, after falsy ones and throws', async () => {
    const answers = [
      () => undefined,
      () => {
        throw new Error('not yet');
      },
      () => false,
      () => 0,
    ];
    const value = await eventually(() => answers.shift()?.(), { intervalMs: 1 });
    expect(value).toBe(0);
  });

  it('says what did not happen and why', async () => {
    const attempt = eventually(
      () => {
        throw new Error('count is 2');
      },
      { timeoutMs: 1, intervalMs: 1, what: 'the third pod' },
    );
    await expect(attempt).rejects.toThrow(
      'the third pod did not come true within 1 ms: count is 2',
    );
  });
});
