import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { decodeProtobuf, type NamedKind } from './decode-protobuf.ts';
import { readMessageTable } from './message-table.ts';

/** Where modules of Go have what Kubernetes holds its own encodings to. */
const testdata: Readonly<Record<string, string>> = {
  'k8s.io/api': 'testdata',
  'k8s.io/apiextensions-apiserver': 'pkg/apis/testdata',
};

/** Kinds of versions that are served, which nobody sends. */
const neverSent = [
  'APIGroup',
  'APIVersions',
  'ConversionReview',
  'GetOptions',
  'ListOptions',
  'Status',
];

const hasGo = isThereGo();
if (!hasGo)
  process.stderr.write('There is no Go: protobuf fixtures of its modules are not read.\n');

describe.skipIf(!hasGo).each(Object.entries(testdata))('fixtures of %s', (module, folder) => {
  const root = hasGo ? path.join(folderOf(module), folder) : '';
  const releases = hasGo ? readdirSync(root).filter((name) => name !== 'README.md') : [];

  it('are those of this release', () => {
    expect(releases).toContain('HEAD');
  });

  // Each kind in protobuf and in JSON, with all fields of that release set.
  it.each(releases)('%s: are decoded to the JSON that Go writes', (release) => {
    const table = readMessageTable();
    const served = new Set<string>();
    const strangers: NamedKind[] = [];
    for (const fixture of fixturesIn(path.join(root, release))) {
      const json = JSON.parse(readFileSync(jsonOf(fixture), 'utf8')) as Partial<NamedKind>;
      const { apiVersion = '', kind = '' } = json;
      if (table.messageOfKind(apiVersion, kind) === undefined) {
        strangers.push({ apiVersion, kind });
        continue;
      }
      served.add(apiVersion);
      const { value } = decodeProtobuf(readFileSync(`${fixture}.pb`));
      // As text: the order of the fields is Go's too.
      expect(JSON.stringify(value), fixture).toBe(JSON.stringify(json));
    }
    expect(served.size).toBeGreaterThan(0);
    const missing = strangers.filter(
      ({ apiVersion, kind }) => served.has(apiVersion) && !neverSent.includes(kind),
    );
    expect(missing).toEqual([]);
  });
});

/** Paths without their ending. */
function fixturesIn(folder: string): readonly string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.pb') && !name.includes('.after_roundtrip.'))
    .map((name) => path.join(folder, name.slice(0, -'.pb'.length)));
}

/** Today's form of what an earlier release wrote. */
function jsonOf(fixture: string): string {
  const today = `${fixture}.after_roundtrip.json`;
  return existsSync(today) ? today : `${fixture}.json`;
}

function isThereGo(): boolean {
  try {
    execFileSync('go', ['version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** Of the release that go.mod pins; Go downloads the module where it is not there. */
function folderOf(module: string): string {
  const cwd = fileURLToPath(new URL('../../..', import.meta.url));
  const answer = execFileSync('go', ['mod', 'download', '-json', module], {
    cwd,
    encoding: 'utf8',
  });
  return (JSON.parse(answer) as { readonly Dir: string }).Dir;
}
