import { setTimeout as delay } from 'node:timers/promises';
import { Deployment } from '@keelson/kubernetes/apps/v1';
import { Pod } from '@keelson/kubernetes/core/v1';
import { Event } from '@keelson/kubernetes/events/v1';
import { type Client, type DeepReadonly, formatSelector } from '@keelson/runtime';
import type { Manifest } from '@keelson/scaffold';
import { type Evidence, whyUnavailable } from './why-unavailable.ts';

const askEveryMs = 500;

/**
 * Waits until all pods of a deployment are of its newest state, and available.
 * @throws {Error} when the signal is aborted before, with the reasons that the cluster gives
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
      const reasons = whyUnavailable(await evidenceOf(client, deployment));
      throw new Error(`deployment ${metadata.name} is not available: ${reasons.join('; ')}`);
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

async function evidenceOf(
  client: Client,
  deployment: DeepReadonly<Deployment> | undefined,
): Promise<Evidence> {
  if (deployment === undefined) return { deployment, pods: [], events: [] };
  const { namespace } = deployment.metadata;
  const labelSelector = formatSelector(deployment.spec.selector);
  const { items: pods } = await client.list(Pod, { namespace, labelSelector });
  const names = new Set(pods.map(({ metadata }) => metadata.name));
  const { items: events } = await client.list(Event, { namespace });
  const about = events.filter(({ regarding }) => names.has(regarding?.name ?? ''));
  return { deployment, pods, events: about };
}
