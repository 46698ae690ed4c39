import { CustomResourceDefinition } from '@keelson/kubernetes/apiextensions/v1';
import type { Client } from '@keelson/runtime';
import { ExitError } from './exit-error.ts';

/** How a migration is run, and who is told of it. */
export interface MigrateStorageOptions {
  readonly signal: AbortSignal;
  /** Only say what would be done. */
  readonly isDryRun: boolean;
  readonly report: (line: string) => void;
}

/**
 * Has every object of a kind written again in the version that is stored now, and then takes the
 * other versions from `status.storedVersions`, so that they can be removed from the definition. May be
 * stopped and run again at any time. Semantics: Kubernetes documentation, "Upgrade existing objects to a
 * new stored version".
 * @throws {ExitError} when there is no such definition
 * @throws {ApiError} 409 when the definition is changed meanwhile
 */
export async function migrateStorage(
  client: Client,
  name: string,
  { signal, isDryRun, report }: MigrateStorageOptions,
): Promise<void> {
  const { isNotFound, listPages } = await import('@keelson/runtime');
  const definition = await client.get(CustomResourceDefinition, { name }, { signal });
  if (definition === undefined) {
    throw new ExitError(`the cluster has no definition ${name}: its name is <plural>.<group>`);
  }
  const { group, names, versions } = definition.spec;
  const storage = versions.find((version) => version.storage)?.name ?? '';
  const stored = definition.status?.storedVersions ?? [];
  if (stored.every((version) => version === storage)) {
    report(`${name}: all objects are stored as ${storage}`);
    return;
  }
  // The one that is stored need not be served.
  const served =
    versions.find((version) => version.served && version.storage) ??
    versions.find((version) => version.served);
  const type = { apiVersion: `${group}/${served?.name ?? storage}`, kind: names.kind };
  let count = 0;
  for await (const { items } of listPages(client, type, { limit: 250, signal })) {
    for (const { metadata } of isDryRun ? [] : items) {
      try {
        // Nothing is changed: the server writes the object because it encodes it otherwise.
        await client.patch(type, metadata, { type: 'merge', body: {} }, { signal });
      } catch (error) {
        if (!isNotFound(error)) throw error;
      }
    }
    count += items.length;
    if (!isDryRun) report(`${name}: ${count} objects written as ${storage}`);
  }
  if (isDryRun) {
    report(`${name}: ${count} objects would be written as ${storage}, of ${stored.join(', ')} now`);
    return;
  }
  const { resourceVersion } = definition.metadata;
  const body = { metadata: { resourceVersion }, status: { storedVersions: [storage] } };
  await client.status.patch(
    CustomResourceDefinition,
    { name },
    { type: 'merge', body },
    { signal },
  );
  report(`${name}: only ${storage} is stored now`);
}
