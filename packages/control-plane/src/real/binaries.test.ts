import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cacheFolder } from '../cache-folder.ts';
import { binaryFolder, defaultVersion, findBinaries, type Program, programs } from './binaries.ts';

describe('findBinaries', () => {
  let folder = '';
  let assets = '';
  let env: Record<string, string> = {};

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'keelson-binaries-'));
    assets = path.join(folder, 'assets');
    env = { XDG_CACHE_HOME: path.join(folder, 'cache') };
  });

  afterEach(() => rm(folder, { recursive: true }));

  const withoutManager: readonly Program[] = ['etcd', 'kube-apiserver'];
  const script = (version: string): string => `#!/bin/sh\necho Kubernetes v${version}\n`;

  async function put(where: string, names: readonly string[], content = ''): Promise<void> {
    await mkdir(where, { recursive: true });
    for (const name of names) await writeFile(path.join(where, name), content, { mode: 0o755 });
  }

  const filesIn = (where: string, names: readonly Program[]) =>
    Object.fromEntries(names.map((name) => [name, path.join(where, name)]));

  it('looks in the cache for the version that the package pins', async () => {
    const cache = binaryFolder(defaultVersion, env);
    expect(await findBinaries(withoutManager, { env })).toEqual({
      version: defaultVersion,
      files: {},
      missing: withoutManager,
    });
    await put(cache, withoutManager);
    expect(await findBinaries(programs, { env })).toEqual({
      version: defaultVersion,
      files: filesIn(cache, withoutManager),
      missing: ['kube-controller-manager'],
    });
  });

  it('looks in KUBEBUILDER_ASSETS first', async () => {
    await put(binaryFolder(defaultVersion, env), programs);
    await put(assets, withoutManager);
    const found = await findBinaries(withoutManager, {
      env: { ...env, KUBEBUILDER_ASSETS: assets },
    });
    expect(found).toMatchObject({ files: filesIn(assets, withoutManager), missing: [] });
  });

  it('takes what KUBEBUILDER_ASSETS lacks in the version that it holds', async () => {
    const withAssets = { ...env, KUBEBUILDER_ASSETS: assets };
    await put(binaryFolder(defaultVersion, env), programs);
    await put(assets, withoutManager, script('1.36.3'));
    expect(await findBinaries(programs, { env: withAssets })).toEqual({
      version: '1.36.3',
      files: filesIn(assets, withoutManager),
      missing: ['kube-controller-manager'],
    });
    await put(binaryFolder('1.36.3', env), programs);
    expect((await findBinaries(programs, { env: withAssets })).files).toEqual({
      ...filesIn(assets, withoutManager),
      ...filesIn(binaryFolder('1.36.3', env), ['kube-controller-manager']),
    });
  });

  it('takes the version that is asked for, from KUBEBUILDER_ASSETS only if it holds that one', async () => {
    const withAssets = { ...env, KUBEBUILDER_ASSETS: assets };
    await put(assets, withoutManager, script('1.36.3'));
    const [same, other] = await Promise.all(
      ['1.36.3', '1.35.4'].map((version) =>
        findBinaries(withoutManager, { version, env: withAssets }),
      ),
    );
    expect(same).toMatchObject({ version: '1.36.3', files: filesIn(assets, withoutManager) });
    expect(other).toMatchObject({ version: '1.35.4', files: {}, missing: withoutManager });
  });

  it('does not take a file that cannot be run', async () => {
    const cache = binaryFolder(defaultVersion, env);
    await mkdir(cache, { recursive: true });
    await writeFile(path.join(cache, 'etcd'), '', { mode: 0o644 });
    expect(await findBinaries(['etcd'], { env })).toMatchObject({ missing: ['etcd'] });
  });

  it('says so when KUBEBUILDER_ASSETS names a folder without kube-apiserver', async () => {
    await put(assets, ['etcd']);
    const found = findBinaries(withoutManager, { env: { ...env, KUBEBUILDER_ASSETS: assets } });
    await expect(found).rejects.toThrow(
      `KUBEBUILDER_ASSETS is "${assets}", which has no kube-apiserver that can be run`,
    );
  });

  it('says so when what is called kube-apiserver has no version', async () => {
    await put(assets, withoutManager, '#!/bin/sh\necho hello\n');
    const found = findBinaries(programs, { env: { ...env, KUBEBUILDER_ASSETS: assets } });
    await expect(found).rejects.toThrow('kube-apiserver --version printed no version: hello');
  });
});

describe('cacheFolder', () => {
  it.each([
    [{ XDG_CACHE_HOME: '/c', HOME: '/h' }, 'linux', '/c/keelson/control-plane'],
    [{ HOME: '/h' }, 'linux', '/h/.cache/keelson/control-plane'],
    [{ HOME: '/h' }, 'darwin', '/h/Library/Caches/keelson/control-plane'],
  ])('of %o on %s is %s', (env, platform, expected) => {
    expect(cacheFolder(env, platform)).toBe(expected);
  });
});
