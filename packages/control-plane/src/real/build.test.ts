import { access, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { binaryFolder, defaultVersion, programs } from './binaries.ts';
import { buildBinaries } from './build.ts';
import { goModule } from './go-module.ts';

/** Does what `go` does as far as a build can tell: it says what it works on, and leaves programs. */
const go = `#!/bin/sh
echo "$*" >> "$GO_LOG"
[ "$1 $2" = 'mod download' ] && echo "{\\"GoMod\\": \\"$GO_MOD\\"}"
[ "$1" = build ] || exit 0
grep -q "$GO_EXPECTS" go.mod || { echo "go.mod does not say $GO_EXPECTS" >&2; exit 1; }
[ -n "$GO_HANGS" ] && { echo $$ > "$GO_HANGS"; sleep 60; }
while [ "$1" != -o ]; do shift; done
echo 'k8s.io/api/core/v1' >&2
for name in server kube-apiserver kube-controller-manager; do echo > "$2/$name"; done
`;

describe('buildBinaries', () => {
  let folder = '';
  let env: Record<string, string> = {};

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'keelson-build-'));
    env = {
      XDG_CACHE_HOME: path.join(folder, 'cache'),
      PATH: `${path.join(folder, 'bin')}${path.delimiter}${process.env['PATH']}`,
      GO_LOG: path.join(folder, 'log'),
      GO_MOD: path.join(folder, 'kubernetes.mod'),
      GO_EXPECTS: 'k8s.io/kubernetes v',
    };
    await mkdir(path.join(folder, 'bin'));
    await writeFile(path.join(folder, 'bin', 'go'), go, { mode: 0o755 });
  });

  afterEach(() => rm(folder, { recursive: true }));

  const runs = async (): Promise<string[]> =>
    (await readFile(env['GO_LOG']!, 'utf8')).trimEnd().split('\n');
  const siblings = (version: string): Promise<string[]> =>
    readdir(path.dirname(binaryFolder(version, env)));

  it('builds once, however many ask for it at the same time', async () => {
    const lines: string[] = [];
    const progress = (line: string): void => void lines.push(line);
    const built = await Promise.all([1, 2, 3].map(() => buildBinaries({ env, progress })));
    expect(new Set(built)).toEqual(new Set([binaryFolder(defaultVersion, env)]));
    expect(await runs()).toHaveLength(1);
    expect((await runs())[0]).toContain(`version.gitVersion=v${defaultVersion}`);
    expect(await readdir(built[0]!)).toEqual(programs);
    expect(await siblings(defaultVersion)).toEqual(['bin']);
    // Who waits may say so before the builder does.
    expect(lines.filter((line) => line.startsWith('building'))).toEqual([
      `building Kubernetes ${defaultVersion} from its Go modules; this happens once and takes some minutes`,
    ]);
    expect(lines).toContain(`waiting for process ${process.pid}, which is building`);
  });

  it('makes a module of its own for another version', async () => {
    await writeFile(env['GO_MOD']!, kubernetesModule);
    const other = { ...env, GO_EXPECTS: 'k8s.io/apimachinery => k8s.io/apimachinery v0.36.3' };
    await buildBinaries({ version: '1.36.3', env: other });
    expect(await runs()).toEqual([
      'mod download -json k8s.io/kubernetes@v1.36.3',
      'mod tidy',
      expect.stringContaining('version.gitMinor=36'),
    ]);
  });

  it('needs no Go when everything is there', async () => {
    const nowhere = { ...env, PATH: '' };
    const cache = binaryFolder(defaultVersion, env);
    await mkdir(cache, { recursive: true });
    for (const program of programs) await writeFile(path.join(cache, program), '', { mode: 0o755 });
    expect(await buildBinaries({ env: nowhere })).toBe(cache);
  });

  it('leaves nothing behind when it fails, nor what an earlier one has left', async () => {
    await mkdir(`${binaryFolder(defaultVersion, env)}-build-123456`, { recursive: true });
    const failing = { ...env, GO_EXPECTS: 'no such line' };
    await expect(buildBinaries({ env: failing })).rejects.toThrow(
      'go build -v ended with code 1:\ngo.mod does not say no such line',
    );
    expect(await siblings(defaultVersion)).toEqual([]);
  });

  it('can be given up, with all that go has started', async () => {
    const giveUp = new AbortController();
    const hanging = { ...env, GO_HANGS: path.join(folder, 'hangs') };
    const built = buildBinaries({ env: hanging, signal: giveUp.signal });
    while (!(await exists(hanging.GO_HANGS))) await new Promise((resolve) => setImmediate(resolve));
    giveUp.abort();
    await expect(built).rejects.toThrow(/abort/i);
    expect(await siblings(defaultVersion)).toEqual([]);
  });

  it('says what to do when there is no Go either', async () => {
    await expect(buildBinaries({ env: { ...env, PATH: folder } })).rejects.toThrow(
      /no Kubernetes 1\.\d+\.\d+ binaries here, and no Go.*KUBEBUILDER_ASSETS.*install Go.*existing/,
    );
  });

  it('refuses what is no version', async () => {
    await expect(buildBinaries({ version: 'latest', env })).rejects.toThrow(
      '"latest" is no Kubernetes version',
    );
  });
});

const kubernetesModule = `module k8s.io/kubernetes
go 1.25.0
require go.etcd.io/etcd/client/v3 v3.6.5
replace (
	k8s.io/api => ./staging/src/k8s.io/api
	k8s.io/apimachinery => ./staging/src/k8s.io/apimachinery
)
`;

describe('goModule', () => {
  it('pins what Kubernetes itself pins, and replaces its staging modules', () => {
    const module = goModule('1.36.3', kubernetesModule);
    expect(module).toContain('require k8s.io/kubernetes v1.36.3');
    expect(module).toContain('require go.etcd.io/etcd/server/v3 v3.6.5');
    expect(module).toContain('replace k8s.io/apimachinery => k8s.io/apimachinery v0.36.3');
  });
});

async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
