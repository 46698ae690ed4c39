import { parseArgs } from 'node:util';
import { caseGroups } from './cases/index.ts';
import { describeDifference } from './describe-difference.ts';
import { compareLines, runGroups } from './judge.ts';
import { startTarget } from './target.ts';
import { readTranscript, writeTranscript } from './transcript.ts';

const { values } = parseArgs({
  options: {
    group: { type: 'string', multiple: true, short: 'g' },
    check: { type: 'boolean', default: false },
  },
});
const groups = caseGroups.filter(({ name }) => values.group?.includes(name) ?? true);
const started = performance.now();
await using target = await startTarget('real', (line) => console.error(line));
const ready = performance.now();
let differing = 0;
for (const [group, outcomes] of runGroups(target, groups)) {
  const recorded = await readTranscript(group);
  const transcript = new Map<string, readonly string[]>();
  let complete = true;
  for (const [title, outcome] of outcomes) {
    const { lines, error } = await outcome;
    if (error !== undefined) {
      console.error(`${group}: ${title}:`, error, lines.at(-2));
      process.exitCode = 1;
      complete = false;
    }
    transcript.set(title, lines);
    const differences = compareLines(recorded.get(title) ?? [], lines);
    if (differences.length === 0) continue;
    differing += 1;
    console.log(`${group}: ${title}${recorded.has(title) ? '' : ' (new)'}`);
    if (recorded.has(title)) {
      for (const line of describeDifference(recorded.get(title)!, lines)) console.log(`  ${line}`);
    }
  }
  if (complete && !values.check) await writeTranscript(group, transcript);
}
const seconds = (from: number) => ((performance.now() - from) / 1000).toFixed(1);
console.log(
  `${differing} cases differ from what was recorded; ${seconds(ready)} s, and ${((ready - started) / 1000).toFixed(1)} s to start`,
);
if (values.check && differing > 0) process.exitCode = 1;
