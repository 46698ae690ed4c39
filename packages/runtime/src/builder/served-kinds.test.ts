import { describe, expect, it } from 'vitest';
import type { Transport } from '../client/transport.ts';
import { NoKindMatchError, missingKinds } from './served-kinds.ts';

/** Answers discovery from `served`: a status, or the kinds of a path. */
function discovery(served: Readonly<Record<string, number | string[]>>) {
  const asked: string[] = [];
  const transport: Transport = {
    async send({ path }) {
      asked.push(path);
      const answer = served[path] ?? 404;
      if (typeof answer === 'number') return { status: answer, headers: {}, body: '' };
      const resources = answer.map((kind) => ({ kind }));
      return { status: 200, headers: {}, body: JSON.stringify({ resources }) };
    },
    stream: () => Promise.reject(new Error('not used')),
    async [Symbol.asyncDispose]() {},
  };
  return { transport, asked };
}

const { signal } = new AbortController();
const pod = { apiVersion: 'v1', kind: 'Pod' };
const policy = { apiVersion: 'policy.example.com/v1', kind: 'Policy' };

describe('missingKinds()', () => {
  it('asks once per version and gives what is not there', async () => {
    const { transport, asked } = discovery({ '/api/v1': ['Pod', 'Node'] });
    const config = { apiVersion: 'v1', kind: 'Konfig' };
    expect(await missingKinds(transport, [pod, config, policy], signal)).toEqual([config, policy]);
    expect(asked).toEqual(['/api/v1', '/apis/policy.example.com/v1']);
  });

  it('takes what it may not ask about for served', async () => {
    const { transport } = discovery({ '/apis/policy.example.com/v1': 403 });
    expect(await missingKinds(transport, [policy], signal)).toEqual([]);
  });
});

describe('NoKindMatchError', () => {
  it('says which kind is missing and what to do', () => {
    expect(new NoKindMatchError([policy]).message).toBe(
      'no matches for kind "Policy" in version "policy.example.com/v1": install the definitions first, for example with "kubectl apply -f config/crd/bases"',
    );
  });
});
