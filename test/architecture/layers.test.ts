import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const repository = path.resolve(import.meta.dirname, '../..');
const run = promisify(execFile);

/** A file that breaks one rule, and a word of what the linter must say about it. */
const breaches: Record<string, { source: string; says: RegExp }> = {
  'packages/runtime/src/queue/upwards.ts': {
    source: "import { start } from '../manager/lifecycle.ts';\nexport const upwards = start;\n",
    says: /queue may import only the layers below it/,
  },
  'packages/runtime/src/api/type-only.ts': {
    source: "import type { Start } from '../cache/store.ts';\nexport type TypeOnly = Start;\n",
    says: /api may import only the layers below it/,
  },
  'packages/runtime/src/client/sibling.ts': {
    source: "import type { Add } from '../queue/add.ts';\nexport type Sibling = Add;\n",
    says: /client may import only the layers below it/,
  },
  'packages/runtime/src/cache/package.ts': {
    source: "import { emit } from '@keelson/scaffold';\nexport const value = emit;\n",
    says: /runtime stands below this package/,
  },
  'packages/control-plane/src/client.ts': {
    source: "import type { Client } from '@keelson/runtime';\nexport type Ours = Client;\n",
    says: /control-plane stands below this package/,
  },
  'packages/scaffold/src/value.ts': {
    source:
      "import { createLogger } from '@keelson/runtime';\nexport const value = createLogger;\n",
    says: /The generators know the runtime by its types only/,
  },
  'packages/cli/src/files.ts': {
    source: "import { emit } from '../../scaffold/src/emit.ts';\nexport const value = emit;\n",
    says: /Import another package by its name/,
  },
  'packages/cli/src/cycle-a.ts': {
    source: "import type { B } from './cycle-b.ts';\nexport type A = B | 'a';\n",
    says: /Dependency cycle detected/,
  },
};

const innocent: Record<string, string> = {
  'packages/cli/src/cycle-b.ts':
    "import type { A } from './cycle-a.ts';\nexport type B = A | 'b';\n",
  'packages/runtime/src/manager/downwards.ts':
    "import type { Add } from '../queue/add.ts';\nexport type Downwards = Add;\n",
  'packages/scaffold/src/types-only.ts':
    "import type { Client } from '@keelson/runtime';\nexport type Known = Client;\n",
};

describe('the layer rules of oxlint.config.ts', () => {
  let tree = '';
  let findings: { filename: string; message: string; help?: string }[] = [];

  beforeAll(async () => {
    tree = await mkdtemp(path.join(tmpdir(), 'keelson-layers-'));
    await cp(path.join(repository, 'oxlint.config.ts'), path.join(tree, 'oxlint.config.ts'));
    await symlink(path.join(repository, 'node_modules'), path.join(tree, 'node_modules'));
    const sources = Object.entries(breaches).map(([file, { source }]) => [file, source] as const);
    for (const [file, source] of [...sources, ...Object.entries(innocent)]) {
      await mkdir(path.dirname(path.join(tree, file)), { recursive: true });
      await writeFile(path.join(tree, file), source);
    }
    const oxlint = path.join(repository, 'node_modules/.bin/oxlint');
    const result = await run(oxlint, ['--format', 'json'], { cwd: tree }).catch(
      (error: { stdout: string }) => error,
    );
    findings = (JSON.parse(result.stdout) as { diagnostics: typeof findings }).diagnostics;
  });

  afterAll(() => rm(tree, { recursive: true }));

  it.each(Object.entries(breaches))('catches %s', (file, { says }) => {
    const said = findings.filter((finding) => finding.filename.endsWith(file));
    expect(said.map((finding) => `${finding.message} ${finding.help ?? ''}`).join('\n')).toMatch(
      says,
    );
  });

  it('lets imports in the right direction pass', () => {
    const files = findings.map((finding) => finding.filename);
    expect(files).not.toContain('packages/runtime/src/manager/downwards.ts');
    expect(files).not.toContain('packages/scaffold/src/types-only.ts');
  });
});
