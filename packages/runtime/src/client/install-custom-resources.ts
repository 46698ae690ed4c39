import { CustomResourceDefinition } from '@keelson/kubernetes/apiextensions/v1';
import type { DeepReadonly } from '../api/deep-readonly.ts';
import type { Clock } from '../util/clock.ts';
import { Deadline } from '../util/deadline.ts';
import { sleep } from '../util/signals.ts';
import { ApiError } from './api-error.ts';
import { isNotFound } from './api-error-predicates.ts';
import type { ApplyInput, Client } from './client.ts';
import {
  checkDefinitions,
  type DefinitionManifest,
  isEstablished,
  pendingOf,
  refusalOf,
  servedTypes,
} from './custom-resource-definition.ts';
import { waitForObject } from './wait-for-object.ts';

/** Options of {@link installCustomResources} and {@link uninstallCustomResources}. */
export interface InstallOptions {
  readonly signal?: AbortSignal | undefined;
  /** For all of them together. @default 30000 */
  readonly timeoutMs?: number | undefined;
  /** @default real time */
  readonly clock?: Clock | undefined;
}

/** What became of one definition. */
export interface InstallResult {
  /** Of the CustomResourceDefinition: `<plural>.<group>`. */
  readonly name: string;
  readonly result: 'created' | 'configured' | 'unchanged';
}

/** What installing needs of a client; a live one. */
export type InstallClient = Pick<Client, 'get' | 'list' | 'watch' | 'apply' | 'patch' | 'delete'>;

const fieldManager = 'keelson-install';

/**
 * Applies CustomResourceDefinitions (server-side) and waits until the API server serves their kinds.
 * `manifests` are parsed JSON or YAML documents of `apiextensions.k8s.io/v1`.
 * @throws {TypeError} when a manifest is something else; nothing is applied then
 * @throws {ApiError} when the server refuses one
 * @throws {Error} that names each definition that is not established, and why
 */
export async function installCustomResources(
  client: InstallClient,
  manifests: readonly object[],
  options: InstallOptions = {},
): Promise<InstallResult[]> {
  const definitions = checkDefinitions(manifests);
  using deadline = deadlineOf(options, 'installing');
  const applied = await Promise.all(
    definitions.map((manifest) => apply(client, manifest, deadline.signal)),
  );
  await settleAll(definitions, ({ metadata: { name } }) => {
    let pending = 'it is not there';
    const until = (found: Parameters<typeof isEstablished>[0] | undefined): boolean => {
      if (found === undefined) return false;
      const refusal = refusalOf(found);
      if (refusal !== undefined) throw new Error(`${name}: ${refusal}`);
      pending = pendingOf(found);
      return isEstablished(found);
    };
    return wait(client, { name, until, deadline, pending: () => pending });
  });
  for (const definition of definitions) await whenServed(client, definition, deadline);
  return applied;
}

/**
 * Deletes CustomResourceDefinitions, and with them all their objects, and waits until they are gone.
 * Those that are not there are left out of the result.
 * @returns the names of those that were deleted
 * @throws {Error} that names each definition that is still there; finalizers of its objects hold it
 */
export async function uninstallCustomResources(
  client: InstallClient,
  manifests: readonly object[],
  options: InstallOptions = {},
): Promise<string[]> {
  const definitions = checkDefinitions(manifests);
  using deadline = deadlineOf(options, 'deleting');
  const deleted: string[] = [];
  await settleAll(definitions, async ({ metadata: { name } }) => {
    try {
      await client.delete(CustomResourceDefinition, { name }, { signal: deadline.signal });
    } catch (error) {
      if (isNotFound(error)) return;
      throw error;
    }
    deleted.push(name);
    const until = (found: unknown): boolean => found === undefined;
    const pending = (): string => 'it is still there: do finalizers hold its objects?';
    await wait(client, { name, until, deadline, pending });
  });
  return deleted;
}

async function apply(
  client: InstallClient,
  manifest: DefinitionManifest,
  signal: AbortSignal,
): Promise<InstallResult> {
  const { name } = manifest.metadata;
  const before = await client.get(CustomResourceDefinition, { name }, { signal });
  const { status: _, ...wanted } = manifest as DefinitionManifest & { status?: unknown };
  await freeEndpoint(client, { before, wanted, signal });
  const after = await client.apply(
    CustomResourceDefinition,
    wanted as ApplyInput<CustomResourceDefinition>,
    { fieldManager, signal },
  );
  if (before === undefined) return { name, result: 'created' };
  const isSame = before.metadata.resourceVersion === after.metadata.resourceVersion;
  return { name, result: isSame ? 'unchanged' : 'configured' };
}

/**
 * A manager that is developed makes its definitions call it by URL. Who installs them for a service
 * again would leave both, which is refused: an apply takes away nothing that others have set.
 */
async function freeEndpoint(
  client: InstallClient,
  {
    before,
    wanted,
    signal,
  }: {
    readonly before: DeepReadonly<CustomResourceDefinition> | undefined;
    readonly wanted: object;
    readonly signal: AbortSignal;
  },
): Promise<void> {
  const had = before?.spec.conversion?.webhook?.clientConfig;
  const { conversion } = (wanted as Partial<CustomResourceDefinition>).spec ?? {};
  const wants = conversion?.webhook?.clientConfig;
  if (before === undefined || had === undefined || wants === undefined) return;
  const isOther = (had.url === undefined) !== (wants.url === undefined);
  if (!isOther) return;
  const clientConfig = { url: null, service: null, ...wants };
  const body = { spec: { conversion: { webhook: { clientConfig } } } };
  const { name } = before.metadata;
  await client.patch(CustomResourceDefinition, { name }, { type: 'merge', body }, { signal });
}

interface Wait {
  readonly name: string;
  readonly until: (found: Parameters<typeof isEstablished>[0] | undefined) => boolean;
  readonly deadline: Deadline;
  /** What is missing when the time is up. */
  readonly pending: () => string;
}

async function wait(client: InstallClient, { name, until, deadline, pending }: Wait) {
  const { signal, clock } = deadline;
  try {
    await waitForObject(client, { type: CustomResourceDefinition, name, until, clock, signal });
  } catch (error) {
    throw deadline.isOver ? new Error(`${name}: ${pending()}`, { cause: error }) : error;
  }
}

/** The handler of the kind starts a moment after the condition says so. */
async function whenServed(
  client: InstallClient,
  definition: DefinitionManifest,
  { clock, signal }: Deadline,
): Promise<void> {
  for (const type of servedTypes(definition)) {
    for (;;) {
      try {
        await client.list(type, { limit: 1, signal });
      } catch (error) {
        if (isNotFound(error)) {
          await sleep(clock, 50, signal);
          continue;
        }
        // Another refusal comes from the handler: who installs a kind may not be allowed to list it.
        if (!(error instanceof ApiError)) throw error;
      }
      break;
    }
  }
}

/** Waits for all; one failure is thrown as it is, several as one error that names them all. */
async function settleAll<T>(items: readonly T[], task: (item: T) => Promise<void>): Promise<void> {
  const results = await Promise.allSettled(items.map(task));
  const errors = results.flatMap((one) => (one.status === 'rejected' ? [one.reason as Error] : []));
  if (errors.length === 1) throw errors[0];
  if (errors.length > 1) {
    throw new AggregateError(errors, errors.map(({ message }) => message).join('; '));
  }
}

function deadlineOf({ timeoutMs = 30_000, signal, clock }: InstallOptions, task: string): Deadline {
  return new Deadline({ timeoutMs, task, signal, clock });
}
