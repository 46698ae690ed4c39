import type { ObjectEvent } from '../api/object-event.ts';
import type { Clock } from '../util/clock.ts';
import type { Logger } from '../util/logger.ts';
import { type InformerMetrics, noInformerMetrics } from './cache-metrics.ts';
import { Informer, type InformerOptions } from './informer.ts';
import { ScriptedPeer, Thing } from './scripted-peer.test.support.ts';

/** An informer before a scripted peer, in virtual time. */
export function setUpInformer<
  C extends Clock & { advance(ms: number): Promise<void> },
  L extends Logger,
>({ clock, logger }: { clock: C; logger: L }, options: Partial<InformerOptions> = {}) {
  const peer = new ScriptedPeer();
  const stop = new AbortController();
  const restarts: string[] = [];
  const metrics: InformerMetrics = {
    ...noInformerMetrics,
    restarted: (reason) => restarts.push(`restart ${reason}`),
    relisted: (reason) => restarts.push(`relist ${reason}`),
    handlerFailed: () => restarts.push('handler failed'),
  };
  const informer = new Informer<Thing>({
    client: peer,
    type: Thing,
    clock,
    logger,
    metrics,
    random: () => 0,
    idleTimeoutMs: 75_000,
    resyncPeriodMs: 0,
    namespaces: undefined,
    keepManagedFields: false,
    ...options,
  });
  const events: string[] = [];
  const record = (event: ObjectEvent<Thing>) => {
    const { name, uid } = event.object.metadata;
    const isUnknown = event.type === 'deleted' && event.isFinalStateUnknown ? '?' : '';
    events.push(
      `${event.type}${isUnknown} ${name} ${uid} ${event.object.data?.['v'] ?? ''}`.trim(),
    );
  };
  let running: Promise<void> | undefined;
  return {
    peer,
    clock,
    logger,
    informer,
    events,
    record,
    restarts,
    stop,
    start: async () => {
      running = informer.start(stop.signal);
      await clock.advance(0);
    },
    [Symbol.asyncDispose]: async () => {
      stop.abort();
      await clock.advance(0);
      await running;
    },
  };
}
