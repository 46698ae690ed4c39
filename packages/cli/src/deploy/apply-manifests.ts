import {
  type Client,
  type DynamicType,
  installCustomResources,
  type UnstructuredObject,
} from '@keelson/runtime';
import type { Manifest } from '@keelson/scaffold';
import { describeChanges } from './describe-changes.ts';

/** What became of one object. */
export interface Applied {
  readonly manifest: Manifest;
  readonly result: 'created' | 'configured' | 'unchanged';
  /** The fields that were changed, or would be; of a definition only in a dry run. */
  readonly changes: readonly string[];
}

/** Options of {@link applyManifests}. */
export interface ApplyManifestsOptions {
  /** Says what would be, and changes nothing. */
  readonly isDryRun: boolean;
  readonly signal: AbortSignal;
}

/**
 * Applies objects one after the other (server-side), and waits after each definition until its kind is
 * served.
 * @throws {ApiError} when the server refuses one; what came before it stays
 */
export async function* applyManifests(
  client: Client,
  manifests: readonly Manifest[],
  { isDryRun, signal }: ApplyManifestsOptions,
): AsyncGenerator<Applied, void> {
  for (const manifest of manifests) {
    signal.throwIfAborted();
    if (manifest.kind === 'CustomResourceDefinition' && !isDryRun) {
      const [installed] = await installCustomResources(client, [manifest], { signal });
      yield { manifest, result: installed?.result ?? 'unchanged', changes: [] };
      continue;
    }
    const { apiVersion, kind, metadata } = manifest;
    const type: DynamicType = { apiVersion, kind };
    const before = await client.get(type, metadata, { signal });
    if (before === undefined && isDryRun) {
      // Its namespace may be one that would be created too.
      yield { manifest, result: 'created', changes: [] };
      continue;
    }
    const after = await client.apply(type, manifest as never, { dryRun: isDryRun, signal });
    yield { manifest, ...outcomeOf(before as UnstructuredObject | undefined, after) };
  }
}

function outcomeOf(
  before: UnstructuredObject | undefined,
  after: UnstructuredObject,
): Omit<Applied, 'manifest'> {
  if (before === undefined) return { result: 'created', changes: [] };
  const changes = describeChanges(before, after);
  return { result: changes.length === 0 ? 'unchanged' : 'configured', changes };
}
