import type { RbacRule } from './rbac-rule.ts';
import type { ResourceModel } from './resource-model.ts';
import type { WebhookModel } from './webhook-model.ts';

/** What the source of a project says: all that the emitters know. */
export interface ApiModel {
  /** Sorted by group and plural. */
  readonly resources: readonly ResourceModel[];
  /** What the controllers need, as declared and derived; not yet normalised. */
  readonly rules: readonly RbacRule[];
  /** Leases that managers take; each gets the right to exactly itself. */
  readonly leases: readonly LeaseModel[];
  /** Entries of webhook configurations. */
  readonly webhooks: readonly WebhookModel[];
  /** A manager asks the API server who may read its metrics. */
  readonly secureMetrics: boolean;
}

/** A Lease that a manager elects its leader by. */
export interface LeaseModel {
  readonly name: string;
  /** @default the manager's own namespace */
  readonly namespace?: string | undefined;
}
