// What a request costs: processor time of this process for reads and merge patches of one object,
// through our transport and through undici alone, over both HTTP versions. All four take turns in one
// process against one server, so that the ratios mean something on a shared machine.
//
//   node test/bench/transport.ts [requests a turn, 600] [at the same time, 10] [turns, 5]
import { startControlPlane } from '@keelson/control-plane';
import { type ClusterConfig, createHttpTransport, loadClusterConfig } from '@keelson/runtime';
import { createRequire } from 'node:module';

/** What is used of undici's Agent. */
interface UndiciAgent {
  request(options: object): Promise<{
    readonly statusCode: number;
    readonly body: { text(): Promise<string> };
  }>;
  destroy(): Promise<void>;
}

// undici as the runtime has it: this package does not depend on it.
const runtimeRequire = createRequire(import.meta.resolve('@keelson/runtime'));
const { Agent } = runtimeRequire('undici') as { Agent: new (options: object) => UndiciAgent };

const [requests = 600, width = 10, turns = 5] = process.argv.slice(2).map(Number);

await using controlPlane = await startControlPlane({ backend: 'real' });
const config = await loadClusterConfig({ kubeconfig: controlPlane.kubeconfigPath });

const path = '/api/v1/namespaces/default/configmaps/bench';
const patchHeaders = { 'content-type': 'application/merge-patch+json' };

/** One read or one patch, given as how many came before it. */
type Exchange = (round: number) => Promise<unknown>;

const patchOf = (round: number): string => JSON.stringify({ data: { round: String(round) } });

interface Candidate extends AsyncDisposable {
  readonly name: string;
  readonly exchange: Exchange;
}

function ours(http2: boolean): Candidate {
  const transport = createHttpTransport(config, { http2 });
  return {
    name: `keelson ${http2 ? 'h2' : 'h1'}`,
    exchange: async (round) => {
      const { status, body } = await transport.send(
        round % 2 === 0
          ? { method: 'GET', path }
          : { method: 'PATCH', path, headers: patchHeaders, body: patchOf(round) },
      );
      check(status, body);
    },
    [Symbol.asyncDispose]: () => transport[Symbol.asyncDispose](),
  };
}

async function bare(http2: boolean, cluster: ClusterConfig): Promise<Candidate> {
  const { ca, certificate, privateKey } = await cluster.tls();
  const connect = {
    ...(ca === undefined ? {} : { ca }),
    ...(certificate === undefined ? {} : { cert: certificate }),
    ...(privateKey === undefined ? {} : { key: privateKey }),
  };
  const agent = new Agent({ allowH2: http2, connect });
  const credentials = (await cluster.authorize()) as Record<string, string>;
  return {
    name: `undici ${http2 ? 'h2' : 'h1'}`,
    exchange: async (round) => {
      const { statusCode, body } = await agent.request({
        origin: cluster.server,
        path,
        ...(round % 2 === 0
          ? { method: 'GET', headers: credentials }
          : {
              method: 'PATCH',
              headers: { ...credentials, ...patchHeaders },
              body: patchOf(round),
            }),
      });
      check(statusCode, await body.text());
    },
    [Symbol.asyncDispose]: () => agent.destroy(),
  };
}

function check(status: number, body: string): void {
  if (status !== 200) throw new Error(`${status}: ${body}`);
}

/** @returns processor time of a request in us */
async function measured(exchange: Exchange): Promise<number> {
  let round = 0;
  const before = process.cpuUsage();
  await Promise.all(
    Array.from({ length: width }, async () => {
      while (round < requests) await exchange((round += 1));
    }),
  );
  const { user, system } = process.cpuUsage(before);
  return (user + system) / requests;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

{
  await using setUp = createHttpTransport(config);
  const body = JSON.stringify({ metadata: { name: 'bench' }, data: { round: '0' } });
  const headers = { 'content-type': 'application/json' };
  const created = await setUp.send({
    method: 'POST',
    path: '/api/v1/namespaces/default/configmaps',
    headers,
    body,
  });
  if (created.status !== 201) throw new Error(`${created.status}: ${created.body}`);
}

await using stack = new AsyncDisposableStack();
const candidates = [
  stack.use(await bare(true, config)),
  stack.use(ours(true)),
  stack.use(await bare(false, config)),
  stack.use(ours(false)),
];
const costs = new Map<string, number[]>(candidates.map(({ name }) => [name, []]));
// The first turn is for warming up.
for (let turn = 0; turn <= turns; turn += 1) {
  // Each of them is first once: what runs after another finds a warmer process.
  candidates.push(...candidates.splice(0, 1));
  for (const { name, exchange } of candidates) {
    const cost = await measured(exchange);
    if (turn > 0) costs.get(name)?.push(cost);
  }
}
const cheapest = median(costs.get('undici h2') ?? []);
for (const [name, values] of costs) {
  const cost = median(values);
  const perSecond = Math.round(1e6 / cost);
  console.log(
    `${name}: ${cost.toFixed(0)} us of processor time a request, ${perSecond} requests a processor second, ratio ${(cost / cheapest).toFixed(2)}`,
  );
}
