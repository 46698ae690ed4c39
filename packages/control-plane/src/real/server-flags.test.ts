import { describe, expect, it } from 'vitest';
import { serverFiles } from './server-files.ts';
import { apiServerFlags, controllerManagerFlags, etcdFlags } from './server-flags.ts';

const files = serverFiles('/data');
const ports = { apiServer: 6443, controllerManager: 10257 };

describe('the flags of the servers', () => {
  it('let etcd listen on no port', () => {
    const flags = etcdFlags(files);
    expect(flags).toContain('--listen-client-urls=unix:///data/etcd.sock');
    const listens = flags.filter((flag) => flag.startsWith('--listen-'));
    expect(listens.filter((flag) => !flag.includes('=unix:///data/'))).toEqual([]);
  });

  it('bind the other servers to this machine', () => {
    for (const flags of [
      apiServerFlags(files, ports, { controllerManager: true, extraFlags: [] }),
      controllerManagerFlags(files, ports),
    ]) {
      expect(flags).toContain('--bind-address=127.0.0.1');
    }
  });

  it('turn off the service account plugin only when nobody makes service accounts', () => {
    const off = '--disable-admission-plugins=ServiceAccount';
    const flags = (controllerManager: boolean): string[] =>
      apiServerFlags(files, ports, { controllerManager, extraFlags: [] });
    expect(flags(false)).toContain(off);
    expect(flags(true)).not.toContain(off);
  });

  it('end with those of the user, which win', () => {
    const extraFlags = ['--v=4', '--authorization-mode=AlwaysAllow'];
    const flags = apiServerFlags(files, ports, { controllerManager: false, extraFlags });
    expect(flags.slice(-2)).toEqual(extraFlags);
  });
});
