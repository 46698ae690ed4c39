/** How a thread reaches the Lease: all that `node:https` takes. */
export interface LeaseAccess {
  /** Of the Lease itself. */
  readonly url: string;
  /** Those that authenticate. */
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly tls: Readonly<Record<string, string | boolean>>;
}

/** What the thread is told each time that the main thread has renewed. */
export interface Handover {
  readonly access: LeaseAccess;
  /** As the server has answered, in JSON. */
  readonly lease: string;
}

/** What the thread is made with. */
export interface StandInSettings {
  /** See {@link sharedCell}. */
  readonly shared: SharedArrayBuffer;
  readonly renewDeadlineMs: number;
  readonly retryPeriodMs: number;
  readonly callTimeoutMs: number;
  /** Whether it ends a process that stands still when its term is over. */
  readonly mayKill: boolean;
}

/** Numbers that both threads see; times are those of `process.hrtime.bigint()`, one clock for both. */
export const sharedCell = { renewedAt: 0, beatAt: 1, isHolding: 2, isLost: 3 } as const;

/**
 * The whole program of the thread that stands in. It is started from its source text, so that it is
 * there in a program of one file too, and uses nothing from outside itself.
 *
 * It renews when the main thread is late, until that has stood still for a renew deadline: a process
 * that hangs must not hold the lease for ever. When the term is over and the main thread still stands
 * still, it ends the process: the requests of the last turn of the event loop have not left yet, and
 * must not when it goes on.
 */
export function standInThread(): void {
  const { Worker, parentPort, workerData } = process.getBuiltinModule('node:worker_threads');
  const { setTimeout: sleep } = process.getBuiltinModule('node:timers/promises');
  const { shared, renewDeadlineMs, retryPeriodMs, callTimeoutMs, mayKill } =
    workerData as StandInSettings;
  const cells = new BigInt64Array(shared);
  const [renewedAt, beatAt, isHolding, isLost] = [0, 1, 2, 3] as const;
  const tickMs = retryPeriodMs / 4;
  let latest: Handover | undefined;
  parentPort?.on('message', (handover: Handover) => (latest = handover));

  const ageMs = (cell: number) => Number(process.hrtime.bigint() - Atomics.load(cells, cell)) / 1e6;
  const holds = () => Atomics.load(cells, isHolding) === 1n;

  function exchange(method: string, { url, headers, tls }: LeaseAccess, body?: string) {
    const isTls = url.startsWith('https:');
    const { request } = process.getBuiltinModule(isTls ? 'node:https' : 'node:http');
    return new Promise<{ readonly status: number; readonly text: string }>((resolve, reject) => {
      const type = { accept: 'application/json', 'content-type': 'application/json' };
      const options = {
        ...tls,
        method,
        headers: { ...type, ...headers } as Record<string, string>,
        signal: AbortSignal.timeout(callTimeoutMs),
      };
      const sent = request(url, options, (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => (text += chunk));
        response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
        response.on('error', reject);
      });
      sent.on('error', reject);
      sent.end(body);
    });
  }

  async function renew({ access, lease }: Handover): Promise<void> {
    const held = JSON.parse(lease) as { spec: Record<string, unknown> };
    const renewTime = new Date().toISOString().replace('Z', '000Z');
    const sentAt = process.hrtime.bigint();
    const next = JSON.stringify({ ...held, spec: { ...held.spec, renewTime } });
    const answer = await exchange('PUT', access, next);
    if (answer.status === 200) {
      latest = { access, lease: answer.text };
      if (sentAt > Atomics.load(cells, renewedAt)) Atomics.store(cells, renewedAt, sentAt);
    } else if (answer.status === 409) {
      // A renewal of the main thread, whose answer it has not read yet; or another holder.
      const current = await exchange('GET', access);
      if (current.status !== 200) return;
      const { spec } = JSON.parse(current.text) as typeof held;
      if (spec['holderIdentity'] === held.spec['holderIdentity'])
        latest = { access, lease: current.text };
      else Atomics.store(cells, isLost, 1n);
    }
  }

  function end(): void {
    const seconds = (ageMs(beatAt) / 1_000).toFixed(1);
    const text = `The event loop has stood still for ${seconds} s and the leader lease is over: ending the process\n`;
    process.getBuiltinModule('node:fs').writeSync(2, text);
    process.kill(process.pid, 'SIGKILL');
    // The first process of a container gets no signals of its own. But a heap that has no room for
    // anything ends every process.
    const resourceLimits = { maxOldGenerationSizeMb: 1, maxYoungGenerationSizeMb: 1 };
    new Worker('', { eval: true, resourceLimits }).unref();
  }

  async function run(): Promise<void> {
    for (let wokenAt = process.hrtime.bigint(); ;) {
      await sleep(tickMs);
      // The whole process was stopped: the main thread goes on as well, and sees for itself.
      const wasStopped = Number(process.hrtime.bigint() - wokenAt) / 1e6 > retryPeriodMs;
      wokenAt = process.hrtime.bigint();
      if (!holds() || latest === undefined || wasStopped) continue;
      const isOver = ageMs(renewedAt) >= renewDeadlineMs;
      if (isOver && mayKill && ageMs(beatAt) > retryPeriodMs) return end();
      const isDue = ageMs(renewedAt) >= 1.5 * retryPeriodMs && ageMs(beatAt) < renewDeadlineMs;
      if (isOver || !isDue || Atomics.load(cells, isLost) === 1n) continue;
      await renew(latest).catch(() => {});
      wokenAt = process.hrtime.bigint();
    }
  }
  void run();
}
