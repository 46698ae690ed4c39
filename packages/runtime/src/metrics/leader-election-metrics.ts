import type { LeaderElectionMetrics } from '../leader-election/leader-election-metrics.ts';
import type { MetricsRegistry } from './registry.ts';

/** The `leader_election_*` metrics under client-go's names and labels. */
export function createLeaderElectionMetrics(registry: MetricsRegistry): LeaderElectionMetrics {
  const status = registry.gauge({
    name: 'leader_election_master_status',
    help: '1 while this process holds the lease, 0 while it does not.',
    labels: ['name'],
  });
  const slowPath = registry.counter({
    name: 'leader_election_slowpath_total',
    help: 'Renewals that had to read the lease first.',
    labels: ['name'],
  });
  return {
    leading(name, isLeading) {
      status.set({ name }, Number(isLeading));
      slowPath.inc({ name }, 0);
    },
    slowPath: (name) => slowPath.inc({ name }),
  };
}
