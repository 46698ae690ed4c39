import type { JsonObject } from '@keelson/schema';
import { objectOf, stringOf } from './rbac-binding.ts';
import type { TokenObjects } from './token-objects.ts';

/** The objects that tokens are bound to, by kind. */
export class ListedObjects implements TokenObjects {
  readonly objects: JsonObject[];

  constructor(objects: readonly JsonObject[] = []) {
    this.objects = [...objects];
  }

  serviceAccount(namespace: string, name: string): JsonObject | undefined {
    return this.#find('ServiceAccount', name, namespace);
  }

  pod(namespace: string, name: string): JsonObject | undefined {
    return this.#find('Pod', name, namespace);
  }

  secret(namespace: string, name: string): JsonObject | undefined {
    return this.#find('Secret', name, namespace);
  }

  node(name: string): JsonObject | undefined {
    return this.#find('Node', name, '');
  }

  #find(kind: string, name: string, namespace: string): JsonObject | undefined {
    return this.objects.find((object) => {
      const metadata = objectOf(object['metadata']);
      return (
        object['kind'] === kind &&
        metadata['name'] === name &&
        stringOf(metadata['namespace']) === namespace
      );
    });
  }
}
