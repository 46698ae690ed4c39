import { appendFile, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readTree } from './project/read-tree.test.support.ts';
import { createApi } from './create-api.ts';
import { createProject } from './create-project.ts';
import { createWebhook } from './create-webhook.ts';
import { packageVersion } from './project/package-manifest.ts';
import { upgradeProject } from './upgrade-project.ts';

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'keelson-upgrade-'));
  await createProject({ directory, domain: 'example.com', projectName: 'ship' });
  await createApi({ directory, group: 'crew', version: 'v1', kind: 'Captain' });
});

afterEach(() => rm(directory, { recursive: true }));

const file = (name: string) => path.join(directory, name);
const text = (name: string) => readFile(file(name), 'utf8');
const edit = async (name: string, change: (text: string) => string) =>
  writeFile(file(name), change(await text(name)));

const tree = () => readTree(directory);

/** Makes the project one of an earlier release, whose templates were as `change` says. */
async function age(changes: Readonly<Record<string, (text: string) => string>>): Promise<void> {
  const lines = (await text('.keelson/scaffold')).split('\n').map((line) => {
    if (!line.startsWith('{')) return line;
    const step = JSON.parse(line) as { files: Record<string, string> };
    for (const [name, change] of Object.entries(changes)) {
      const packed = step.files[name];
      if (packed === undefined) continue;
      const old = change(inflateRawSync(Buffer.from(packed, 'base64')).toString());
      step.files[name] = deflateRawSync(old).toString('base64');
    }
    return JSON.stringify(step);
  });
  await writeFile(file('.keelson/scaffold'), lines.join('\n'));
  for (const [name, change] of Object.entries(changes)) await edit(name, change);
  const version = await packageVersion();
  await edit('PROJECT', (project) =>
    project.replace(`cliVersion: ${version}`, 'cliVersion: 0.0.9'),
  );
}

const older = {
  'README.md': (old: string) => `${old}\nSomething that is no longer said.\n`,
  'src/main.ts': (old: string) => old.replace(/^ *\/\/ Without a path.*\n/m, ''),
  'package.json': (old: string) => old.replace('"build": "tsc -p', '"build": "oldtsc -p'),
  'src/controllers/captain-controller.ts': (old: string) => old.replace('implements', 'extends'),
};

