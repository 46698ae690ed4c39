import { describe, expect, it } from 'vitest';
import { FakeClock } from '../../testing/fake-clock.ts';
import { CredentialCache } from './credential-cache.ts';

function setUp(lifetimeMs = 60_000) {
  const clock = new FakeClock();
  const state = { loads: 0, isBroken: false, ownLifetimeMs: undefined as number | undefined };
  const cache = new CredentialCache(
    () => {
      state.loads += 1;
      if (state.isBroken) return Promise.reject(new Error('cannot read'));
      return Promise.resolve({ value: `token ${state.loads}`, lifetimeMs: state.ownLifetimeMs });
    },
    { clock, lifetimeMs },
  );
  return { clock, state, cache };
}

describe('CredentialCache', () => {
  it('loads once for all who ask, and again after its lifetime', async () => {
    const { clock, cache } = setUp();
    expect(await Promise.all([cache.get(), cache.get()])).toEqual(['token 1', 'token 1']);
    await clock.advance(59_999);
    expect(await cache.get()).toBe('token 1');
    await clock.advance(1);
    expect(await cache.get()).toBe('token 2');
  });

  it('loads at once when it is told to', async () => {
    const { cache } = setUp();
    await cache.get();
    cache.invalidate();
    expect(await cache.get()).toBe('token 2');
  });

  it('rejects when there was never a value', async () => {
    const { state, cache } = setUp();
    state.isBroken = true;
    await expect(cache.get()).rejects.toThrow('cannot read');
    state.isBroken = false;
    expect(await cache.get()).toBe('token 2');
  });

  it('keeps the value when a load fails, and soon tries again, however long values last', async () => {
    const { clock, state, cache } = setUp(Number.POSITIVE_INFINITY);
    await cache.get();
    state.isBroken = true;
    cache.invalidate();
    expect(await cache.get()).toBe('token 1');
    await clock.advance(9_999);
    expect([await cache.get(), state.loads]).toEqual(['token 1', 2]);
    state.isBroken = false;
    await clock.advance(1);
    expect(await cache.get()).toBe('token 3');
  });

  it('keeps what has expired when it comes for a second', async () => {
    const { clock, state, cache } = setUp();
    state.ownLifetimeMs = -5_000;
    await cache.get();
    expect(await cache.get()).toBe('token 1');
    await clock.advance(1_000);
    expect(await cache.get()).toBe('token 2');
  });
});
