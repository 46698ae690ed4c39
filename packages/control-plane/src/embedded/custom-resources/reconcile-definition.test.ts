import type { JsonObject } from '@keelson/schema';
import { describe, expect, it } from 'vitest';
import {
  markForDeletion,
  refusalOfCreate,
  servedVerbsOf,
  withDeletionProgress,
} from './delete-definition.ts';
import { reconcileDefinition } from './reconcile-definition.ts';

const now = new Date('2026-11-23T07:04:56.789Z');
const since = '2026-11-23T07:04:56Z';

function definition(
  plural: string,
  kind: string,
  {
    group = 'seq.test',
    names = {},
    annotations = {},
  }: { group?: string; names?: JsonObject; annotations?: JsonObject } = {},
): JsonObject {
  return {
    metadata: { name: `${plural}.${group}`, annotations },
    spec: {
      group,
      names: { plural, singular: kind.toLowerCase(), kind, listKind: `${kind}List`, ...names },
      versions: [{ name: 'v1', served: true, storage: true }],
    },
    status: { conditions: null, acceptedNames: { plural: '', kind: '' }, storedVersions: ['v1'] },
  };
}

/** All states that a definition goes through, each a write. */
function settle(start: JsonObject, others: readonly JsonObject[]): JsonObject[] {
  const states: JsonObject[] = [];
  for (let current = start; ;) {
    const status = reconcileDefinition(current, others, now);
    if (status === current['status']) return states;
    states.push(status);
    current = { ...current, status };
  }
}

const accepted = {
  type: 'NamesAccepted',
  status: 'True',
  lastTransitionTime: since,
  reason: 'NoConflicts',
  message: 'no conflicts found',
};
const installing = {
  type: 'Established',
  status: 'False',
  lastTransitionTime: since,
  reason: 'Installing',
  message: 'the initial names have been accepted',
};
const established = { ...installing, status: 'True', reason: 'InitialNamesAccepted' };

// The states are those that watchers of a real server (1.37.2) saw.
describe('reconcileDefinition', () => {
  it('accepts the names, then establishes the kind', () => {
    const start = definition('alphas', 'Alpha', {
      names: { shortNames: ['al'], categories: ['all'] },
    });
    const acceptedNames = {
      plural: 'alphas',
      singular: 'alpha',
      shortNames: ['al'],
      kind: 'Alpha',
      listKind: 'AlphaList',
      categories: ['all'],
    };
    expect(settle(start, [])).toEqual([
      { conditions: [accepted, installing], acceptedNames, storedVersions: ['v1'] },
      { conditions: [accepted, established], acceptedNames, storedVersions: ['v1'] },
    ]);
  });

  it('keeps names that another definition holds, and tells the last of the conflicts', () => {
    const holder = definition('alphas', 'Alpha', { names: { shortNames: ['al'] } });
    const [first = {}] = settle(holder, []);
    const start = definition('betas', 'Alpha', { names: { shortNames: ['al', 'bt'] } });
    expect(settle(start, [{ ...holder, status: first }])).toEqual([
      {
        conditions: [
          {
            ...accepted,
            status: 'False',
            reason: 'ListKindConflict',
            message: '"AlphaList" is already in use',
          },
          {
            ...installing,
            reason: 'NotAccepted',
            message: 'not all names are accepted',
          },
        ],
        acceptedNames: { plural: 'betas', kind: '' },
        storedVersions: ['v1'],
      },
    ]);
  });

  it('tells the approval of a protected group before it establishes the kind', () => {
    const start = definition('gammas', 'Gamma', {
      group: 'seq.k8s.io',
      annotations: { 'api-approved.kubernetes.io': 'https://github.com/a/b' },
    });
    const approved = {
      type: 'KubernetesAPIApprovalPolicyConformant',
      status: 'True',
      lastTransitionTime: since,
      reason: 'ApprovedAnnotation',
      message: 'approved in https://github.com/a/b',
    };
    expect(settle(start, []).map(({ conditions }) => conditions)).toEqual([
      [accepted, installing],
      [accepted, installing, approved],
      [accepted, established, approved],
    ]);
  });

  it('leaves a kind with a broken conversion webhook unestablished', () => {
    const start = definition('deltas', 'Delta');
    (start['spec'] as JsonObject)['conversion'] = {
      strategy: 'Webhook',
      webhook: { clientConfig: { caBundle: Buffer.from('none').toString('base64') } },
    };
    expect(settle(start, []).at(-1)?.['conditions']).toEqual([
      accepted,
      {
        ...installing,
        reason: 'InvalidCABundle',
        message: 'The conversion webhook CABundle is invalid',
      },
    ]);
  });
});

describe('deletion of a definition', () => {
  it('is told by Terminating, step by step', () => {
    const start = definition('alphas', 'Alpha');
    const served = { ...start, status: settle(start, []).at(-1) as JsonObject };
    const marked = markForDeletion(served, now);
    const cleanup = 'customresourcecleanup.apiextensions.k8s.io';
    expect(marked['metadata']).toMatchObject({ deletionTimestamp: since, finalizers: [cleanup] });
    const terminating = {
      type: 'Terminating',
      status: 'True',
      lastTransitionTime: since,
      reason: 'InstanceDeletionPending',
      message:
        'CustomResourceDefinition marked for deletion; CustomResource deletion will begin soon',
    };
    expect(marked['status']).toMatchObject({ conditions: [accepted, established, terminating] });
    expect(servedVerbsOf(served)).toContain('create');
    expect(servedVerbsOf(marked)).toEqual(['delete', 'deletecollection', 'get', 'list', 'watch']);
    expect(refusalOfCreate(served, 'b')).toBeUndefined();
    expect(refusalOfCreate(marked, 'b')?.status).toEqual({
      message:
        'alphas.seq.test "b" is forbidden: create not allowed while custom resource definition is terminating',
      reason: 'Forbidden',
      details: { name: 'b', group: 'seq.test', kind: 'alphas' },
      code: 403,
    });

    const running = withDeletionProgress(marked, { type: 'running' }, now);
    const inProgress = {
      ...terminating,
      reason: 'InstanceDeletionInProgress',
      message: 'CustomResource deletion is in progress',
    };
    expect(running['status']).toMatchObject({ conditions: [accepted, established, inProgress] });
    const done = withDeletionProgress(running, { type: 'done' }, now);
    expect(done['metadata']).not.toHaveProperty('finalizers');
    expect((done['status'] as { conditions: JsonObject[] }).conditions.at(-1)).toEqual({
      ...terminating,
      status: 'False',
      reason: 'InstanceDeletionCompleted',
      message: 'removed all instances',
    });
  });
});
