import { mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeEach, describe, expect, it, afterEach } from 'vitest';
import { parse } from 'yaml';
import { createApi } from './create-api.ts';
import { createProject } from './create-project.ts';
import { createWebhook } from './create-webhook.ts';
import { generate } from './generate.ts';
import { parseModules } from './project/parse-modules.ts';

let directory: string;
const captain = { group: 'crew', version: 'v1', kind: 'Captain' };

beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'keelson-webhook-'));
  await createProject({ directory, domain: 'example.com', projectName: 'ship', owner: 'The crew' });
  await createApi({ directory, ...captain });
});

afterEach(() => rm(directory, { recursive: true }));

const text = (file: string) => readFile(path.join(directory, file), 'utf8');
const create = (options: Partial<Parameters<typeof createWebhook>[0]> = {}) =>
  createWebhook({ directory, ...captain, ...options });

describe('createWebhook', () => {
  it('writes a class and a test for each, registers them and records them', async () => {
    const { files, linesForMain } = await create({ defaulting: true, validation: true });
    expect(files).toEqual([
      'src/webhooks/v1/captain-defaulter.ts',
      'src/webhooks/v1/captain-defaulter.test.ts',
      'src/webhooks/v1/captain-validator.ts',
      'src/webhooks/v1/captain-validator.test.ts',
      'src/main.ts',
      'PROJECT',
    ]);
    expect(linesForMain).toEqual([]);
    const main = await text('src/main.ts');
    expect(main).toContain(
      "import { CaptainDefaulter } from './webhooks/v1/captain-defaulter.ts';\n",
    );
    expect(main).toContain('manager.add(new CaptainValidator());\n');
    const { resources } = parse(await text('PROJECT')) as { resources: object[] };
    expect(resources).toMatchObject([
      { ...captain, webhooks: { defaulting: true, validation: true, webhookVersion: 'v1' } },
    ]);
    const sources = await Promise.all(files.filter((file) => file.endsWith('.ts')).map(text));
    for (const parsed of parseModules(sources)) expect(parsed.hasErrors).toBe(false);
  });

  it('adds what was left out, and refuses what is there', async () => {
    await create({ defaulting: true });
    await create({ validation: true });
    await expect(create({ validation: true })).rejects.toThrow('captain-validator.ts');
    const { resources } = parse(await text('PROJECT')) as { resources: object[] };
    expect(resources).toMatchObject([{ webhooks: { defaulting: true, validation: true } }]);
  });

  it('converts between all versions of the kind, or those that are named', async () => {
    for (const version of ['v1alpha1', 'v1beta1']) {
      await createApi({ directory, ...captain, version, controller: false });
    }
    const { files } = await create({ conversion: true });
    expect(files).toContain('src/webhooks/v1/captain-v1alpha1-converter.ts');
    expect(files).toContain('src/webhooks/v1/captain-v1beta1-converter.test.ts');
    expect(await text('src/webhooks/v1/captain-v1beta1-converter.ts')).toContain(
      '@Conversion({ hub: Captain, spoke: CaptainV1beta1 })\n',
    );
    expect(await text('src/main.ts')).toContain('manager.add(new CaptainV1alpha1Converter());');
    await expect(create({ conversion: true, spokes: ['v2'] })).rejects.toThrow(
      'v2 is no other version of Captain: write one of v1alpha1, v1beta1',
    );
  });

  it('says what is missing', async () => {
    await expect(create()).rejects.toThrow('nothing to do: say --defaulting,');
    await expect(create({ conversion: true })).rejects.toThrow(
      'Captain has one version, v1: there is nothing to convert',
    );
    await expect(create({ kind: 'Mate', defaulting: true })).rejects.toThrow(
      'crew.example.com/v1, Kind=Mate is no API of this project: create it first with "operator create api"',
    );
  });

  it('gives manifests with the service, its network policy and the rights', async () => {
    await createApi({ directory, ...captain, version: 'v1beta1', controller: false });
    await create({ defaulting: true, validation: true, conversion: true });
    const modules = path.join(import.meta.dirname, '../../../test/node_modules');
    await symlink(modules, path.join(directory, 'node_modules'));
    const { files } = await generate({ projectDirectory: directory });
    expect(files.filter((file) => file.includes('webhook'))).toEqual([
      'config/rbac/webhook_certificates_role.yaml',
      'config/rbac/webhook_certificates_role_binding.yaml',
      'config/webhook/allow_webhook_traffic.yaml',
      'config/webhook/kustomization.yaml',
      'config/webhook/kustomizeconfig.yaml',
      'config/webhook/manifests.yaml',
      'config/webhook/service.yaml',
    ]);
    expect(await text('config/default/kustomization.yaml')).toContain('- ../webhook\n');
    expect(parse(await text('config/webhook/kustomization.yaml'))).toEqual({
      resources: ['allow_webhook_traffic.yaml', 'manifests.yaml', 'service.yaml'],
      configurations: ['kustomizeconfig.yaml'],
    });
    const rights = await text('config/rbac/webhook_certificates_role.yaml');
    expect(rights).toContain('- ship-mutating-webhook-configuration\n');
    expect(rights).toContain('- captains.crew.example.com\n');
    expect(await generate({ projectDirectory: directory, check: true })).toMatchObject({
      outdated: [],
      stale: [],
    });
  });
});
