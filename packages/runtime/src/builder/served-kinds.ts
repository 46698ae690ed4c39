import type { DynamicType } from '../api/resource-ref.ts';
import { ApiError } from '../client/api-error.ts';
import type { Discovery } from '../client/discovery.ts';
import { NoKindMatchError } from '../client/rest-mapper.ts';

/**
 * Asks discovery whether the API server serves all of `kinds`, so that a missing definition is one
 * clear error at the start. A version whose list may not be read counts as served: the watch will tell.
 * @throws {NoKindMatchError} when it does not
 */
export async function assertServed(
  discovery: Pick<Discovery, 'resources'>,
  kinds: Iterable<DynamicType>,
): Promise<void> {
  const wanted = [...kinds];
  const versions = [...new Set(wanted.map(({ apiVersion }) => apiVersion))];
  const served = new Map(
    await Promise.all(
      versions.map(async (version) => [version, await servedKinds(discovery, version)] as const),
    ),
  );
  const missing = wanted.filter(({ apiVersion, kind }) => !served.get(apiVersion)?.(kind));
  if (missing.length === 0) return;
  const matches = missing.map(
    ({ apiVersion, kind }) => `kind "${kind}" in version "${apiVersion}"`,
  );
  throw new NoKindMatchError(
    `no matches for ${matches.join(', ')}: install the definitions first, for example with "kubectl apply -f config/crd/bases"`,
  );
}

async function servedKinds(
  discovery: Pick<Discovery, 'resources'>,
  apiVersion: string,
): Promise<(kind: string) => boolean> {
  try {
    const resources = await discovery.resources(apiVersion);
    return (wanted) => resources.some(({ kind }) => kind === wanted);
  } catch (error) {
    if (error instanceof ApiError) return () => true;
    throw error;
  }
}
