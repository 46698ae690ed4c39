import { type EventDescription, type EventSubject, eventKey } from './event-object.ts';

/** Where an event belongs. */
export interface EventPlace {
  /** Events with the same key are one series. */
  readonly key: string;
  /** As it is written. */
  readonly description: EventDescription;
}

interface Group {
  readonly notes: Set<string>;
  lastAt: number;
}

const mostNotes = 10;
const windowMs = 600_000;
const remembered = 4096;

/**
 * Makes one series of events that differ only in their note, from the tenth note within ten minutes
 * on. Semantics and limits: client-go's `EventAggregator`.
 */
export class EventAggregator {
  /** In order of their last event. */
  readonly #groups = new Map<string, Group>();

  /** Where an event that happens at `now` (monotonic milliseconds) belongs. */
  place(
    { subject, description }: { subject: EventSubject; description: EventDescription },
    now: number,
  ): EventPlace {
    const groupKey = eventKey(subject, { ...description, note: '' });
    const known = this.#groups.get(groupKey);
    const isOver = known !== undefined && now - known.lastAt > windowMs;
    const group = known === undefined || isOver ? { notes: new Set<string>(), lastAt: now } : known;
    this.#groups.delete(groupKey);
    this.#groups.set(groupKey, group);
    const [oldest] = this.#groups.keys();
    if (this.#groups.size > remembered && oldest !== undefined) this.#groups.delete(oldest);

    group.lastAt = now;
    const { note } = description;
    const isKnown = group.notes.has(note);
    if (isKnown || group.notes.size < mostNotes - 1) {
      group.notes.add(note);
      return { key: eventKey(subject, description), description };
    }
    const combined = `(combined from similar events): ${note}`;
    return { key: groupKey, description: { ...description, note: combined } };
  }
}
