import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cacheFolder } from '../cache-folder.ts';
import { binaryFolder, defaultVersion, findBinaries } from './binaries.ts';
import { buildBinaries, goModule } from './build.ts';

describe('findBinaries', () => {
  let folder = '';
  let env: Record<string, string> = {};

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'keelson-binaries-'));
    env = {
      XDG_CACHE_HOME: path.join(folder, 'cache'),
      KUBEBUILDER_ASSETS: path.join(folder, 'assets'),
    };
  });

  afterEach(() => rm(folder, { recursive: true }));

  async function put(where: string, program: string, mode = 0o755): Promise<string> {
    await mkdir(where, { recursive: true });
    const file = path.join(where, program);
    await writeFile(file, '', { mode });
    return file;
  }

  it('prefers KUBEBUILDER_ASSETS, and takes what it lacks from the cache', async () => {
    const cached = binaryFolder(defaultVersion, env);
    const etcd = await put(env['KUBEBUILDER_ASSETS']!, 'etcd');
    await put(cached, 'etcd');
    const manager = await put(cached, 'kube-controller-manager');
    expect(await findBinaries(['etcd', 'kube-controller-manager'], { env })).toEqual({
      etcd,
      'kube-controller-manager': manager,
    });
  });

  it('takes a version that is asked for from the cache only', async () => {
    await put(env['KUBEBUILDER_ASSETS']!, 'etcd');
    const etcd = await put(binaryFolder('1.36.3', env), 'etcd');
    expect(await findBinaries(['etcd'], { version: '1.36.3', env })).toEqual({ etcd });
    expect(await findBinaries(['etcd'], { version: '1.35.4', env })).toEqual({});
  });

  it('does not take a file that cannot be run', async () => {
    await put(env['KUBEBUILDER_ASSETS']!, 'etcd', 0o644);
    expect(await findBinaries(['etcd'], { env })).toEqual({});
  });

  it('says what to do when there is no Go either', async () => {
    const nowhere = { ...env, PATH: folder };
    await expect(buildBinaries({ env: nowhere })).rejects.toThrow(
      /no Kubernetes 1\.\d+\.\d+ binaries here, and no Go.*KUBEBUILDER_ASSETS.*install Go.*existing/,
    );
  });

  it('refuses what is no version', async () => {
    await expect(buildBinaries({ version: 'latest', env })).rejects.toThrow(
      '"latest" is no Kubernetes version',
    );
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

describe('goModule', () => {
  const kubernetes = `module k8s.io/kubernetes
go 1.25.0
require go.etcd.io/etcd/client/v3 v3.6.5
replace (
	k8s.io/api => ./staging/src/k8s.io/api
	k8s.io/apimachinery => ./staging/src/k8s.io/apimachinery
)
`;

  it('pins what Kubernetes itself pins, and replaces its staging modules', () => {
    const module = goModule('1.36.3', kubernetes);
    expect(module).toContain('require k8s.io/kubernetes v1.36.3');
    expect(module).toContain('require go.etcd.io/etcd/server/v3 v3.6.5');
    expect(module).toContain('replace k8s.io/apimachinery => k8s.io/apimachinery v0.36.3');
  });
});
