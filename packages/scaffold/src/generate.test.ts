import { cp, mkdtemp, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseAllDocuments, stringify } from 'yaml';
import { generate, type GenerateResult } from './generate.ts';

const packageFolder = path.join(import.meta.dirname, '..');
const tsconfig = {
  compilerOptions: {
    module: 'nodenext',
    target: 'es2024',
    types: [],
    strict: true,
    experimentalDecorators: true,
    allowImportingTsExtensions: true,
    noEmit: true,
    customConditions: ['keelson-source'],
    paths: { '@keelson/runtime': ['./runtime.ts'] },
  },
};

const kind = (name: string) => `
import { CustomResource, CustomResourceObject, type Int32 } from '@keelson/runtime';
class Spec { size: Int32 = 1; }
@CustomResource({ group: 'shop.example.com', version: 'v1' })
export class ${name} extends CustomResourceObject<Spec> {}
`;

describe('generate', { timeout: 10_000 }, () => {
  let directory: string;
  let first: GenerateResult;
  const crd = 'config/crd/bases/shop.example.com_widgets.yaml';
  const read = (file: string) => readFile(path.join(directory, file), 'utf8');
  const write = (file: string, text: string) => writeFile(path.join(directory, file), text);

  beforeAll(async () => {
    directory = await mkdtemp(path.join(tmpdir(), 'keelson-generate-'));
    await symlink(path.join(packageFolder, 'node_modules'), path.join(directory, 'node_modules'));
    const barrel = await readFile(path.join(packageFolder, 'fixtures/errors/runtime.ts'), 'utf8');
    const runtime = path.join(packageFolder, '../runtime/');
    await write('runtime.ts', barrel.replaceAll('../../../runtime/', runtime));
    await write('tsconfig.json', JSON.stringify(tsconfig));
    await write('widget.ts', kind('Widget'));
    await write('gadget.test.ts', kind('Gadget'));
    await write('licence.txt', '# Licensed.\n');
    first = await generate({ projectDirectory: directory, headerFile: 'licence.txt' });
  }, 10_000);

  afterAll(() => rm(directory, { recursive: true }));

  const again = (check = false) =>
    generate({ projectDirectory: directory, headerFile: 'licence.txt', check });

  it('writes definitions, roles and what lists them, but no kinds of tests', async () => {
    expect(first.files).toEqual([
      crd,
      'config/crd/kustomization.yaml',
      'config/rbac/kustomization.yaml',
      'config/rbac/service_account.yaml',
      'config/rbac/widget_admin_role.yaml',
      'config/rbac/widget_editor_role.yaml',
      'config/rbac/widget_viewer_role.yaml',
    ]);
    expect(first.written.toSorted()).toEqual(first.files);
    expect(await read(crd)).toMatch(/^# Written by .*\n# Licensed\.\n---\napiVersion: apiext/);
    expect(await read('config/crd/kustomization.yaml')).toBe(
      'resources:\n  - bases/shop.example.com_widgets.yaml\n',
    );
  });

  it('touches nothing that is up to date', async () => {
    expect(await again()).toMatchObject({ written: [], outdated: [], stale: [] });
    expect(await again(true)).toMatchObject({ written: [], outdated: [], stale: [] });
  });

  it('tells with check what is out of date, and writes nothing', async () => {
    const before = await read(crd);
    const changed = before.replace('default: 1', 'default: 2');
    await write(crd, changed);
    const { outdated, written } = await again(true);
    expect(written).toEqual([]);
    expect(outdated).toEqual([
      { path: crd, difference: expect.stringMatching(/- .*default: 2\n\+ .*default: 1/) as string },
    ]);
    expect(await read(crd)).toBe(changed);
    expect((await again()).written).toEqual([crd]);
    expect(await read(crd)).toBe(before);
  });

  it('keeps what the user wrote beside it', async () => {
    const kustomization = '# Mine.\nresources:\n  - extra.yaml\n';
    await write('config/crd/kustomization.yaml', kustomization);
    await write('config/rbac/service_account.yaml', '# Mine.\n');
    await again();
    expect(await read('config/crd/kustomization.yaml')).toMatch(
      /# Mine\.\nresources:\n {2}- bases\/.*\n {2}- extra\.yaml\n/,
    );
    expect(await read('config/rbac/service_account.yaml')).toBe('# Mine.\n');
  });

  it('refuses a project whose packages are not installed, which would seem to have no API', async () => {
    await rm(path.join(directory, 'node_modules'));
    await rename(path.join(directory, 'runtime.ts'), path.join(directory, 'gone.txt'));
    await expect(again()).rejects.toThrow(
      'widget.ts:2:66: @keelson/runtime is not installed: run npm install',
    );
    await rename(path.join(directory, 'gone.txt'), path.join(directory, 'runtime.ts'));
    await symlink(path.join(packageFolder, 'node_modules'), path.join(directory, 'node_modules'));
  });

  it('names the files of kinds that are gone, and leaves them', async () => {
    await cp(path.join(directory, crd), path.join(directory, crd.replace('widgets', 'old')));
    await write('config/rbac/own.yaml', 'apiVersion: v1\n');
    const { stale } = await again();
    expect(stale).toEqual([crd.replace('widgets', 'old')]);
    await rm(path.join(directory, crd.replace('widgets', 'old')));
  });

  it('gives a namespaced project its rights in its own namespace', async () => {
    const project = {
      cliVersion: '1',
      domain: 'd.io',
      layout: [],
      projectName: 'shop',
      repo: 'shop',
    };
    await write('PROJECT', stringify({ ...project, namespaced: true, version: '3' }));
    await write(
      'controller.ts',
      `import { Controller, Rbac } from '@keelson/runtime';
import { Widget } from './widget.ts';
@Controller({ for: Widget })
@Rbac({ groups: [''], resources: ['nodes', 'pods'], verbs: ['get'] })
export class WidgetReconciler {}
`,
    );
    await again();
    const [wide, own] = parseAllDocuments(await read('config/rbac/role.yaml')).map(
      (document) => document.toJS() as { kind: string; rules: { resources: string[] }[] },
    );
    expect(wide).toMatchObject({ kind: 'ClusterRole', rules: [{ resources: ['nodes'] }] });
    expect(own).toMatchObject({ kind: 'Role', metadata: { namespace: 'system' } });
    expect(own!.rules.flatMap(({ resources }) => resources)).toEqual(['pods', 'widgets']);
  });
});
