import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { clean, inventory, listInstalled } from './inventory.ts';
import { binaryFolder, lockFile, programs } from './real/binaries.ts';
import { markerFile, markRunning } from './real/running.ts';

describe('what is on this machine', () => {
  let folder = '';
  let env: Record<string, string> = {};

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'keelson-inventory-'));
    env = { XDG_CACHE_HOME: path.join(folder, 'cache') };
  });

  afterEach(() => rm(folder, { recursive: true }));

  async function install(version: string, names: readonly string[] = programs): Promise<void> {
    await mkdir(binaryFolder(version, env), { recursive: true });
    for (const name of names) {
      await writeFile(path.join(binaryFolder(version, env), name), '', { mode: 0o755 });
    }
  }

  async function mark(pid: number, servers: readonly number[] = []): Promise<string> {
    const data = await mkdtemp(path.join(folder, 'data-'));
    await markRunning(markerFile(data, env), {
      url: 'https://127.0.0.1:1',
      version: '1.37.2',
      kubeconfigPath: path.join(data, 'admin.kubeconfig'),
      folder: data,
      pid,
      servers,
      startedAt: new Date(0).toISOString(),
    });
    return data;
  }

  it('is nothing at first', async () => {
    expect(await inventory(env)).toEqual({ installed: [], running: [] });
    expect(await clean(env)).toEqual({ versions: [], leftovers: 0 });
  });

  it('is the versions that are complete, oldest first', async () => {
    await install('1.37.2');
    await install('1.9.10');
    await install('1.36.3', ['etcd']);
    const versions = (await listInstalled(env)).map(({ version }) => version);
    expect(versions).toEqual(['1.9.10', '1.37.2']);
  });

  it('is what runs, which is not cleaned away', async () => {
    const data = await mark(process.pid);
    expect((await inventory(env)).running).toMatchObject([{ folder: data, pid: process.pid }]);
    await expect(clean(env)).rejects.toThrow('a control plane runs at https://127.0.0.1:1');
    await access(data);
  });

  it('is not cleaned while it is being built', async () => {
    await install('1.37.2');
    const lock = { pid: process.pid, host: hostname(), id: 'x' };
    await writeFile(lockFile('1.37.2', env), JSON.stringify(lock));
    await expect(clean(env)).rejects.toThrow(
      `process ${process.pid} is building Kubernetes 1.37.2`,
    );
    expect(await listInstalled(env)).toHaveLength(1);
  });

  it('is ended and removed when its process is gone', async () => {
    const gone = spawn('sh', ['-c', 'exit 0']);
    await once(gone, 'exit');
    // Another process has got the number of its second server meanwhile, and must live.
    const stranger = spawn('sleep', ['60'], { detached: true });
    const data = await mark(gone.pid!);
    const server = spawn('sh', ['-c', 'sleep 60; :', `--data-dir=${data}/etcd`], {
      detached: true,
    });
    const dead = await mark(gone.pid!, []);
    await markRunning(markerFile(data, env), {
      ...({ url: '', version: '', kubeconfigPath: '', startedAt: '' } as const),
      folder: data,
      pid: gone.pid!,
      servers: [server.pid!, stranger.pid!],
    });
    await install('1.37.2');
    expect((await inventory(env)).running).toEqual([]);
    const ended = once(server, 'exit');
    expect(await clean(env)).toMatchObject({ versions: [{ version: '1.37.2' }], leftovers: 2 });
    expect(await ended).toEqual([null, 'SIGKILL']);
    expect(stranger.exitCode ?? stranger.signalCode).toBeNull();
    stranger.kill();
    await expect(access(data)).rejects.toThrow('ENOENT');
    await expect(access(dead)).rejects.toThrow('ENOENT');
    expect(await readdir(path.join(env['XDG_CACHE_HOME']!, 'keelson/control-plane'))).toEqual([
      'running',
    ]);
  });
});
