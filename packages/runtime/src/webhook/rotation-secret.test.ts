import type { Secret } from '@keelson/kubernetes/core/v1';
import { describe, expect, it } from 'vitest';
import { createGeneration, type RotationState } from './certificate-rotation.ts';
import { secretFrom, stateFrom } from './rotation-secret.ts';

const options = { hosts: ['hooks.sea.svc'], lifetimeMs: 1_000_000, propagationMs: 1 };
const now = Date.UTC(2026, 0, 1);
const [current, next, former] = [1, 2, 3].map(() => createGeneration(options, now));

describe('the Secret of a rotation', () => {
  const through = (state: RotationState) =>
    stateFrom(secretFrom(state, { namespace: 'sea', name: 'cert' }) as unknown as Secret);

  it('keeps all of the state', () => {
    const quiet = { current: current!, formerAuthorities: [] };
    const busy = {
      current: current!,
      next: next!,
      nextPublishedAt: now,
      formerAuthorities: [former!.ca, next!.ca],
    };
    expect(through(quiet)).toEqual(quiet);
    expect(through(busy)).toEqual(busy);
  });

  it('takes half a certificate for none', () => {
    const whole = secretFrom(
      { current: current!, formerAuthorities: [] },
      { namespace: 'a', name: 'b' },
    );
    const changed = (changes: object) =>
      stateFrom({ ...whole, data: { ...whole.data, ...changes } } as unknown as Secret);
    expect(changed({ 'tls.key': '' })).toBeUndefined();
    expect(changed({ 'tls.crt': 'bm9uZQ==' })).toBeUndefined();
    expect(changed({ 'next.crt': 'bm9uZQ==' })).toEqual({ current, formerAuthorities: [] });
    expect(stateFrom({ metadata: whole.metadata } as unknown as Secret)).toBeUndefined();
  });
});
