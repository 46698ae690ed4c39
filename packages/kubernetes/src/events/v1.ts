// Generated from the OpenAPI documents of Kubernetes 1.37.2 by
// packages/kubernetes/generator/main.ts: do not edit.
import type { EventSource, ObjectReference } from '../core/v1.ts';
import type { MicroTime, Time } from '../meta/v1.ts';
import type { NamespacedObjectMeta } from '../object.ts';
import { type ResourceType, resourceType } from '../resource-type.ts';

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.37/#event-v1-events-k8s-io */
export interface Event {
  apiVersion: 'events.k8s.io/v1';
  kind: 'Event';
  metadata: NamespacedObjectMeta;
  action?: string;
  deprecatedCount?: number;
  deprecatedFirstTimestamp?: Time | null;
  deprecatedLastTimestamp?: Time | null;
  deprecatedSource?: EventSource;
  eventTime: MicroTime | null;
  note?: string;
  reason?: string;
  regarding?: ObjectReference;
  related?: ObjectReference;
  reportingController?: string;
  reportingInstance?: string;
  series?: EventSeries;
  type?: string;
}

export const Event: ResourceType<Event> = /* @__PURE__ */ resourceType({
  group: 'events.k8s.io',
  version: 'v1',
  kind: 'Event',
  plural: 'events',
  scope: 'Namespaced',
});

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.37/#eventseries-v1-events-k8s-io */
export interface EventSeries {
  count: number;
  lastObservedTime: MicroTime;
}
