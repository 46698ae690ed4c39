import { cp, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { defaultVersion } from './binaries.ts';
import type { GoCommand } from './go-command.ts';

const moduleFolder = path.resolve(import.meta.dirname, '../..');

/** The shipped module for the version that it pins; for another one, a module made like it. */
export async function writeGoModule(work: string, version: string, go: GoCommand): Promise<void> {
  if (version === defaultVersion) {
    for (const file of ['go.mod', 'go.sum']) {
      await cp(path.join(moduleFolder, file), path.join(work, file));
    }
    return;
  }
  const kubernetes = `k8s.io/kubernetes@v${version}`;
  const downloaded = JSON.parse(await go.run(['mod', 'download', '-json', kubernetes])) as {
    readonly GoMod: string;
  };
  const module = goModule(version, await readFile(downloaded.GoMod, 'utf8'));
  await writeFile(path.join(work, 'go.mod'), module);
  await go.run(['mod', 'tidy']);
}

/**
 * A go.mod that builds the tools of one Kubernetes version: the staging modules, which Kubernetes
 * replaces by folders of its own, are taken at the version that was published from them.
 */
export function goModule(version: string, kubernetesModule: string): string {
  const staging = [
    ...kubernetesModule.matchAll(/^\s*(?:replace )?(k8s\.io\/\S+) => \.\/staging\//gm),
  ].map(([, name]) => name);
  const etcd = /go\.etcd\.io\/etcd\/client\/v3 (v\S+)/.exec(kubernetesModule)?.[1];
  const go = /^go (\S+)/m.exec(kubernetesModule)?.[1] ?? '1.24.0';
  const published = version.replace(/^1\./, 'v0.');
  return [
    'module keelson.dev/control-plane',
    `go ${go}`,
    `require k8s.io/kubernetes v${version}`,
    ...(etcd === undefined ? [] : [`require go.etcd.io/etcd/server/v3 ${etcd}`]),
    'tool (',
    '\tgo.etcd.io/etcd/server/v3',
    '\tk8s.io/kubernetes/cmd/kube-apiserver',
    '\tk8s.io/kubernetes/cmd/kube-controller-manager',
    ')',
    ...staging.map((name) => `replace ${name} => ${name} ${published}`),
    '',
  ].join('\n');
}
