import type { Request } from '../api/request.ts';
import type { QueueItem } from '../queue/work-queue.ts';
import { failSpan, spanKind, type SpanAttributes, type Tracer } from '../util/tracer.ts';
import { outcomeOf, type ReconcileEnd } from './reconcile-outcome.ts';

/** What a reconcile's span tells. */
export interface TracedReconcile {
  readonly controller: string;
  /** The reconciled kind. */
  readonly kind: { readonly group: string; readonly kind: string } | undefined;
  readonly request: Request;
  readonly reconcileID: string;
  readonly item: Pick<QueueItem<string>, 'priority' | 'waitedMs'>;
}

/**
 * Runs a reconcile in a span named `reconcile <controller>`. Its attributes say how long the key was
 * ready before it was taken, and what came of it; requests made within are its children.
 */
export function traceReconcile(
  tracer: Tracer,
  traced: TracedReconcile,
  work: () => Promise<ReconcileEnd>,
): Promise<ReconcileEnd> {
  const options = { kind: spanKind.internal, attributes: attributesOf(traced) };
  return tracer.startActiveSpan(`reconcile ${traced.controller}`, options, async (span) => {
    const end = await work();
    const { result, action, level, error } = outcomeOf(end);
    span.setAttributes({ 'keelson.result': result, 'keelson.action': action });
    if (error !== undefined && level === 'error') failSpan(span, error);
    span.end();
    return end;
  });
}

function attributesOf({ controller, kind, request, reconcileID, item }: TracedReconcile) {
  const { namespace, name } = request;
  const attributes: SpanAttributes = {
    'keelson.controller': controller,
    'keelson.reconcile_id': reconcileID,
    'keelson.object.name': name,
    'keelson.queue.wait_ms': item.waitedMs,
    'keelson.queue.priority': item.priority,
  };
  if (kind !== undefined) {
    attributes['keelson.object.group'] = kind.group;
    attributes['keelson.object.kind'] = kind.kind;
  }
  if (namespace !== undefined) attributes['k8s.namespace.name'] = namespace;
  return attributes;
}
