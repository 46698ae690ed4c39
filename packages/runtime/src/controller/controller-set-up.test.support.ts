import type { Request, Result } from '../api/request.ts';
import { FakeClock } from '../testing/fake-clock.ts';
import { RecordingLogger } from '../testing/recording-logger.ts';
import { type ControllerMetrics, noControllerMetrics } from './controller-metrics.ts';
import { Controller, type ControllerParts } from './controller.ts';
import type { ReconcileContext } from './reconciler.ts';
import { TriggerSource } from './source.ts';

type Reconcile = (request: Request, context: ReconcileContext) => Promise<Result | void>;

/** A controller on a fake clock, with one trigger for its source. */
export function setUp(reconcile: Reconcile, parts: Partial<ControllerParts> = {}) {
  const clock = new FakeClock();
  const logger = new RecordingLogger();
  const source = new TriggerSource();
  const stop = new AbortController();
  const abort = new AbortController();
  const counted: string[] = [];
  const metrics: ControllerMetrics = {
    ...noControllerMetrics,
    reconciled: (result) => counted.push(result),
    terminalError: () => counted.push('terminal'),
    panicked: () => counted.push('panic'),
    timedOut: () => counted.push('timeout'),
  };
  let ids = 0;
  const controller = new Controller({
    name: 'test',
    reconciler: { reconcile },
    sources: [source],
    clock,
    logger,
    kind: { group: 'example.com', kind: 'Thing' },
    metrics,
    newReconcileID: () => `run-${(ids += 1)}`,
    ...parts,
  });
  let running: Promise<void> | undefined;
  const start = async () => {
    running = controller.start(stop.signal, abort.signal);
    await clock.advance(0);
  };
  const end = async () => {
    stop.abort();
    await clock.advance(0);
    await running;
  };
  const trigger = async (name: string) => {
    source.trigger({ namespace: 'ns', name });
    await clock.advance(0);
  };
  return {
    controller,
    clock,
    logger,
    source,
    stop,
    abort,
    counted,
    start,
    end,
    trigger,
    ended: () => running,
    [Symbol.asyncDispose]: end,
  };
}
