import type { JsonObject } from '@keelson/schema';
import { describe, expect, it } from 'vitest';
import { podCells } from './pod-cells.ts';

const now = Date.parse('2020-01-01T01:00:00Z');

function pod(status: JsonObject, metadata: JsonObject = {}): JsonObject {
  return {
    metadata: { name: 'a', creationTimestamp: '2020-01-01T00:00:00Z', ...metadata },
    spec: { containers: [{ name: 'a' }, { name: 'b' }] },
    status,
  };
}

function shown(one: JsonObject): unknown[] {
  return podCells(one, now).slice(1, 4);
}

// Expectations as in pkg/printers/internalversion/printers_test.go (TestPrintPod).
describe('podCells', () => {
  it('shows a pod that waits', () => {
    expect(podCells(pod({ phase: 'Pending' }), now)).toEqual([
      'a',
      '0/2',
      'Pending',
      '0',
      '60m',
      '<none>',
      '<none>',
      '<none>',
      '<none>',
    ]);
  });

  it('counts ready containers and restarts', () => {
    const running = { ready: true, restartCount: 3, state: { running: {} } };
    expect(
      shown(pod({ phase: 'Running', containerStatuses: [running, { restartCount: 3 }] })),
    ).toEqual(['1/2', 'Running', '6']);
  });

  it('says when it last restarted', () => {
    const container = {
      ready: true,
      restartCount: 3,
      state: { running: {} },
      lastState: { terminated: { finishedAt: '2020-01-01T00:59:50Z' } },
    };
    expect(shown(pod({ phase: 'Running', containerStatuses: [container] }))).toEqual([
      '1/2',
      'Running',
      '3 (10s ago)',
    ]);
  });

  it.each([
    [{ waiting: { reason: 'CrashLoopBackOff' } }, 'CrashLoopBackOff'],
    [{ terminated: { reason: 'Error', exitCode: 1 } }, 'Error'],
    [{ terminated: { exitCode: 2 } }, 'ExitCode:2'],
    [{ terminated: { signal: 9 } }, 'Signal:9'],
  ])('names what its containers are at, %j', (state, reason) => {
    expect(shown(pod({ phase: 'Running', containerStatuses: [{ state }] }))[1]).toBe(reason);
  });

  it('tells how far the init containers are', () => {
    const one = pod({ phase: 'Pending', initContainerStatuses: [{ state: { waiting: {} } }] });
    (one['spec'] as JsonObject)['initContainers'] = [{ name: 'i' }];
    expect(shown(one)).toEqual(['0/2', 'Init:0/1', '0']);
  });

  it('says that it ends', () => {
    const metadata = { deletionTimestamp: '2020-01-01T00:00:00Z' };
    expect(shown(pod({ phase: 'Running' }, metadata))[1]).toBe('Terminating');
    expect(shown(pod({ phase: 'Running', reason: 'NodeLost' }, metadata))[1]).toBe('Unknown');
  });
});
