import type { JsonObject } from '@keelson/schema';

/** The live objects that tokens are bound to. An object is `undefined` when there is none. */
export interface TokenObjects {
  serviceAccount(namespace: string, name: string): JsonObject | undefined;
  pod(namespace: string, name: string): JsonObject | undefined;
  secret(namespace: string, name: string): JsonObject | undefined;
  node(name: string): JsonObject | undefined;
}
