// Takes the lead from one process after the other, in every way, and prints how long hand-overs took.
// Ends with 1 when a process wrote that did not hold the lease, by the server's own order of changes.
//
//   node --conditions=keelson-source test/leadership/main.ts [--changes 40] [--only term,kill]
//     [--times 15000/10000/2000] [--candidates 3] [--backend real]
import { parseArgs } from 'node:util';
import { startControlPlane } from '@keelson/control-plane';
import { type Change, Contest, changes } from './contest.ts';
import { percentile } from './referee.ts';

const { values } = parseArgs({
  options: {
    changes: { type: 'string', default: '40' },
    only: { type: 'string', default: changes.join(',') },
    times: { type: 'string', default: '15000/10000/2000' },
    candidates: { type: 'string', default: '3' },
    backend: { type: 'string', default: 'real' },
  },
});
const kinds = values.only.split(',').map((kind) => changes.find((change) => change === kind));
const [lease = 0, renew = 0, retry = 0] = values.times.split('/').map(Number);
await using controlPlane = await startControlPlane({
  backend: values.backend === 'embedded' ? 'embedded' : 'real',
});
await using contest = await Contest.begin({
  kubeconfigPath: controlPlane.kubeconfigPath,
  namespace: 'leadership',
  candidates: Number(values.candidates),
  times: [lease, renew, retry],
});
const tookMs = new Map<Change, (number | undefined)[]>();
for (let n = 0; n < Number(values.changes); n += 1) {
  const kind = kinds[n % kinds.length];
  if (kind === undefined) throw new Error(`--only takes ${changes.join(', ')}`);
  tookMs.set(kind, [...(tookMs.get(kind) ?? []), await contest.change(kind)]);
}
await contest.end();
const round = (ms: number | undefined) => (ms === undefined ? '-' : Math.round(ms));
console.table(
  Object.fromEntries(
    Array.from(tookMs, ([kind, all]) => {
      const taken = all.filter((ms) => ms !== undefined);
      const row = {
        tried: all.length,
        'taken over': taken.length,
        'p50 ms': round(percentile(taken, 0.5)),
        'p99 ms': round(percentile(taken, 0.99)),
        'max ms': round(percentile(taken, 1)),
      };
      return [kind, row];
    }),
  ),
);
console.log(`${contest.writes.length} writes, ${contest.reigns.length} states of the lease`);
for (const breach of contest.breaches) console.error(breach);
if (contest.breaches.length > 0) process.exitCode = 1;
