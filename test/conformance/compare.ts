import { parseArgs } from 'node:util';
import { caseGroups } from './cases/index.ts';
import { describeDifference } from './describe-difference.ts';
import { runGroups } from './judge.ts';
import { knownDifferences } from './known-differences.ts';
import { startTarget } from './target.ts';
import { readTranscript } from './transcript.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    /** Counts, and no differences. */
    summary: { type: 'boolean', default: false },
    /** On the real server, in place of the embedded one. */
    real: { type: 'boolean', default: false },
    /** What known-differences.ts would have to hold, in its form. */
    known: { type: 'boolean', default: false },
    /** A field that is passed over, for example `managedFields`. */
    without: { type: 'string', multiple: true, default: [] },
  },
});
const [wantedGroup, wantedCase = ''] = positionals;
const groups = caseGroups
  .filter(({ name }) => wantedGroup === undefined || name === wantedGroup)
  .map(({ name, cases }) => ({
    name,
    cases: Object.fromEntries(
      Object.entries(cases).filter(([title]) => title.includes(wantedCase)),
    ),
  }));

const started = performance.now();
await using target = await startTarget(values.real ? 'real' : 'embedded');
let all = 0;
let equal = 0;
for (const [group, outcomes] of runGroups(target, groups)) {
  const recorded = await readTranscript(group);
  const before = [all, equal] as const;
  const known = knownDifferences[group] ?? {};
  const entries: string[] = [];
  for (const [title, outcome] of outcomes) {
    const { lines, error } = await outcome;
    const difference = describeDifference(recorded.get(title) ?? [], lines, values.without);
    all += 1;
    if (difference.length === 0) equal += 1;
    else if (values.known) {
      entries.push(`    ${JSON.stringify(title)}: ${JSON.stringify(known[title] ?? '?')},`);
    } else if (!values.summary) {
      console.log(`\n${group}: ${title}`);
      for (const line of difference) console.log(`  ${line}`);
      if (error instanceof Error) console.log(`  ${error.stack?.split('\n')[1]?.trim() ?? ''}`);
    }
  }
  if (values.known) {
    if (entries.length > 0) console.log(`  '${group}': {\n${entries.join('\n')}\n  },`);
  } else console.log(`${group}: ${equal - before[1]} of ${all - before[0]} equal`);
}
console.log(`${equal} of ${all} equal, in ${((performance.now() - started) / 1000).toFixed(1)} s`);
