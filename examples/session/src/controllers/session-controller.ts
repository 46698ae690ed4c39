import {
  type Client,
  Controller,
  deepEqual,
  type Reconciler,
  type Request,
  type Result,
} from '@keelson/runtime';
import { Session } from '../api/v1alpha1/session.ts';
import { nextStatus } from '../session/next-status.ts';

export interface SessionReconcilerOptions {
  /** Between two attendees. @default 1000 */
  readonly stepMs?: number;
}

/** Moves the attendees of each session by one toward its capacity. */
@Controller({ for: Session, ignoreOwnWrites: true })
export class SessionReconciler implements Reconciler {
  readonly #client: Client;
  readonly #stepMs: number;

  constructor(client: Client, { stepMs = 1_000 }: SessionReconcilerOptions = {}) {
    this.#client = client;
    this.#stepMs = stepMs;
  }

  async reconcile(request: Request): Promise<Result | void> {
    const session = await this.#client.get(Session, request);
    if (session === undefined || session.metadata.deletionTimestamp !== undefined) return;
    const status = nextStatus(session, Date.now());
    if (deepEqual(status, session.status)) return;
    // It carries the version that was read: a write in between makes it a conflict, which is tried
    // again from what is there then.
    await this.#client.status.update({ ...session, status });
    if (status.attendees !== session.spec.capacity) return { requeueAfterMs: this.#stepMs };
  }
}
