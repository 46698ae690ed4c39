import type { CreateInput } from '../client/client.ts';
import type { Event } from '@keelson/kubernetes/events/v1';

/** The object that an event is about, or one that had a part in it. */
export interface EventSubject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string | undefined;
    readonly uid?: string | undefined;
    readonly resourceVersion?: string | undefined;
  };
}

/** What happened. Field names and limits: the API's `events.k8s.io/v1`. */
export interface EventDescription {
  readonly type: 'Normal' | 'Warning';
  /** Why, as one word for machines: `PodLabelled`. At most 128 characters. */
  readonly reason: string;
  /** What was done or tried, as one word for machines: `Label`. At most 128 characters. */
  readonly action: string;
  /** For people. Cut at 1024 bytes. */
  readonly note: string;
  /** Another object that had a part in it. @default none */
  readonly related?: EventSubject | undefined;
}

/** Who reports events. */
export interface EventReporter {
  /** A qualified name, such as `health-check-policy` or `example.com/health-check-policy`. */
  readonly controller: string;
  /** The process. */
  readonly instance: string;
}

/** How often equal events were seen, and when last (microtime). */
export interface SeriesState {
  readonly count: number;
  readonly lastObservedTime: string;
}

const fieldLimit = 128;
const noteLimitBytes = 1024;
const nameLimit = 253;

/** Events that are equal in all that this contains become one series. */
export function eventKey(subject: EventSubject, description: EventDescription): string {
  const { type, reason, action, note, related } = description;
  return JSON.stringify([
    type,
    reason,
    action,
    note,
    identity(subject),
    related && identity(related),
  ]);
}

/** What is the same for all events about one object. */
export function subjectKey(subject: EventSubject): string {
  return JSON.stringify(identity(subject));
}

/** The Event to create. `series` only when equal events came before it was written. */
export function newEvent(
  subject: EventSubject,
  description: EventDescription,
  context: {
    readonly name: string;
    readonly reporter: EventReporter;
    readonly eventTime: string;
    readonly series?: SeriesState | undefined;
  },
): CreateInput<Event> {
  const { type, reason, action, note, related } = description;
  const { name, reporter, eventTime, series } = context;
  return {
    apiVersion: 'events.k8s.io/v1',
    kind: 'Event',
    metadata: { name, namespace: eventNamespace(subject) },
    eventTime,
    type,
    reason: cut(reason, fieldLimit),
    action: cut(action, fieldLimit),
    note: cut(note, noteLimitBytes),
    regarding: referenceTo(subject),
    reportingController: reporter.controller,
    reportingInstance: cut(reporter.instance, fieldLimit),
    ...(related === undefined ? {} : { related: referenceTo(related) }),
    ...(series === undefined ? {} : { series }),
  };
}

/** Events about cluster-scoped objects are kept in `default`. */
export function eventNamespace(subject: EventSubject): string {
  const { namespace } = subject.metadata;
  return namespace === undefined || namespace === '' ? 'default' : namespace;
}

/** A name for the Event: that of its subject, where it makes a legal one, and `suffix`. */
export function eventName(subject: EventSubject, suffix: string): string {
  const name = subject.metadata.name.slice(0, nameLimit - suffix.length - 1);
  const isLegal = /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/.test(name);
  return isLegal ? `${name}.${suffix}` : `event.${suffix}`;
}

function referenceTo({ apiVersion, kind, metadata }: EventSubject) {
  const { name, namespace, uid, resourceVersion } = metadata;
  return {
    apiVersion,
    kind,
    name,
    ...(namespace === undefined ? {} : { namespace }),
    ...(uid === undefined ? {} : { uid }),
    ...(resourceVersion === undefined ? {} : { resourceVersion }),
  };
}

function identity({ apiVersion, kind, metadata }: EventSubject): readonly unknown[] {
  return [apiVersion, kind, metadata.namespace, metadata.name, metadata.uid];
}

/** The server counts bytes; a character is never cut in two. */
function cut(text: string, limitBytes: number): string {
  if (Buffer.byteLength(text) <= limitBytes) return text;
  const bytes = Buffer.from(text).subarray(0, limitBytes - 3);
  const whole = new TextDecoder().decode(bytes).replace(/\uFFFD+$/, '');
  return `${whole}...`;
}
