// One replica of an operator, as a process of its own: while it leads, it writes into one object as fast
// as it is let to. `main.ts` and `leadership.test.ts` start several and take the lead from one another.
import { setTimeout as sleep } from 'node:timers/promises';
import { ConfigMap } from '@keelson/kubernetes/core/v1';
import { type Logger, Manager, createLogger } from '@keelson/runtime';

const {
  CANDIDATE_KUBECONFIG: kubeconfig,
  CANDIDATE_NAMESPACE: namespace = '',
  CANDIDATE_NAME: identity = '',
  CANDIDATE_TIMES: times = '',
  CANDIDATE_SKEW_MS: skewMs = '0',
} = process.env;
const [leaseDurationMs = 0, renewDeadlineMs = 0, retryPeriodMs = 0] = times.split('/').map(Number);
const writers = 4;
const log = { namespace, name: 'log' };

const logger: Logger = createLogger({ format: 'json' });
// A wall clock that is wrong: nobody's times may depend on it.
const { now } = Date;
Date.now = () => now() + Number(skewMs);

const manager = new Manager({
  name: 'candidate',
  kubeconfig,
  logger,
  metrics: { bindAddress: '0' },
  health: { bindAddress: '127.0.0.1:0' },
  leaderElection: {
    name: 'leader',
    namespace,
    identity,
    leaseDurationMs,
    renewDeadlineMs,
    retryPeriodMs,
  },
});

let written = 0;
async function write(signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const body = { data: { writer: identity, number: String((written += 1)) } };
    await manager.client.patch(ConfigMap, log, { type: 'merge', body }).catch(() => sleep(20));
    await sleep(5);
  }
}

manager.add({
  async start(signal) {
    logger.info('leading');
    await Promise.all(Array.from({ length: writers }, () => write(signal)));
  },
});

/** The event loop stands still. */
function block(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

process.on('SIGUSR2', () => block(leaseDurationMs * 1.5));

process.on('SIGHUP', () => {
  const until = performance.now() + leaseDurationMs * 2;
  const turn = () => {
    block(renewDeadlineMs * 0.75);
    if (performance.now() < until) setImmediate(turn);
    else logger.info('not busy any more');
  };
  turn();
});

const ended = manager.run();
const { host, port } = (await manager.healthAddress) ?? { host: '', port: 0 };
// From then on it knows of the Lease: one that comes when the Lease is deleted has to believe so.
while (!(await fetch(`http://${host}:${port}/readyz/leader-election`)).ok) await sleep(20);
logger.info('competing');
await ended;
