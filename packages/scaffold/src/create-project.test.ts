import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { createProject } from './create-project.ts';
import { toolVersions } from './project/package-manifest.ts';

let folder: string;
let directory: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'keelson-init-'));
  directory = path.join(folder, 'ship');
});

afterEach(() => rm(folder, { recursive: true }));

const text = (file: string) => readFile(path.join(directory, file), 'utf8');
const options = () => ({ directory, domain: 'example.com', year: 2026 });

interface Manifest {
  readonly kind: string;
  readonly spec: {
    readonly template: {
      readonly spec: {
        readonly terminationGracePeriodSeconds: number;
        readonly containers: readonly {
          readonly env: readonly { readonly name: string; readonly value?: string }[];
          readonly resources: { readonly limits: { readonly memory: string } };
        }[];
      };
    };
  };
}

describe('createProject', () => {
  it('writes a project that says who owns it, and under which licence', async () => {
    const { files } = await createProject({ ...options(), owner: 'The "crew"' });
    expect(files).toEqual(expect.arrayContaining(['PROJECT', '.gitignore', 'src/main.ts']));
    expect(await text('src/main.ts')).toMatch(/^\/\*\nCopyright 2026 The "crew"\.\n\nLicensed/);
    expect(await text('hack/boilerplate.txt')).toContain('Apache License, Version 2.0');
    expect(JSON.parse(await text('package.json'))).toMatchObject({
      name: 'ship',
      license: 'Apache-2.0',
      type: 'module',
    });
    expect(await text('PROJECT')).toContain('domain: example.com');
  });

  it('writes no header without licence and owner', async () => {
    await createProject({ ...options(), license: 'none' });
    expect(await text('src/main.ts')).toMatch(/^import /);
    expect(await text('hack/boilerplate.txt')).toBe('');
  });

  it('refuses a second time, and a folder with files, and then touches nothing', async () => {
    await createProject(options());
    await expect(createProject({ ...options(), force: true })).rejects.toThrow(
      'project is already initialized',
    );
    await rm(directory, { recursive: true });
    await mkdir(path.join(directory, '.git'), { recursive: true });
    await writeFile(path.join(directory, 'README.md'), 'mine');
    await expect(createProject(options())).rejects.toThrow('is not empty: use --force');
    expect((await readdir(directory)).toSorted()).toEqual(['.git', 'README.md']);
    await createProject({ ...options(), force: true });
    expect(await text('README.md')).toContain('# ship');
  });

  it.each([
    [{ domain: 'Example' }, 'domain "Example" is invalid'],
    [{ projectName: 'a.b' }, 'project name "a.b" is invalid'],
    [{ packageName: '../x' }, 'is not one that npm accepts'],
    [{ owner: 'me */ evil()' }, 'owner must be one line'],
    [{ owner: 'me\nyou' }, 'owner must be one line'],
  ])('refuses %j before it writes', async (bad, message) => {
    await expect(createProject({ ...options(), ...bad })).rejects.toThrow(message);
    expect(await readdir(folder)).toEqual([]);
  });

  it('takes packages from a folder when told to, transitive ones too', async () => {
    await createProject({ ...options(), packageSource: '/packed' });
    const manifest = JSON.parse(await text('package.json'));
    expect(manifest.dependencies['@keelson/runtime']).toMatch(
      /^file:\/packed\/keelson-runtime-\d+\.\d+\.\d+\.tgz$/,
    );
    expect(Object.keys(manifest.overrides)).toEqual(
      ['cel', 'cli', 'control-plane', 'kubernetes', 'runtime', 'scaffold', 'schema'].map(
        (name) => `@keelson/${name}`,
      ),
    );
  });

  it('writes manifests whose numbers agree', async () => {
    await createProject({ ...options(), namespaced: true });
    const manifests = (await readdir(directory, { recursive: true })).filter((file) =>
      /^config\/.*\.yaml$/.test(file),
    );
    for (const file of manifests) {
      const documents = parseAllDocuments(await text(file));
      expect(documents.flatMap(({ errors }) => errors)).toEqual([]);
    }
    const [deployment] = parseAllDocuments(await text('config/manager/manager.yaml')).map(
      (document) => document.toJS() as Manifest,
    );
    const { terminationGracePeriodSeconds, containers } = deployment!.spec.template.spec;
    expect(terminationGracePeriodSeconds).toBeGreaterThan(30);
    const [{ env, resources }] = containers as [(typeof containers)[0]];
    const flags = env.find(({ name }) => name === 'NODE_OPTIONS')?.value ?? '';
    const [, heap] = /--max-old-space-size=(\d+)/.exec(flags) ?? [];
    expect(Number(heap)).toBe(0.75 * Number.parseInt(resources.limits.memory, 10));
    expect(env.find(({ name }) => name === 'WATCH_NAMESPACE')).toEqual({
      name: 'WATCH_NAMESPACE',
      valueFrom: { fieldRef: { fieldPath: 'metadata.namespace' } },
    });
  });

  it('pins the tools that this repository is tested with', async () => {
    const workspace = path.resolve(import.meta.dirname, '../../../pnpm-workspace.yaml');
    const [document] = parseAllDocuments(await readFile(workspace, 'utf8'));
    expect(document?.toJS()).toMatchObject({ catalog: toolVersions });
  });
});
