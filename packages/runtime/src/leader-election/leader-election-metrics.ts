/** What leader election reports. Names and meaning follow client-go's `leader_election_*`. */
export interface LeaderElectionMetrics {
  /** `leader_election_master_status`: whether this process holds the Lease called `name`. */
  leading(name: string, isLeading: boolean): void;
  /** `leader_election_slowpath_total`: a renewal needed a read first. */
  slowPath(name: string): void;
}

/** Records nothing. */
export const noLeaderElectionMetrics: LeaderElectionMetrics = Object.freeze({
  leading() {},
  slowPath() {},
});
