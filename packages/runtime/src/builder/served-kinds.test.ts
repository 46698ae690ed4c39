import { describe, expect, it } from 'vitest';
import { Discovery } from '../client/discovery.ts';
import type { Transport } from '../client/transport.ts';
import { assertServed } from './served-kinds.ts';

/** Discovery of a server that answers from `served`: a status, or the kinds of a path. */
function discovery(served: Readonly<Record<string, number | string[]>>) {
  const asked: string[] = [];
  const transport: Transport = {
    async send({ path }) {
      asked.push(path);
      const answer = served[path] ?? 404;
      if (typeof answer === 'number') return { status: answer, headers: {}, body: '' };
      const resources = answer.map((kind) => ({ kind, name: kind.toLowerCase(), verbs: ['list'] }));
      return { status: 200, headers: {}, body: JSON.stringify({ resources }) };
    },
    stream: () => Promise.reject(new Error('not used')),
    async [Symbol.asyncDispose]() {},
  };
  return { discovery: new Discovery({ transport }), asked };
}

const pod = { apiVersion: 'v1', kind: 'Pod' };
const policy = { apiVersion: 'policy.example.com/v1', kind: 'Policy' };

describe('assertServed()', () => {
  it('asks once per version, says what is not there and what to do', async () => {
    const { discovery: api, asked } = discovery({ '/api/v1': ['Pod', 'Node'] });
    const config = { apiVersion: 'v1', kind: 'Konfig' };
    await expect(assertServed(api, [pod, config, policy])).rejects.toThrow(
      'no matches for kind "Konfig" in version "v1", kind "Policy" in version "policy.example.com/v1": install the definitions first, for example with "kubectl apply -f config/crd/bases"',
    );
    expect(asked).toEqual(['/api/v1', '/apis/policy.example.com/v1']);
    await assertServed(api, [pod]);
  });

  it('takes what it may not ask about for served', async () => {
    const { discovery: api } = discovery({ '/apis/policy.example.com/v1': 403 });
    await expect(assertServed(api, [policy])).resolves.toBeUndefined();
  });
});
