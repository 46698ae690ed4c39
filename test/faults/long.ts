// The convergence test in earnest: 10,000 objects, 200 writes a second, a fault every three seconds,
// for ten minutes, in real time before a kube-apiserver of its own. Ends with 1, and with how to run it
// again, when the cache is not equal to the server afterwards, or has told its handlers what is not so.
//
//   node --conditions=keelson-source test/faults/long.ts [--seconds 600] [--objects 10000]
//     [--writes 200] [--every 3] [--speed 1] [--backend real]
import { parseArgs } from 'node:util';
import { startControlPlane } from '@keelson/control-plane';
import { converge } from './support/convergence.ts';
import { formatSchedule, scheduleOfRun } from './support/fault-schedule.ts';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '600' },
    objects: { type: 'string', default: '10000' },
    writes: { type: 'string', default: '200' },
    every: { type: 'string', default: '3' },
    speed: { type: 'string', default: '1' },
    backend: { type: 'string', default: 'real' },
  },
});
const lengthMs = Number(values.seconds) * 1_000;
const schedule = scheduleOfRun({ lengthMs, everyMs: Number(values.every) * 1_000 });
console.log(`seed ${schedule.seed}, ${schedule.steps.length} faults`);
await using controlPlane = await startControlPlane({
  backend: values.backend === 'embedded' ? 'embedded' : 'real',
});
try {
  const { breaches, ...figures } = await converge({
    kubeconfigPath: controlPlane.kubeconfigPath,
    schedule,
    lengthMs,
    objects: Number(values.objects),
    writesPerSecond: Number(values.writes),
    speed: Number(values.speed),
    settleMs: 180_000,
  });
  console.log(JSON.stringify(figures));
  if (breaches.length > 0) throw new Error(breaches.slice(0, 20).join('\n'));
} catch (error) {
  console.error(error);
  console.error(`Run it again with\n${formatSchedule(schedule)}`);
  process.exitCode = 1;
}
