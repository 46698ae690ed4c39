import { parseApiVersion } from '@keelson/kubernetes';
import type { Transport } from '../client/transport.ts';

/** A kind that is to be watched. */
export interface KindName {
  readonly apiVersion: string;
  readonly kind: string;
}

/** A watched kind that the API server does not know. */
export class NoKindMatchError extends Error {
  override readonly name = 'NoKindMatchError';

  constructor(missing: readonly KindName[]) {
    const matches = missing.map(
      ({ apiVersion, kind }) => `kind "${kind}" in version "${apiVersion}"`,
    );
    super(
      `no matches for ${matches.join(', ')}: install the definitions first, for example with "kubectl apply -f config/crd/bases"`,
    );
  }
}

/**
 * Asks discovery which of `kinds` the API server does not serve. A version whose list may not be
 * read counts as served: the watch will tell.
 */
export async function missingKinds(
  transport: Transport,
  kinds: Iterable<KindName>,
  signal: AbortSignal,
): Promise<KindName[]> {
  const all = [...kinds];
  const versions = new Set(all.map(({ apiVersion }) => apiVersion));
  const served = new Map(
    await Promise.all(
      Array.from(
        versions,
        async (version) => [version, await servedKinds(transport, version, signal)] as const,
      ),
    ),
  );
  return all.filter(({ apiVersion, kind }) => served.get(apiVersion)?.has(kind) === false);
}

/** Undefined when it cannot be known. */
async function servedKinds(
  transport: Transport,
  apiVersion: string,
  signal: AbortSignal,
): Promise<ReadonlySet<string> | undefined> {
  const { group, version } = parseApiVersion(apiVersion);
  const path = group === '' ? `/api/${version}` : `/apis/${group}/${version}`;
  const headers = { accept: 'application/json' };
  const { status, body } = await transport.send({ method: 'GET', path, headers, signal });
  if (status === 404) return new Set();
  if (status !== 200) return undefined;
  const { resources = [] } = JSON.parse(body) as { resources?: readonly { kind: string }[] };
  return new Set(resources.map(({ kind }) => kind));
}
