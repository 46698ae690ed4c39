import type { ObjectKey } from '../api/object-key.ts';
import type { CreateInput, Patch } from '../client/client.ts';
import type { ResourceType } from '@keelson/kubernetes';
import type { Event } from '@keelson/kubernetes/events/v1';

/** What the recorder asks of a client; the live client of the runtime is one. */
export interface EventClient {
  create(
    type: ResourceType<Event>,
    event: CreateInput<Event>,
    options: { readonly signal: AbortSignal },
  ): Promise<unknown>;
  patch(
    type: ResourceType<Event>,
    key: ObjectKey,
    patch: Patch,
    options: { readonly signal: AbortSignal },
  ): Promise<unknown>;
}
