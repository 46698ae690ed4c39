import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { commandsOf, documentationPages, snippetsOf } from './documentation.ts';

const repository = path.resolve(import.meta.dirname, '../..');
const run = promisify(execFile);

/** Command lines of the documentation, and the test that runs each of them, with the words it does so by. */
const exercised: [line: RegExp, file: string, evidence: RegExp][] = [
  [/^npx -y pnpm@12\.21\.0 test$/, '.ci/run', /npx -y pnpm@12\.21\.0 test\n/],
  [/^npx -y pnpm@12\.21\.0 demo$/, 'test/docs/readme.test.ts', /pnpm\('demo'\)/],
  [/^npx -y pnpm@12\.21\.0 pack:all /, 'test/docs/readme.test.ts', /runsOf\('Start a project'\)/],
  [
    /^npm install --prefix |^export PATH=/,
    'test/docs/readme.test.ts',
    /runsOf\('Start a project'\)/,
  ],
  [
    /^operator init --domain example\.com --package-source /,
    'test/docs/readme.test.ts',
    /runsOf\('Start a project'\)/,
  ],
  [/^operator create api --group shop /, 'test/docs/readme.test.ts', /runsOf\('Start a project'\)/],
  [
    /^npx -y pnpm@12\.21\.0 demo --keep$|^kubectl /,
    'test/docs/examples.test.ts',
    /commandsOf\(source\)/,
  ],
  [/^operator install$/, 'test/docs/examples.test.ts', /commandsOf\(source\)/],
  [
    /^npm (run (generate|build|lint|install-crds)|test|start)$/,
    'test/docs/readme.test.ts',
    /runsOf\('Start a project'\)/,
  ],
  [
    /^operator create api --group (apps|cert-manager) /,
    'test/e2e/scaffold.test.ts',
    /'--external-api-domain'/,
  ],
  [/^operator import crd --file /, 'test/e2e/scaffold.test.ts', /'import', 'crd', '--file'/],
  [
    /^npm create @keelson@latest my-operator$/,
    'test/e2e/scaffold.test.ts',
    /'create-keelson'\);[^]*\['my-operator', /,
  ],
  [
    /^operator dev --samples$/,
    'test/e2e/scaffold.test.ts',
    /DevRun\.start\(project, \['--samples'\]\)/,
  ],
  [
    /^operator (deploy|build-installer) --image /,
    'packages/cli/src/commands/deploy.server.test.ts',
    /\['deploy', '--no-wait'.*[^]*\['build-installer', \.\.\.image\]/,
  ],
  [/^operator undeploy$/, 'packages/cli/src/commands/deploy.server.test.ts', /\['undeploy'/],
  [
    /^operator build registry/,
    'packages/cli/src/commands/build.test.ts',
    /\['build', image\][^]*\['build', image, '--output', output, '--base', 'oci:/,
  ],
  [/^operator generate helm$/, 'packages/scaffold/src/generate-helm.test.ts', /generateHelm\(/],
  [
    /^operator generate bundle$/,
    'packages/scaffold/src/generate-bundle.test.ts',
    /generateBundle\(/,
  ],
  [
    /^operator audit rbac --log requests\.jsonl$/,
    'packages/cli/src/commands/audit-rbac.test.ts',
    /\['audit', 'rbac', '--log', log\]/,
  ],
  [
    /^operator control-plane start /,
    'packages/cli/src/commands/control-plane.server.test.ts',
    /'control-plane', 'start'/,
  ],
  [
    /^node packages\/kubernetes\/generator\/main\.ts --from-server /,
    'packages/kubernetes/src/schema.server.test.ts',
    /readServer|from-server|serverDocuments/,
  ],
];

const compilerOptions = {
  target: 'es2024',
  module: 'nodenext',
  types: ['node'],
  strict: true,
  noEmit: true,
  experimentalDecorators: true,
  verbatimModuleSyntax: true,
  allowImportingTsExtensions: true,
};

describe('the snippets of the documentation', async () => {
  const pages = await documentationPages();
  const snippets = (await Promise.all(pages.map(snippetsOf))).flat();
  const typescript = snippets.filter(({ language }) => language === 'ts');
  const data = snippets.filter(({ language }) => language === 'yaml' || language === 'json');
  const shell = snippets.filter(({ language }) => language === 'sh');
  let folder = '';
  let complaints = '';

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'keelson-snippets-'));
    await symlink(path.join(repository, 'test/node_modules'), path.join(folder, 'node_modules'));
    await symlink(path.join(repository, 'node_modules/@types'), path.join(folder, '.types'));
    await writeFile(path.join(folder, 'package.json'), JSON.stringify({ type: 'module' }));
    const typeRoots = [path.join(folder, '.types')];
    await writeFile(
      path.join(folder, 'tsconfig.json'),
      JSON.stringify({ compilerOptions: { ...compilerOptions, typeRoots }, include: ['**/*.ts'] }),
    );
    for (const { page, file, source } of typescript) {
      const target = path.join(folder, page, file);
      await mkdir(path.dirname(target), { recursive: true });
      await writeFile(target, source);
    }
    const tsc = path.join(repository, 'node_modules/.bin/tsc');
    const result = await run(tsc, ['-p', folder, '--pretty', 'false'], { cwd: folder }).catch(
      (error: { stdout: string }) => error,
    );
    complaints = result.stdout;
  });

  afterAll(() => rm(folder, { recursive: true }));

  it('are found', () => {
    expect(pages).toContain('README.md');
    expect(typescript.length).toBeGreaterThan(0);
  });

  it.each(typescript.map(({ page, file }) => [page, file]))('%s: %s compiles', (page, file) => {
    const about = complaints.split('\n').filter((line) => line.startsWith(path.join(page, file)));
    expect(about.join('\n')).toBe('');
  });

  it.each(data.map(({ page, source }) => [page, source]))(
    '%s: data is well formed',
    (_, source) => {
      expect(() => parseAllDocuments(source).map((document) => document.toJS())).not.toThrow();
    },
  );

  it.each(shell.flatMap(({ page, source }) => commandsOf(source).map((line) => [page, line])))(
    '%s: `%s` is run by a test',
    async (_, line) => {
      const place = exercised.find(([pattern]) => pattern.test(line));
      expect(place, 'say in this file where the command is run').toBeDefined();
      const [, file, evidence] = place!;
      expect(await readFile(path.join(repository, file), 'utf8')).toMatch(evidence);
    },
  );

  it('have no error outside of them', () => {
    expect(complaints).toBe('');
  });
});
