// Our operator and those of others on the same kube-apiserver, in turns: what they cost, and how fast
// they are. Each reconciles `bench.dev/v1 Bench` (1 KiB of payload): reads it from its cache, and when
// the status does not show the spec's value and the generation, writes both by one merge patch. It
// finds the server by KUBECONFIG and how many reconciles may run at a time by WORKERS, strips
// managedFields, prints `synced` when its cache is filled and `reconciling` at its first reconcile,
// and ends at SIGTERM.
//
//   node --conditions=keelson-source test/bench/operators.ts [--objects 10000] [--rounds 3]
//     [--workers 50] [--pulses 500] [--storms 1] [--peers ours,controller-runtime,kube-rs,client-node,bare]
//     [--cpu-prof <folder for profiles of those on Node>]
//
// Where taskset is, the servers and this process share the first processor, and the operators have
// the second one for themselves. Peers whose toolchain is missing are left out.
import { startControlPlane } from '@keelson/control-plane';
import { createHttpTransport, loadClusterConfig } from '@keelson/runtime';
import { spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { OperatorProcess } from './operators/operator-process.ts';
import { buildPeer, type Peer, type PeerName, peerNames } from './operators/peers.ts';
import { ResultTable } from './operators/result-table.ts';
import { Workload } from './operators/workload.ts';

const { values } = parseArgs({
  options: {
    objects: { type: 'string', default: '10000' },
    rounds: { type: 'string', default: '3' },
    workers: { type: 'string', default: '50' },
    pulses: { type: 'string', default: '500' },
    storms: { type: 'string', default: '1' },
    peers: { type: 'string', default: peerNames.join(',') },
    'cpu-prof': { type: 'string' },
  },
});
const [objects, rounds, workers, pulses, storms] = [
  values.objects,
  values.rounds,
  values.workers,
  values.pulses,
  values.storms,
].map(Number) as [number, number, number, number, number];
/** An operator that has settled: garbage is collected, nothing is written. */
const settleMs = 3000;

const folder = values['cpu-prof'];
const flags = folder === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${path.resolve(folder)}`];
const peers: Peer[] = [];
for (const name of values.peers.split(',')) {
  if (!peerNames.includes(name as PeerName))
    throw new Error(`${name} is none of ${peerNames.join(', ')}`);
  const peer = buildPeer(name as PeerName, flags);
  if (typeof peer === 'string') console.log(`without ${name}: ${peer}`);
  else peers.push(peer);
}

/** Pins this process, and with it the servers that it will start. */
function pin(): readonly string[] {
  if (availableParallelism() < 2) return [];
  const { status } = spawnSync('taskset', ['-a', '-c', '-p', '0', String(process.pid)]);
  return status === 0 ? ['taskset', '-c', '1'] : [];
}

const prefix = pin();
console.log(
  prefix.length === 0 ? 'nothing is pinned' : 'servers on one processor, operators on the other',
);
await using controlPlane = await startControlPlane({ backend: 'real' });
const kubeconfig = controlPlane.kubeconfigPath;
await using transport = createHttpTransport(await loadClusterConfig({ kubeconfig }));
await using workload = new Workload(transport);
await workload.install();
const table = new ResultTable(peers.map(({ name }) => name));

function start({ command }: Peer): OperatorProcess {
  return new OperatorProcess({ command: [...prefix, ...command], kubeconfig, workers });
}

/** Rejects when the operator ends before. */
async function orEnd<T>(operator: OperatorProcess, work: Promise<T>): Promise<T> {
  const check = setInterval(() => operator.assertRunning(), 1000);
  try {
    return await work;
  } finally {
    clearInterval(check);
  }
}

async function measureSmall(peer: Peer): Promise<void> {
  await using operator = start(peer);
  const { seconds: first } = await operator.reached('reconciling');
  table.note(peer.name, 'small: start to first reconcile, ms', first * 1000);
  await operator.reached('synced');
  await delay(500);
  table.note(peer.name, 'small: resident, MB', operator.usage().residentBytes / 1e6);
}

async function measureQuiet(peer: Peer): Promise<void> {
  await using operator = start(peer);
  const synced = await operator.reached('synced');
  table.note(peer.name, 'start to synced, s', synced.seconds);
  table.note(peer.name, 'CPU to synced, s', synced.cpuSeconds);
  await delay(settleMs);
  const { residentBytes, peakBytes } = operator.usage();
  table.note(peer.name, 'resident, MB', residentBytes / 1e6);
  table.note(peer.name, 'peak resident, MB', peakBytes / 1e6);
  const latencies = (await orEnd(operator, workload.pulse(pulses))).toSorted((a, b) => a - b);
  for (const percent of [50, 95, 99]) {
    const latency = latencies[Math.floor((latencies.length * percent) / 100)] ?? Number.NaN;
    table.note(peer.name, `pulse p${percent}, ms`, latency);
  }
}

async function measureStorms(peer: Peer): Promise<void> {
  const { observed } = await workload.changeAll();
  await using operator = start(peer);
  await orEnd(operator, observed);
  const wall = operator.seconds;
  // What the filling of the cache costs has a line of its own.
  const cpu = operator.usage().cpuSeconds - (await operator.reached('synced')).cpuSeconds;
  table.note(peer.name, 'storm: CPU per 10,000, s', (cpu / objects) * 10_000);
  table.note(peer.name, 'storm: start to the end, s', wall);
  for (let storm = 1; storm <= storms; storm += 1) {
    await delay(settleMs);
    table.note(
      peer.name,
      `after storm ${storm}: resident, MB`,
      operator.usage().residentBytes / 1e6,
    );
    const before = operator.usage().cpuSeconds;
    const live = await workload.changeAll();
    await orEnd(operator, live.observed);
    const cpu = operator.usage().cpuSeconds - before;
    table.note(peer.name, 'live storm: CPU per 10,000, s', (cpu / objects) * 10_000);
  }
  await delay(settleMs);
  const { residentBytes, peakBytes } = operator.usage();
  table.note(peer.name, 'after all storms: resident, MB', residentBytes / 1e6);
  table.note(peer.name, 'after all storms: peak, MB', peakBytes / 1e6);
}

/** Each of them is first once. */
function turn(round: number): readonly Peer[] {
  const first = round % peers.length;
  return [...peers.slice(first), ...peers.slice(0, first)];
}

await workload.grow(1);
for (let round = 0; round < rounds * 2; round += 1) {
  for (const peer of turn(round)) await measureSmall(peer);
}
await workload.grow(objects);
{
  // What is measured first is a cluster in which everything has been observed.
  const [peer] = peers;
  if (peer === undefined) throw new Error('there is no operator to measure');
  const { observed } = await workload.changeAll();
  await using operator = start(peer);
  await orEnd(operator, observed);
}
for (let round = 0; round < rounds; round += 1) {
  for (const peer of turn(round)) {
    await measureQuiet(peer);
    await measureStorms(peer);
  }
  console.log(
    `\n${objects} objects, ${workers} workers, medians of ${round + 1} rounds (x: times ${peers[0]?.name})`,
  );
  console.log(table.print());
}
