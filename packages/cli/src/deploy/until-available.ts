import { setTimeout as delay } from 'node:timers/promises';
import { Deployment } from '@keelson/kubernetes/apps/v1';
import type { Client, DeepReadonly } from '@keelson/runtime';
import type { Manifest } from '@keelson/scaffold';

const askEveryMs = 500;

/**
 * Waits until all pods of a deployment are of its newest state, and available.
 * @throws {Error} when the signal is aborted before, with what the deployment says of itself
 */
export async function untilAvailable(
  client: Client,
  { metadata }: Manifest,
  signal: AbortSignal,
): Promise<void> {
  for (;;) {
    const deployment = await client.get(Deployment, metadata);
    if (deployment !== undefined && isAvailable(deployment)) return;
    if (signal.aborted) {
      throw new Error(
        `deployment ${metadata.name} is not available (${reasonOf(deployment)}): see kubectl describe deployment,pod -n ${String(metadata['namespace'])}`,
      );
    }
    await delay(askEveryMs);
  }
}

function isAvailable({ metadata, spec, status }: DeepReadonly<Deployment>): boolean {
  const { replicas = 1 } = spec;
  const { observedGeneration = 0, updatedReplicas = 0, availableReplicas = 0 } = status ?? {};
  return (
    observedGeneration >= (metadata.generation ?? 0) &&
    updatedReplicas >= replicas &&
    availableReplicas >= replicas
  );
}

function reasonOf(deployment: DeepReadonly<Deployment> | undefined): string {
  const bad = deployment?.status?.conditions?.find(({ status }) => status !== 'True');
  return bad?.message ?? 'nobody has said why';
}
