import { describe, expect, it } from 'vitest';
import { Workbench } from '../server/workbench.test.support.ts';
import type { AdmissionStep } from './admission.ts';
import { AdmissionChain } from './admission.ts';

function stepsOf(seen: string[], waits: ReadonlySet<string> = new Set()): AdmissionStep[] {
  return ['first', 'second', 'third'].map((name) => {
    const note = (what: string): void | Promise<void> => {
      if (!waits.has(name)) return void seen.push(`${name} ${what}`);
      return new Promise((resolve) => {
        setImmediate(() => {
          seen.push(`${name} ${what}`);
          resolve();
        });
      });
    };
    return { admit: () => note('admits'), validate: () => note('validates') };
  });
}

const bench = new Workbench();
const attributes = {
  ...bench.ref('configmaps n/a'),
  operation: 'CREATE',
  subresource: '',
  user: { name: 'u', groups: [] },
  dryRun: false,
} as const;

describe('AdmissionChain', () => {
  it('runs its steps in order, at once when none of them waits', () => {
    const seen: string[] = [];
    expect(new AdmissionChain(stepsOf(seen)).admit(attributes)).toBeUndefined();
    expect(seen).toEqual(['first admits', 'second admits', 'third admits']);
  });

  it.each(['first', 'second', 'third'])('waits for the %s step before the next', async (slow) => {
    const seen: string[] = [];
    const chain = new AdmissionChain(stepsOf(seen, new Set([slow])));
    await chain.validate(attributes);
    expect(seen).toEqual(['first validates', 'second validates', 'third validates']);
  });

  it('ends at the first step that refuses, whenever it does', async () => {
    for (const refuse of [
      () => {
        throw new Error('no');
      },
      () => Promise.reject(new Error('no')),
    ]) {
      const seen: string[] = [];
      const [first = {}, , third = {}] = stepsOf(seen);
      const chain = new AdmissionChain([first, { admit: refuse }, third]);
      await expect((async () => chain.admit(attributes))()).rejects.toThrow('no');
      expect(seen).toEqual(['first admits']);
    }
  });

  it('passes over steps that have nothing to say', () => {
    const seen: string[] = [];
    const chain = new AdmissionChain([{}, { validate: () => void seen.push('validated') }]);
    expect(chain.admit(attributes)).toBeUndefined();
    expect(chain.validate(attributes)).toBeUndefined();
    expect(seen).toEqual(['validated']);
  });

  it('surrounds the validation of a kind: a step changes what is judged, and sees what is stored', async () => {
    const seen: unknown[] = [];
    const step: AdmissionStep = {
      admit: ({ object }) => {
        if (object !== undefined) object['data'] = { admitted: 'yes' };
      },
      validate: ({ operation, object }) => void seen.push([operation, object?.['data']]),
    };
    const cluster = new Workbench(() => [step]);
    await cluster.create('configmaps n/a', { data: { 'not a key': '' } });
    await cluster.client.delete(cluster.ref('configmaps n/a'));
    expect(seen).toEqual([
      ['CREATE', { admitted: 'yes' }],
      ['DELETE', undefined],
    ]);
  });
});
