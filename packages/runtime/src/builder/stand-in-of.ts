import type { ClusterConfig } from '../client/config/cluster-config.ts';
import { tlsOptions } from '../client/tls-options.ts';
import {
  type LeaderElectionOptions,
  renewalTimeoutMs,
  resolveLeaderElectionOptions,
} from '../leader-election/leader-election-options.ts';
import type { StandIn } from '../leader-election/stand-in.ts';
import type { LeaseAccess } from '../leader-election/stand-in-thread.ts';
import { WorkerStandIn } from '../leader-election/worker-stand-in.ts';
import type { Clock } from '../util/clock.ts';
import type { Logger } from '../util/logger.ts';
import { systemClock } from '../util/system-clock.ts';

/** Options of {@link standInOf}. */
export interface StandInOptions {
  readonly election: LeaderElectionOptions;
  /** @default a transport of the caller's, which a thread cannot use */
  readonly config: ClusterConfig | undefined;
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * The thread that renews the Lease while the event loop stands still, where there can be one: not in
 * virtual time, not over a transport of the caller's, and not through a proxy.
 */
export function standInOf({
  election,
  config,
  clock,
  logger,
}: StandInOptions): StandIn | undefined {
  if (config === undefined || config.proxyUrl !== undefined || clock !== systemClock) {
    return undefined;
  }
  const options = resolveLeaderElectionOptions(election);
  return new WorkerStandIn({
    election: options,
    access: () => accessTo(options, config),
    callTimeoutMs: renewalTimeoutMs(options),
    clock,
    logger,
    // A breakpoint stops the main thread only.
    mayKill: process.getBuiltinModule('node:inspector').url() === undefined,
  });
}

async function accessTo(
  { namespace, name }: LeaderElectionOptions,
  config: ClusterConfig,
): Promise<LeaseAccess> {
  const base = config.server.replace(/\/$/, '');
  const path = `/apis/coordination.k8s.io/v1/namespaces/${namespace}/leases/${name}`;
  const tls = { ...tlsOptions(await config.tls()) };
  return { url: `${base}${path}`, headers: await config.authorize(), tls };
}
