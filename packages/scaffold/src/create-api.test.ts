import { execFile } from 'node:child_process';
import { appendFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { createApi } from './create-api.ts';
import { createProject } from './create-project.ts';
import { parseModules } from './project/parse-modules.ts';

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'keelson-api-'));
  await createProject({ directory, domain: 'example.com', projectName: 'ship', owner: 'The crew' });
});

afterEach(() => rm(directory, { recursive: true }));

const text = (file: string) => readFile(path.join(directory, file), 'utf8');
const captain = { group: 'crew', version: 'v1', kind: 'Captain' };
const create = (options: Partial<Parameters<typeof createApi>[0]> = {}) =>
  createApi({ directory, ...captain, ...options });

describe('createApi', () => {
  it('writes the API, its controller and their tests, and records them', async () => {
    const { files, linesForMain } = await create({ shortNames: ['cap'] });
    expect(files).toEqual([
      'src/api/v1/captain.ts',
      'src/api/v1/captain.test.ts',
      'config/samples/crew_v1_captain.yaml',
      'config/crd/kustomization.yaml',
      'config/samples/kustomization.yaml',
      'src/controllers/captain-controller.ts',
      'src/controllers/captain-controller.test.ts',
      'src/main.ts',
      'PROJECT',
    ]);
    expect(linesForMain).toEqual([]);
    const types = await text('src/api/v1/captain.ts');
    expect(types).toMatch(/^\/\*\nCopyright \d+ The crew\./);
    expect(types).toContain(
      `  group: 'crew.example.com',\n  version: 'v1',\n  shortNames: ['cap'],\n`,
    );
    expect(await text('src/main.ts')).toContain(
      'manager.add(new CaptainReconciler(manager.client));',
    );
    expect(await text('config/crd/kustomization.yaml')).toContain(
      '- bases/crew.example.com_captains.yaml',
    );
  });

  it('adds a second API without losing an edit of the first', async () => {
    await create();
    const mine = '// mine\n';
    for (const file of [
      'src/main.ts',
      'src/api/v1/captain.ts',
      'config/samples/kustomization.yaml',
    ]) {
      await appendFile(path.join(directory, file), file.endsWith('.ts') ? mine : '# mine\n');
    }
    await create({ kind: 'FirstMate', namespaced: false });
    expect(await text('src/api/v1/captain.ts')).toMatch(/\/\/ mine\n$/);
    const main = await text('src/main.ts');
    expect(main).toMatch(/\/\/ mine\n$/);
    expect(main).toMatch(/add\(new CaptainReconciler.*\n.*add\(new FirstMateReconciler.*\nawait/);
    expect(await text('config/samples/kustomization.yaml')).toMatch(/# mine\n$/);
    expect(await text('src/api/v1/first-mate.ts')).toContain(`scope: 'Cluster',`);
  });

  it('gives the same tree in two steps as in one', async () => {
    await create({ controller: false });
    expect(await text('src/main.ts')).not.toContain('Captain');
    await create({ resource: false });
    const [main, project] = [await text('src/main.ts'), await text('PROJECT')];
    await rm(directory, { recursive: true });
    await createProject({
      directory,
      domain: 'example.com',
      projectName: 'ship',
      owner: 'The crew',
    });
    await create();
    expect([await text('src/main.ts'), await text('PROJECT')]).toEqual([main, project]);
  });

  it('stores the first version of a kind, and keeps its scope and plural for the next', async () => {
    await create({ namespaced: false, plural: 'captainz' });
    await create({ version: 'v2', controller: false });
    const [first, second] = [
      await text('src/api/v1/captain.ts'),
      await text('src/api/v2/captain.ts'),
    ];
    expect(first).toContain('storage: true,');
    expect(second).not.toContain('storage');
    expect(second).toContain(`plural: 'captainz',\n  scope: 'Cluster',`);
  });

  it.each([
    [{}, 'API crew.example.com/v1, Kind=Captain already exists: use --force'],
    [{ version: 'v2' }, 'Captain already has a controller (for v1): use --controller=false'],
    [{ resource: false, controller: false }, 'nothing to do'],
    [{ kind: 'Boat', resource: false }, 'Kind=Boat is neither an API of this project'],
    [{ kind: 'boat' }, 'Kind must be camelcase (expected Boat was boat)'],
    [{ kind: 'Boat', version: '1' }, 'version "1" is invalid'],
    [{ kind: 'Boat', group: 'A' }, 'group "A" is invalid'],
    [{ kind: 'Boat', plural: 'Boats' }, 'plural "Boats" is invalid'],
    [{ kind: 'Boat', shortNames: ['b', ''] }, 'short name "" is invalid'],
  ])('refuses %j and changes nothing', async (options, message) => {
    await create();
    const before = await text('PROJECT');
    await expect(create(options)).rejects.toThrow(message);
    expect(await text('PROJECT')).toBe(before);
  });

  it('writes over an API when forced', async () => {
    await create();
    await writeFile(path.join(directory, 'src/api/v1/captain.ts'), 'broken');
    await create({ force: true });
    expect(await text('src/api/v1/captain.ts')).toContain('export class CaptainSpec');
  });

  it('says what to add to a main.ts that it does not understand', async () => {
    await writeFile(path.join(directory, 'src/main.ts'), 'start(everything);\n');
    const { linesForMain, files } = await create();
    expect(files).not.toContain('src/main.ts');
    expect(linesForMain).toEqual([
      `import { CaptainReconciler } from './controllers/captain-controller.ts';`,
      'manager.add(new CaptainReconciler(manager.client));',
    ]);
  });

  it('is of no use outside a project', async () => {
    await rm(path.join(directory, 'PROJECT'));
    await expect(create()).rejects.toThrow(
      'Command must be run from a directory containing PROJECT',
    );
  });

  it('writes code in the format of the project, for names of any length and use', async () => {
    const apis = [
      { kind: 'A', group: 'policy' },
      { kind: 'Client', group: 'apps', namespaced: false },
      { kind: 'Condition', group: 'batch', version: 'v1alpha1' },
      { kind: 'HealthCheckPolicy', group: 'core', shortNames: ['hcp', 'hcps'] },
      {
        kind: `L${'o'.repeat(28)}ng`,
        group: 'events',
        shortNames: ['a', 'b', 'c'].map((x) => x.repeat(40)),
      },
      { kind: `L${'o'.repeat(38)}ng`, group: 'events.k8s-go', namespaced: false, plural: 'longs' },
    ];
    for (const api of apis) await create(api);
    const sources = ['A', 'Client', 'Condition'].map((kind) => kind.toLowerCase());
    const parsed = parseModules(
      await Promise.all(sources.map((name) => text(`src/controllers/${name}-controller.ts`))),
    );
    expect(parsed.map(({ hasErrors }) => hasErrors)).toEqual([false, false, false]);
    const oxfmt = createRequire(import.meta.url).resolve('oxfmt/package.json');
    const check = promisify(execFile)(
      process.execPath,
      [path.join(path.dirname(oxfmt), 'bin/oxfmt'), '--check', '.'],
      { cwd: directory },
    );
    await expect(check).resolves.toMatchObject({ stderr: '' });
  });

  describe.each([
    ['a new kind', { ...captain, kind: 'Boat' }],
    ['a kind of this project', captain],
    ['a kind of Kubernetes', { group: 'apps', version: 'v1', kind: 'Deployment' }],
    [
      'a kind of another operator',
      {
        group: 'cert-manager',
        version: 'v1',
        kind: 'Issuer',
        externalApiPath: 'cert-manager-types',
      },
    ],
  ])('for %s', (what, api) => {
    it.each([
      [undefined, undefined],
      [undefined, true],
      [undefined, false],
      [true, undefined],
      [true, true],
      [true, false],
      [false, undefined],
      [false, true],
      [false, false],
    ])('with resource %s and controller %s', async (resource, controller) => {
      await create({ controller: false });
      const [withTypes, withController] = [resource ?? true, controller ?? true];
      const created = create({ ...api, resource, controller });
      const refusal = refusalOf(what, withTypes, withController);
      if (refusal !== undefined) return expect(created).rejects.toThrow(refusal);
      const { files } = await created;
      const [types, controllers] = ['src/api/', 'src/controllers/'].map((folder) =>
        files.some((file) => file.startsWith(folder)),
      );
      expect([types, controllers]).toEqual([withTypes, withController]);
      expect(files.includes('src/main.ts')).toBe(withController);
    });

    function refusalOf(
      what: string,
      withTypes: boolean,
      withController: boolean,
    ): string | undefined {
      if (withTypes && what === 'a kind of another operator') return 'has its types already';
      if (withTypes && what === 'a kind of this project') return 'already exists: use --force';
      if (withTypes) return undefined;
      if (!withController) return 'nothing to do';
      return what === 'a new kind' ? 'is neither an API of this project nor' : undefined;
    }
  });

  it('adds a controller for a kind of Kubernetes', async () => {
    const deployment = { group: 'apps', version: 'v1', kind: 'Deployment', resource: false };
    const { files } = await create(deployment);
    expect(files).toEqual([
      'src/controllers/deployment-controller.ts',
      'src/controllers/deployment-controller.test.ts',
      'src/main.ts',
      'PROJECT',
    ]);
    const controller = await text('src/controllers/deployment-controller.ts');
    expect(controller).toContain(`import { Deployment } from '@keelson/kubernetes/apps/v1';`);
    expect(controller).toContain('@Controller({ for: Deployment })');
    expect(parse(await text('PROJECT'))).toMatchObject({
      resources: [
        {
          controller: true,
          core: true,
          group: 'apps',
          kind: 'Deployment',
          path: '@keelson/kubernetes/apps/v1',
          version: 'v1',
        },
      ],
    });
    await expect(create(deployment)).rejects.toThrow('Deployment already has a controller');
    await create({
      group: 'rbac.authorization.k8s.io',
      version: 'v1',
      kind: 'Role',
      resource: false,
    });
    expect(await text('PROJECT')).toContain('domain: authorization.k8s.io');
    await create({ group: 'core', version: 'v1', kind: 'Pod', resource: false });
    expect(await text('src/controllers/pod-controller.ts')).toContain(
      '@keelson/kubernetes/core/v1',
    );
    await expect(create({ ...deployment, kind: 'Deploymnt' })).rejects.toThrow(
      'apps/v1 has no kind Deploymnt: it has ControllerRevision, DaemonSet, Deployment',
    );
  });

  it('adds a controller for a kind of another operator', async () => {
    const certificate = {
      group: 'cert-manager',
      version: 'v1',
      kind: 'Certificate',
      resource: false,
      externalApiDomain: 'io',
    };
    await expect(
      create({ ...certificate, externalApiPath: 'src/external/cert.ts' }),
    ).rejects.toThrow('src/external/cert.ts is not there');
    await expect(create({ ...certificate, externalApiPath: '../elsewhere.ts' })).rejects.toThrow(
      '../elsewhere.ts is no module of this project',
    );
    await expect(create({ ...certificate, externalApiDomain: undefined })).rejects.toThrow(
      'say where its types are with --external-api-path',
    );
    await expect(create({ ...certificate, resource: true })).rejects.toThrow(
      'use --resource=false with --external-api-path',
    );
    await mkdir(path.join(directory, 'src/external'));
    await writeFile(path.join(directory, 'src/external/cert.ts'), '');
    await create({ ...certificate, externalApiPath: './src/external/cert.ts' });
    expect(await text('src/controllers/certificate-controller.ts')).toContain(
      `import { Certificate } from '../external/cert.ts';`,
    );
    expect(await text('PROJECT')).toContain(
      '  - controller: true\n    domain: io\n    external: true\n    group: cert-manager\n',
    );
  });
});
