import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createApi } from './create-api.ts';
import { createProject } from './create-project.ts';
import { createWebhook } from './create-webhook.ts';
import { editProject } from './edit-project.ts';
import { upgradeProject } from './upgrade-project.ts';

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'keelson-edit-'));
  await createProject({ directory, domain: 'example.com', projectName: 'ship', year: 2020 });
  await createApi({ directory, group: 'crew', version: 'v1', kind: 'Captain' });
});

afterEach(() => rm(directory, { recursive: true }));

const text = (name: string) => readFile(path.join(directory, name), 'utf8');
const replace = async (name: string, from: string, to: string) =>
  writeFile(path.join(directory, name), (await text(name)).replace(from, to));
const manager = 'config/manager/manager.yaml';

describe('editProject', () => {
  it('makes a project namespaced and back, beside the edits of the user', async () => {
    const before = await text(manager);
    await replace(manager, 'memory: ', 'memory: 1');
    const edited = await text(manager);
    const options = { directory, namespaced: true };
    const dry = await editProject({ ...options, dryRun: true });
    expect(await text(manager)).toBe(edited);
    expect(dry).toEqual({ files: [manager, 'PROJECT'], conflicts: [], notes: [] });
    expect(await editProject(options)).toEqual(dry);
    expect(await text(manager)).toContain('fieldPath: metadata.namespace');
    expect(await text('PROJECT')).toMatch(/^namespaced: true$/m);
    expect(await editProject(options)).toMatchObject({ files: [] });
    await editProject({ directory, namespaced: false });
    expect(await text(manager)).toBe(edited);
    expect(await text('PROJECT')).not.toMatch(/^namespaced/m);
    expect(edited).not.toBe(before);
  });

  it('writes another licence and owner into what was scaffolded', async () => {
    await replace('src/api/v1/captain.ts', 'export class', '// Ours.\nexport class');
    const { files } = await editProject({ directory, license: 'none', owner: 'The crew' });
    expect(files).toEqual(
      expect.arrayContaining(['src/main.ts', 'src/api/v1/captain.ts', 'package.json']),
    );
    const types = await text('src/api/v1/captain.ts');
    expect(types).toMatch(/^\/\*\nCopyright 2020 The crew\.\n\*\/\n/);
    expect(types).toContain('// Ours.\nexport class');
    expect(await text('package.json')).toContain('"license": "UNLICENSED"');
    await createApi({ directory, group: 'crew', version: 'v1', kind: 'Mate' });
    expect(await text('src/api/v1/mate.ts')).toMatch(/^\/\*\nCopyright 2020 The crew\.\n/);
  });

  it(
    'puts later APIs into folders of their groups, and leaves the others where they are',
    { timeout: 60_000 },
    async () => {
      await editProject({ directory, multigroup: true });
      const fleet = { directory, group: 'fleet', version: 'v1', kind: 'Boat' };
      const { files } = await createApi(fleet);
      expect(files).toEqual(
        expect.arrayContaining([
          'src/api/fleet/v1/boat.ts',
          'src/controllers/fleet/boat-controller.ts',
        ]),
      );
      expect(await text('src/controllers/fleet/boat-controller.ts')).toContain(
        "from '../../api/fleet/v1/boat.ts'",
      );
      expect(await text('src/main.ts')).toContain("from './controllers/fleet/boat-controller.ts'");
      await createWebhook({ ...fleet, defaulting: true });
      expect(await text('src/webhooks/fleet/v1/boat-defaulter.ts')).toContain(
        "from '../../../api/fleet/v1/boat.ts'",
      );
      await createWebhook({ ...fleet, group: 'crew', kind: 'Captain', validation: true });
      expect(await text('src/webhooks/crew/v1/captain-validator.ts')).toContain(
        "from '../../../api/v1/captain.ts'",
      );
      await createApi({ ...fleet, kind: 'Deployment', group: 'apps', resource: false });
      await createApi({ ...fleet, kind: 'Captain' });
      expect(await text('src/controllers/fleet/captain-controller.ts')).toContain(
        "@Controller({ for: Captain, name: 'fleet-captain' })",
      );
      expect(await text('src/main.ts')).toContain(
        'manager.add(new FleetCaptainReconciler(manager.client));',
      );
      expect(await upgradeProject({ directory })).toMatchObject({ files: [], conflicts: [] });

      await editProject({ directory, multigroup: false });
      await createApi({ ...fleet, kind: 'Ship' });
      expect(await text('src/controllers/ship-controller.ts')).toContain("'../api/v1/ship.ts'");
      expect(await upgradeProject({ directory })).toMatchObject({ files: [], conflicts: [] });
    },
  );

  it('is what a kind needs that another group has', async () => {
    const captain = { directory, group: 'fleet', version: 'v1', kind: 'Captain' };
    await expect(createApi(captain)).rejects.toThrow(
      'group crew has a Captain already: run "operator edit --multigroup" first',
    );
  });

  it('refuses to change nothing, and a project of another version', async () => {
    await expect(editProject({ directory })).rejects.toThrow('nothing to do: say --multigroup');
    await replace('PROJECT', 'cliVersion: ', 'cliVersion: 0.');
    await expect(editProject({ directory, namespaced: true })).rejects.toThrow(
      'run "operator upgrade" first',
    );
  });
});