describe('upgradeProject', { timeout: 30_000 }, () => {
  it('gives an untouched project the scaffold of today', async () => {
    const today = await tree();
    await age(older);
    expect(await tree()).not.toEqual(today);
    const result = await upgradeProject({ directory });
    expect(result).toEqual({
      from: '0.0.9',
      to: await packageVersion(),
      files: [...Object.keys(older), 'PROJECT'].toSorted((a, b) =>
        a === 'PROJECT' ? 1 : b === 'PROJECT' ? -1 : a < b ? -1 : 1,
      ),
      conflicts: [],
      notes: [],
    });
    expect(await tree()).toEqual(today);
  });

  it('keeps the edits of the user beside what is new', async () => {
    await age(older);
    await appendFile(file('README.md'), '\nOurs.\n');
    await edit('README.md', (readme) => readme.replace('Something that is', 'Something'));
    await edit('src/main.ts', (main) => `// Ours.\n${main}`);
    await edit('package.json', (manifest) =>
      manifest.replace('"private"', '"ours": 1,\n  "private"'),
    );
    await rm(file('AGENTS.md'));
    const { conflicts } = await upgradeProject({ directory });
    expect(conflicts).toEqual(['README.md']);
    expect(await text('README.md')).toMatch(
      /<<<<<<< yours\n[^]*no longer said.\n\nOurs.\n=======\n>>>>>>> scaffold \d/,
    );
    const main = await text('src/main.ts');
    expect(main).toMatch(/^\/\/ Ours\.\n[^]*\/\/ Without a path/);
    expect(main).toContain('new CaptainReconciler(');
    expect(JSON.parse(await text('package.json'))).toMatchObject({
      ours: 1,
      scripts: { build: 'tsc -p tsconfig.build.json' },
    });
    await expect(text('AGENTS.md')).rejects.toThrow('ENOENT');

    const after = await tree();
    await expect(upgradeProject({ directory })).rejects.toThrow(
      'README.md: resolve the conflicts first',
    );
    expect(await tree()).toEqual(after);
    await edit('README.md', () => 'Ours.\n');
    expect(await upgradeProject({ directory })).toMatchObject({ files: [], conflicts: [] });
  });

  it('changes nothing a second time, and nothing in a dry run', async () => {
    await createWebhook({
      directory,
      group: 'crew',
      version: 'v1',
      kind: 'Captain',
      defaulting: true,
    });
    await createApi({
      directory,
      group: 'apps',
      version: 'v1',
      kind: 'Deployment',
      resource: false,
    });
    await age(older);
    const before = await tree();
    const dry = await upgradeProject({ directory, dryRun: true });
    expect(await tree()).toEqual(before);
    expect(await upgradeProject({ directory })).toEqual(dry);
    const after = await tree();
    expect(await upgradeProject({ directory })).toMatchObject({
      files: [],
      conflicts: [],
      notes: [],
    });
    expect(await tree()).toEqual(after);
  });

  it('adds files that are new, and puts those that are there already between marks', async () => {
    const today = await text('AGENTS.md');
    const lines = (await text('.keelson/scaffold')).split('\n');
    const init = JSON.parse(lines[1] ?? '') as { files: Record<string, string> };
    delete init.files['AGENTS.md'];
    delete init.files['Dockerfile'];
    const record = [lines[0], JSON.stringify(init), ...lines.slice(2)].join('\n');
    await writeFile(file('.keelson/scaffold'), record);
    await rm(file('AGENTS.md'));
    await writeFile(file('Dockerfile'), 'FROM scratch\n');
    const { files, conflicts } = await upgradeProject({ directory });
    expect([files, conflicts]).toEqual([['AGENTS.md', 'Dockerfile'], ['Dockerfile']]);
    expect(await text('AGENTS.md')).toBe(today);
    expect(await text('Dockerfile')).toMatch(/^<<<<<<< yours\nFROM scratch\n=======\n[^]*>>>>>>> /);
  });

  it('says what it left alone, and removes what nobody has touched', async () => {
    await age({ 'AGENTS.md': (old) => `${old}older\n` });
    await rm(file('AGENTS.md'));
    const lines = (await text('.keelson/scaffold')).split('\n');
    const init = JSON.parse(lines[1] ?? '') as { files: Record<string, string> };
    init.files['gone.md'] = deflateRawSync('gone').toString('base64');
    init.files['kept.md'] = init.files['gone.md'];
    await writeFile(
      file('.keelson/scaffold'),
      [lines[0], JSON.stringify(init), ...lines.slice(2)].join('\n'),
    );
    await writeFile(file('gone.md'), 'gone');
    await writeFile(file('kept.md'), 'ours');
    const { notes, files } = await upgradeProject({ directory });
    expect(files).toEqual(['PROJECT', 'gone.md']);
    expect(notes).toEqual([
      'AGENTS.md has changed in the scaffold: you have removed it, and so it stays',
      'kept.md is no longer of the scaffold: yours, which you have edited, stays',
    ]);
    expect(await readdir(directory)).not.toContain('gone.md');
  });

  it.each(['../outside.txt', 'src/../../outside.txt', '/tmp/outside.txt', 'a\\b'])(
    'refuses a record that names %s, and writes nothing anywhere',
    async (name) => {
      const lines = (await text('.keelson/scaffold')).split('\n');
      const init = JSON.parse(lines[1] ?? '') as { files: Record<string, string> };
      init.files[name] = deflateRawSync('hostile').toString('base64');
      const external = { command: 'create api', options: { externalApiPath: name }, files: {} };
      for (const hostile of [[init], [JSON.parse(lines[1] ?? ''), external]]) {
        const record = [lines[0], ...hostile.map((step) => JSON.stringify(step)), ''].join('\n');
        await writeFile(file('.keelson/scaffold'), record);
        const before = await tree();
        await expect(upgradeProject({ directory })).rejects.toThrow();
        expect(await tree()).toEqual(before);
      }
      expect(await readdir(tmpdir())).not.toContain('outside.txt');
    },
  );

  it.each([
    [
      'PROJECT',
      (old: string) => old.replace(/cliVersion: .*/, 'cliVersion: 99.0.0'),
      'npx @keelson/cli@99.0.0 upgrade',
    ],
    ['.keelson/scaffold', (old: string) => old.slice(0, -40), '.keelson/scaffold is damaged'],
    ['.keelson/scaffold', () => undefined, '.keelson/scaffold is not there'],
    ['PROJECT', () => undefined, 'must be run from a directory containing PROJECT'],
  ])('refuses a project whose %s is not right', async (name, change, message) => {
    const changed = change(await text(name));
    if (changed === undefined) await rm(file(name));
    else await writeFile(file(name), changed);
    const before = await tree();
    await expect(upgradeProject({ directory })).rejects.toThrow(message);
    expect(await tree()).toEqual(before);
  });
});
