import type { DeepReadonly } from '../api/deep-readonly.ts';
import type { ObjectKey } from '../api/object-key.ts';
import type { CreateInput, WatchEvent } from '../client/client.ts';
import type { ResourceType } from '@keelson/kubernetes';
import type { Lease } from '@keelson/kubernetes/coordination/v1';

/** What leader election asks of a client; the live client of the runtime is one. */
export interface LeaseClient {
  /** The Lease as the server has it now, or undefined when there is none. Never from a cache. */
  get(
    type: ResourceType<Lease>,
    key: ObjectKey,
    options: { readonly signal: AbortSignal },
  ): Promise<DeepReadonly<Lease> | undefined>;
  /** Rejects when there is one already. */
  create(
    type: ResourceType<Lease>,
    lease: CreateInput<Lease>,
    options: { readonly signal: AbortSignal },
  ): Promise<DeepReadonly<Lease>>;
  /** Rejects when the resource version is not the stored one. */
  update(
    lease: DeepReadonly<Lease>,
    options: { readonly signal: AbortSignal },
  ): Promise<DeepReadonly<Lease>>;
  watch(
    type: ResourceType<Lease>,
    options: {
      readonly namespace: string;
      readonly fieldSelector: string;
      readonly signal: AbortSignal;
    },
  ): AsyncIterable<WatchEvent<Lease>>;
}
