/** What names an informer in metrics and logs. */
export interface InformerLabels {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  /** `''` for all namespaces. */
  readonly namespace: string;
  /** The label and field selectors in one text; `''` for everything. */
  readonly selector: string;
}

/** What can be asked of an informer at the moment of a scrape. */
export interface InformerStatus {
  /** Objects in the store. */
  readonly objects: number;
  /** What they took on the wire, about. */
  readonly wireBytes: number;
  /** The first list is complete. */
  readonly synced: boolean;
  /** Version up to which the store is known to be complete; `''` before the first list. */
  readonly resourceVersion: string;
  /** Since anything, bookmarks included, came from the API server; undefined before the first. */
  readonly lastByteAgeMs: number | undefined;
  /** What the service account has no right to, in words; undefined when it has all. */
  readonly denial: string | undefined;
  /** Since an object came from the API server; undefined before the first. */
  readonly lastEventAgeMs: number | undefined;
}

/** Why a stream was opened anew, or a list taken anew: the `reason` label. */
export type RestartReason =
  | 'closed'
  | 'timeout'
  | 'idle'
  | 'expired'
  | 'short'
  | 'throttled'
  | 'unavailable'
  | 'error';

/** What one informer reports. controller-runtime has no like of it (its issue 3182). */
export interface InformerMetrics {
  /** The watch was opened again. */
  restarted(reason: RestartReason): void;
  /** Everything was listed again. */
  relisted(reason: RestartReason): void;
  /** An event handler, a transform or an index function threw. */
  handlerFailed(): void;
  /** Called once by the informer; what is returned is called when the informer ends. */
  observe(status: () => InformerStatus): () => void;
}

/** Gives each informer its metrics. */
export interface CacheMetrics {
  informer(labels: InformerLabels): InformerMetrics;
}

/** Records nothing. */
export const noInformerMetrics: InformerMetrics = Object.freeze({
  restarted() {},
  relisted() {},
  handlerFailed() {},
  observe: () => () => {},
});

/** Gives every informer {@link noInformerMetrics}. */
export const noCacheMetrics: CacheMetrics = Object.freeze({
  informer: () => noInformerMetrics,
});
