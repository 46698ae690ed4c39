import type { KubernetesObject } from '@keelson/kubernetes';
import type { DeepReadonly } from '../api/deep-readonly.ts';
import type { ObjectEvent } from '../api/object-event.ts';
import { formatKey } from '../api/object-key.ts';
import type { DynamicType, ResourceRef } from '../api/resource-ref.ts';
import { identify } from './kind-identity.ts';
import { hasReached } from './resource-version.ts';
import { peekObject, peekOld } from './stored-event.ts';
import { addsNothingTo } from './write-effect.ts';

/** A write as it is sent. */
export interface SentWrite {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace?: string | undefined;
  /** `''` when the server is to make a name. */
  readonly name: string;
  /** It makes the object, or fails. */
  readonly isCreation?: boolean | undefined;
  /** It changes the object in just this version, or fails. */
  readonly base?: string | undefined;
  /** The fields that it sets: of a merge patch, or of an apply. `null` removes one. */
  readonly body?: object | undefined;
}

/** Lets an event pass at once, later, or never. */
export type EchoFilter<T extends KubernetesObject = KubernetesObject> = (
  event: ObjectEvent<T>,
  pass: () => void,
) => void;

interface ObjectWrites {
  /** Sent and not answered. */
  pending: number;
  /** Answered, and not yet shown by the watch. */
  readonly replies: { readonly write: SentWrite; readonly version: string }[];
  /** Events that may be the effect of what is pending. */
  held: (() => void)[];
}

/** Of so many objects writes are remembered; an echo of one that is forgotten passes. */
const remembered = 10_000;

/**
 * The writes of one controller, to tell their echoes in the watch from what others did. An event is
 * an echo when it shows the version that one of our replies gave, and nothing else happened in it:
 *
 * - the object is created by that very write, or
 * - the write demanded a version and the event leads from that version, or
 * - all fields that the event changes were set by the write, to just these values. A patch that
 *   changes nothing is answered with the version of whoever wrote last, so the version alone is no proof.
 *
 * What cannot be told passes: at worst a reconcile too many. Deletions, resyncs and what a relist
 * brings after a gap pass too, the last unless it is as above. While a write is under way, events of
 * its object wait for the reply.
 */
export class OwnWrites {
  readonly #objects = new Map<string, ObjectWrites>();
  readonly #kinds = new Set<string>();

  /** A filter for events of this kind; writes of other kinds are not remembered. */
  filter(type: ResourceRef | DynamicType): EchoFilter {
    const { apiVersion, kind, isMetadataOnly } = identify(type);
    const prefix = kindKey({ apiVersion, kind });
    this.#kinds.add(prefix);
    return (event, pass) => {
      const { metadata } = peekObject(event);
      const id = prefix + formatKey(metadata);
      const writes = this.#objects.get(id);
      if (writes === undefined) {
        pass();
        return;
      }
      const judge = () => {
        const isEcho = writes.replies.some((reply) => isEchoOf(reply, event, isMetadataOnly));
        this.#forget(id, writes, event);
        if (!isEcho) pass();
      };
      if (writes.pending > 0) writes.held.push(judge);
      else judge();
    };
  }

  /** Sends a write and remembers the version that its reply gives. */
  async track<T extends DeepReadonly<KubernetesObject>>(
    write: SentWrite,
    send: () => Promise<T>,
  ): Promise<T> {
    const prefix = kindKey(write);
    if (!this.#kinds.has(prefix)) return send();
    if (write.name === '') {
      // Nothing can wait for it: an event that comes before the reply passes.
      const reply = await send();
      remember(this.#of(prefix + formatKey(reply.metadata)), write, reply);
      return reply;
    }
    const id = prefix + formatKey(write);
    const writes = this.#of(id);
    writes.pending += 1;
    try {
      const reply = await send();
      remember(writes, write, reply);
      return reply;
    } finally {
      writes.pending -= 1;
      if (writes.pending === 0) {
        const { held } = writes;
        writes.held = [];
        for (const judge of held) judge();
        this.#drop(id, writes);
      }
    }
  }

  #of(id: string): ObjectWrites {
    const known = this.#objects.get(id);
    // To the end: the first is the one that was written longest ago.
    this.#objects.delete(id);
    const writes: ObjectWrites = known ?? { pending: 0, replies: [], held: [] };
    this.#objects.set(id, writes);
    if (this.#objects.size > remembered) {
      for (const [oldest, { pending }] of this.#objects) {
        if (pending > 0) continue;
        this.#objects.delete(oldest);
        break;
      }
    }
    return writes;
  }

  /** What the watch has shown is done with. */
  #forget(id: string, writes: ObjectWrites, event: ObjectEvent): void {
    const seen = peekObject(event).metadata.resourceVersion;
    const ahead = writes.replies.filter(({ version }) => !hasReached(seen, version));
    writes.replies.splice(0, writes.replies.length, ...ahead);
    this.#drop(id, writes);
  }

  #drop(id: string, { pending, replies }: ObjectWrites): void {
    if (pending === 0 && replies.length === 0) this.#objects.delete(id);
  }
}

/** A reply with the version that the write demanded says that nothing was changed. */
function remember(
  { replies }: ObjectWrites,
  write: SentWrite,
  { metadata }: DeepReadonly<KubernetesObject>,
): void {
  const { resourceVersion: version } = metadata;
  if (version !== undefined && version !== write.base) replies.push({ write, version });
}

function kindKey({ apiVersion, kind }: Pick<SentWrite, 'apiVersion' | 'kind'>): string {
  return `${apiVersion}/${kind}:`;
}

function isEchoOf(
  { write, version }: ObjectWrites['replies'][number],
  event: ObjectEvent,
  isMetadataOnly: boolean,
): boolean {
  const now = peekObject(event);
  if (now.metadata.resourceVersion !== version) return false;
  if (event.type === 'created') return write.isCreation === true && !event.isInInitialList;
  const old = peekOld(event);
  if (old === undefined || old.metadata.resourceVersion === version) return false;
  if (write.base !== undefined) return old.metadata.resourceVersion === write.base;
  // Of metadata alone one cannot say what else the event changed.
  if (write.body === undefined || isMetadataOnly) return false;
  return addsNothingTo(write.body, { old, now });
}
