import { execFile } from 'node:child_process';
import { cp, mkdtemp, readdir, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const repository = path.resolve(import.meta.dirname, '../..');
const run = promisify(execFile);

const apiOf = (group: string, version: string, kind: string) => [
  ['--group', group],
  ['--version', version],
  ['--kind', kind],
];

/** How each example was begun; what is its own was written after it. */
const examples: Readonly<Record<string, readonly (readonly (string | readonly string[])[])[]>> = {
  healthcheckpolicy: [
    ['init', '--domain', 'k8s-go.openshift.org'],
    ['create', 'api', ...apiOf('policy', 'v1beta1', 'HealthCheckPolicy')],
    ['create', 'api', ...apiOf('policy', 'v1alpha1', 'HealthCheckPolicy'), '--no-controller'],
    [
      ['create', 'webhook', '--programmatic-validation', '--conversion', '--spoke', 'v1alpha1'],
      ...apiOf('policy', 'v1beta1', 'HealthCheckPolicy'),
    ],
  ],
  session: [
    ['init', '--domain', 'k8s-go.openshift.org'],
    ['create', 'api', ...apiOf('workshop', 'v1alpha1', 'Session')],
  ],
  webapp: [
    ['init', '--domain', 'keelson.dev'],
    ['create', 'api', ...apiOf('apps', 'v1', 'WebApp')],
    [
      ['create', 'webhook', '--defaulting', '--programmatic-validation'],
      ...apiOf('apps', 'v1', 'WebApp'),
    ],
  ],
};

describe.each(Object.entries(examples))('%s, begun anew', { timeout: 60_000 }, (name, commands) => {
  const example = path.join(repository, 'examples', name);
  let project = '';

  beforeAll(async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'keelson-anew-'));
    project = path.join(folder, name);
    const bin = path.join(repository, 'packages/cli/dist/bin.js');
    await cp(path.join(example, 'package.json'), path.join(project, 'package.json'));
    const operator = (...args: readonly string[]) =>
      run(process.execPath, [bin, ...args], { cwd: project });
    for (const command of commands) {
      const isInit = command[0] === 'init';
      await operator(...command.flat(), ...(isInit ? ['--no-fetch-deps', '--force'] : []));
    }
    await symlink(path.join(example, 'node_modules'), path.join(project, 'node_modules'));
    await rm(path.join(project, 'src'), { recursive: true });
    await cp(path.join(example, 'src'), path.join(project, 'src'), { recursive: true });
    await operator('generate');
  });

  afterAll(() => rm(path.dirname(project), { recursive: true, force: true }));

  it('T21 has the same manifests, and so the same rights', async () => {
    const anew = await generatedIn(project);
    const ours = await generatedIn(example);
    expect(Object.keys(anew)).toEqual(Object.keys(ours));
    expect(anew).toEqual(ours);
  });
});

/** What `operator generate` wrote, by file: the rest is the user's to change. */
async function generatedIn(root: string): Promise<Record<string, string>> {
  const files = await readdir(path.join(root, 'config'), { recursive: true });
  const manifests = files.filter((file) => file.endsWith('.yaml')).toSorted();
  const texts = await Promise.all(
    manifests.map(async (file) => {
      return [file, await readFile(path.join(root, 'config', file), 'utf8')] as const;
    }),
  );
  return Object.fromEntries(texts.filter(([, text]) => text.startsWith('# Written by')));
}
