import { Pod } from '@keelson/kubernetes/core/v1';
import {
  type Client,
  Controller,
  type DeepReadonly,
  ensureFinalizer,
  type EventRecorder,
  findCondition,
  type ObjectKey,
  Rbac,
  type Reconciler,
  type Request,
  removeFinalizer,
  type Result,
  watch,
} from '@keelson/runtime';
import {
  HealthCheckPolicy,
  type HealthCheckPolicyStatus,
} from '../api/v1beta1/health-check-policy.ts';
import { checkPods, releaseAll } from '../policy/check.ts';
import { type CheckOutcome, isWorthWriting, nextStatus } from '../policy/status.ts';
import { PodEnforcer } from './pod-enforcer.ts';
import { podHealthChanged, policiesConcerned, policyChanged } from './triggers.ts';

type Policy = DeepReadonly<HealthCheckPolicy>;

/** Holds a deleted policy until its marks are off the pods. */
const cleanupFinalizer = 'policy.k8s-go.openshift.org/cleanup';

export interface HealthCheckPolicyReconcilerOptions {
  /** The pod that the operator itself runs in, which it never audits. @default none */
  readonly operatorPod?: ObjectKey | undefined;
  /** Wall-clock milliseconds. @default Date.now */
  readonly now?: () => number;
}

/** Audits the pods of each policy's namespace, acts on those that fail, and reports. */
@Controller({
  for: HealthCheckPolicy,
  when: policyChanged,
  // A roll-out changes many pods at once, and a check looks at all of them.
  watches: [watch(Pod, { map: policiesConcerned, when: podHealthChanged, delayMs: 500 })],
  finalizer: cleanupFinalizer,
})
@Rbac({ groups: [''], resources: ['pods'], verbs: ['patch', 'delete'] })
export class HealthCheckPolicyReconciler implements Reconciler {
  readonly #client: Client;
  readonly #events: EventRecorder;
  readonly #enforcer: PodEnforcer;
  readonly #operatorPod: ObjectKey | undefined;
  readonly #now: () => number;
  /** When each policy, by its uid, last killed pods. */
  readonly #lastKills = new Map<string, number>();

  constructor(
    client: Client,
    events: EventRecorder,
    options: HealthCheckPolicyReconcilerOptions = {},
  ) {
    this.#client = client;
    this.#events = events;
    this.#enforcer = new PodEnforcer(client, events);
    this.#operatorPod = options.operatorPod;
    this.#now = options.now ?? Date.now;
  }

  async reconcile(request: Request): Promise<Result | void> {
    const policy = await this.#client.get(HealthCheckPolicy, request);
    if (policy === undefined) return;
    if (policy.metadata.deletionTimestamp !== undefined) return this.#cleanUp(policy);

    await ensureFinalizer(this.#client, HealthCheckPolicy, policy, cleanupFinalizer);
    const { items: pods } = await this.#client.list(Pod, { namespace: policy.metadata.namespace });
    const { uid } = policy.metadata;
    const nowMs = this.#now();
    const check = checkPods(policy, pods, {
      nowMs,
      operatorPod: this.#operatorPod,
      lastKillMs: this.#lastKills.get(uid),
    });
    if (check.victims.length > 0) this.#lastKills.set(uid, nowMs);
    const errors = [
      ...(await this.#enforcer.changeMarks(policy, check.markChanges)),
      ...(await this.#enforcer.kill(policy, check.victims)),
    ];
    await this.#report(policy, { ...check, errors });
    throwIfAny(errors);
    return { requeueAfterMs: check.recheckAfterMs };
  }

  async #cleanUp(policy: Policy): Promise<void> {
    const { items: pods } = await this.#client.list(Pod, { namespace: policy.metadata.namespace });
    const errors = await this.#enforcer.changeMarks(policy, releaseAll(policy.metadata.uid, pods));
    if (errors.length > 0) {
      const { failed = 0, passed = 0 } = policy.status?.statistics?.pods ?? {};
      await this.#report(policy, { failed, passed, errors });
      throwIfAny(errors);
    }
    this.#lastKills.delete(policy.metadata.uid);
    await removeFinalizer(this.#client, HealthCheckPolicy, policy, cleanupFinalizer);
  }

  /** Writes the status if it is worth a write, and tells of what changed in it. */
  async #report(policy: Policy, outcome: CheckOutcome): Promise<void> {
    const nowMs = this.#now();
    const status = nextStatus(policy, outcome, nowMs);
    if (!isWorthWriting(policy, status, nowMs)) return;
    const { namespace, name } = policy.metadata;
    await this.#client.status.apply(HealthCheckPolicy, { metadata: { namespace, name }, status });
    this.#recordChanges(policy, status);
  }

  #recordChanges(policy: Policy, status: HealthCheckPolicyStatus): void {
    for (const type of ['Compliant', 'Ready'] as const) {
      const before = findCondition(policy.status?.conditions, type);
      const after = findCondition(status.conditions, type);
      if (after === undefined || after.status === before?.status) continue;
      // That the first check worked is no news.
      if (type === 'Ready' && after.status === 'True') continue;
      this.#events.record(policy, {
        type: after.status === 'True' ? 'Normal' : 'Warning',
        reason: after.reason,
        action: 'Check',
        note: after.message,
      });
    }
  }
}

function throwIfAny(errors: readonly Error[]): void {
  if (errors.length === 1) throw errors[0]!;
  if (errors.length > 1)
    throw new AggregateError(errors, errors.map((error) => error.message).join('; '));
}
