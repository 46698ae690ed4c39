import { Pod } from '@keelson/kubernetes/core/v1';
import {
  ApiError,
  type Client,
  type DeepReadonly,
  type EventRecorder,
  isConflict,
  isInvalid,
  isNotFound,
} from '@keelson/runtime';
import type { HealthCheckPolicy } from '../api/v1beta1/health-check-policy.ts';
import { eventNote, isViolating, type Verdict } from '../policy/audit.ts';
import type { MarkChange } from '../policy/check.ts';
import { markManager } from '../policy/marks.ts';

type Policy = DeepReadonly<HealthCheckPolicy>;

/** Carries out what a check decided. A pod that went away meanwhile is no error. */
export class PodEnforcer {
  readonly #client: Client;
  readonly #events: EventRecorder;

  constructor(client: Client, events: EventRecorder) {
    this.#client = client;
    this.#events = events;
  }

  /** Changes the marks of each pod; returns what failed, so that one pod does not stop the others. */
  async changeMarks(policy: Policy, changes: readonly MarkChange[]): Promise<Error[]> {
    const results = await Promise.allSettled(
      changes.map((change) => this.#changeMark(policy, change)),
    );
    return errorsOf(results);
  }

  async kill(policy: Policy, victims: readonly Verdict[]): Promise<Error[]> {
    return errorsOf(
      await Promise.allSettled(victims.map((verdict) => this.#kill(policy, verdict))),
    );
  }

  async #changeMark(policy: Policy, change: MarkChange): Promise<void> {
    if (change.kind === 'taken') {
      this.#reportTaken(policy, change.pod);
      return;
    }
    const { namespace, name, uid } = change.pod.metadata;
    try {
      // Without force: a value that somebody else set stays theirs. The uid keeps the apply off a
      // pod that was recreated under the same name.
      await this.#client.apply(
        Pod,
        { metadata: { namespace, name, uid, ...change.mark } },
        { fieldManager: markManager(policy.metadata.uid), force: false },
      );
    } catch (error) {
      if (isOwnedByOthers(error)) return this.#reportTaken(policy, change.pod);
      if (isGone(error)) return;
      throw error;
    }
    this.#reportChange(change);
  }

  async #kill(policy: Policy, { pod, ...verdict }: Verdict): Promise<void> {
    const { uid, resourceVersion } = pod.metadata;
    this.#events.record(pod, {
      type: 'Normal',
      reason: 'Killing',
      action: 'Kill',
      note: `${eventNote({ pod, ...verdict })} (policy ${policy.metadata.name})`,
    });
    try {
      await this.#client.delete(Pod, pod, { preconditions: { uid, resourceVersion } });
    } catch (error) {
      if (!isNotFound(error) && !isConflict(error)) throw error;
    }
  }

  #reportChange({ kind, pod, verdict }: MarkChange): void {
    if (kind === 'set' && verdict) {
      const reason = verdict.failing ? 'HealthCheckFailing' : 'HealthCheckMissing';
      this.#events.record(pod, {
        type: 'Warning',
        reason,
        action: 'Mark',
        note: eventNote(verdict),
      });
    } else if (kind === 'release' && !(verdict && isViolating(verdict))) {
      this.#events.record(pod, {
        type: 'Normal',
        reason: 'HealthCheckPassed',
        action: 'Release',
        note: 'the pod is not marked any more',
      });
    }
  }

  #reportTaken(policy: Policy, pod: DeepReadonly<Pod>): void {
    this.#events.record(policy, {
      type: 'Warning',
      reason: 'LabelConflict',
      action: 'Mark',
      note: `pod ${pod.metadata.name} has ${policy.spec.podLabel} from somebody else; it stays as it is`,
    });
  }
}

function isOwnedByOthers(error: unknown): boolean {
  return isConflict(error) && hasCause(error, 'FieldManagerConflict');
}

/** Gone, or replaced by another pod of the name: the uid in the body then conflicts or is immutable. */
function isGone(error: unknown): boolean {
  return isNotFound(error) || isConflict(error) || (isInvalid(error) && /uid/.test(String(error)));
}

function hasCause(error: unknown, reason: string): boolean {
  return error instanceof ApiError && error.causes.some((cause) => cause.reason === reason);
}

function errorsOf(results: readonly PromiseSettledResult<void>[]): Error[] {
  return results.flatMap((result) =>
    result.status === 'fulfilled'
      ? []
      : [result.reason instanceof Error ? result.reason : new Error(String(result.reason))],
  );
}
