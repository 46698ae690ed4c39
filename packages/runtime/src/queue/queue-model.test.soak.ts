// The same property for as long as one likes, outside of the test run:
// node --conditions keelson-source packages/runtime/src/queue/queue-model.test.soak.ts 5000000
import * as fc from 'fast-check';
import { checkHistory, histories } from './queue-model.test.support.ts';

const numRuns = Number(process.argv[2] ?? 1_000_000);
fc.assert(fc.property(histories, checkHistory), { numRuns });
process.stdout.write(`${numRuns} histories, no violation\n`);
