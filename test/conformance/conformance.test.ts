import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { caseGroups } from './cases/index.ts';
import { compareLines, runGroups } from './judge.ts';
import { knownDifferences } from './known-differences.ts';
import { matrixPage } from './matrix-page.ts';
import { type Outcome, runCase } from './run-case.ts';
import { TargetClient } from './session.ts';
import { type Backend, judged, startTarget, type Target } from './target.ts';
import { readTranscript, type Transcript } from './transcript.ts';

const timeoutMs = 180_000;

/** Where there is no real server, its transcripts alone are the judge. */
const backends: readonly Backend[] = inject('backend') === 'real' ? ['real', ...judged] : judged;

describe('docs/conformance.md', () => {
  it('is what test/conformance/matrix.ts writes', async () => {
    const file = path.resolve(import.meta.dirname, '../../docs/conformance.md');
    expect(await readFile(file, 'utf8')).toBe(matrixPage());
  });
});

describe.each(backends)('%s', (backend) => {
  let target: Target;
  let outcomes: Map<string, Map<string, Promise<Outcome>>>;

  beforeAll(async () => {
    target = await startTarget(backend);
    outcomes = runGroups(target, caseGroups);
  }, timeoutMs);

  afterAll(async () => {
    const running = [...(outcomes?.values() ?? [])].flatMap((group) => [...group.values()]);
    await Promise.allSettled(running);
    await target?.[Symbol.asyncDispose]();
  }, timeoutMs);

  describe.each(caseGroups)('$name', ({ name, cases }) => {
    const titles = Object.keys(cases);
    const known = knownDifferences[name] ?? {};
    let transcript: Transcript;

    beforeAll(async () => {
      transcript = await readTranscript(name);
    });

    it('has a transcript of its cases, and of no others', () => {
      expect([...transcript.keys()]).toEqual(titles);
      expect(Object.keys(known).filter((title) => !titles.includes(title))).toEqual([]);
    });

    it.each(titles)(
      '%s',
      async (title) => {
        const differencesOf = ({ lines }: Outcome): string =>
          compareLines(transcript.get(title) ?? [], lines).join('\n');
        let differences = differencesOf(await outcomes.get(name)!.get(title)!);
        // A busy machine serves a changed definition late: such a case runs once more, by itself.
        if (backend === 'real' && differences !== '') {
          differences = differencesOf(await runCase(new TargetClient(target), cases[title]!));
        }
        if (backend === 'embedded' && title in known) {
          const reminder = 'it is equal now: take it out of known-differences.ts';
          expect(differences, reminder).not.toBe('');
        } else expect(differences).toBe('');
      },
      timeoutMs,
    );
  });
});
