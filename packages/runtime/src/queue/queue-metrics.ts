/** What can be asked of a queue at the moment of a scrape, so that nothing ticks in between. */
export interface QueueWork {
  /** Sum over the keys being processed of the time since each was handed out. */
  unfinishedWorkMs(): number;
  /** The longest of those times; 0 when nothing is being processed. */
  longestRunningMs(): number;
}

/**
 * What one queue reports. Names and meaning follow client-go's work queue metrics
 * (`workqueue_depth`, `workqueue_adds_total`, ...) as controller-runtime exposes them.
 */
export interface QueueMetrics {
  /**
   * Keys ready to be handed out, per priority. The queue bounds the values of `priority`: at most
   * 25 distinct ones, then `exceeded_cardinality_limit`.
   */
  depth(priority: string, value: number): void;
  /** A key became ready that was not queued before. */
  added(): void;
  /** A key was added with its backoff. */
  retried(): void;
  /** A key was handed out this long after it became ready. */
  waited(durationMs: number): void;
  /** A key was done this long after it was handed out. */
  worked(durationMs: number): void;
  /** Called once by the queue; what is returned is called when the queue is shut down and drained. */
  observe(work: QueueWork): () => void;
}

/** Gives each queue, known by the name of its controller, its metrics. */
export interface QueueMetricsProvider {
  queue(name: string): QueueMetrics;
}

/** Records nothing. */
export const noQueueMetrics: QueueMetrics = Object.freeze({
  depth() {},
  added() {},
  retried() {},
  waited() {},
  worked() {},
  observe: () => () => {},
});
