import { chmod, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buildBinaries, type ControlPlane, startControlPlane } from '@keelson/control-plane';

/** What can be judged. */
export type Backend = 'real' | 'embedded';

/** Judged beside the real one. `embedded` belongs here once known-differences.ts says what it lacks. */
export const judged: readonly Backend[] = ['embedded'];

/** A control plane that cases run against. */
export interface Target extends AsyncDisposable {
  readonly backend: Backend;
  readonly controlPlane: Pick<ControlPlane, 'kubeconfig' | 'addUser'>;
  /** How long to wait for what the server does by itself, and for frames of a watch. */
  readonly patienceMs: number;
}

/** The controllers that are part of what a control plane promises. Those of workloads would race with the cases. */
const controllers = [
  'garbage-collector-controller',
  'namespace-controller',
  'serviceaccount-controller',
  'root-ca-certificate-publisher-controller',
  'clusterrole-aggregation-controller',
];

/** Starts a control plane that cases can run against. */
export async function startTarget(
  backend: Backend,
  progress?: (line: string) => void,
): Promise<Target> {
  if (backend === 'embedded') {
    const controlPlane = await startControlPlane({ backend: 'embedded' });
    return {
      backend,
      controlPlane,
      patienceMs: 5_000,
      [Symbol.asyncDispose]: () => controlPlane.stop(),
    };
  }
  const folder = await fewerControllers(await buildBinaries({ progress }));
  const removeFolder = () => rm(folder, { recursive: true, force: true });
  try {
    const controlPlane = await startControlPlane({
      backend: 'real',
      controllerManager: true,
      env: { ...process.env, KUBEBUILDER_ASSETS: folder },
      progress,
    });
    return {
      backend,
      controlPlane,
      patienceMs: 30_000,
      async [Symbol.asyncDispose]() {
        await controlPlane.stop();
        await removeFolder();
      },
    };
  } catch (error) {
    await removeFolder();
    throw error;
  }
}

/** The same programs, with a controller manager that runs only {@link controllers}. */
async function fewerControllers(binaries: string): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'keelson-conformance-'));
  for (const program of ['etcd', 'kube-apiserver']) {
    await symlink(path.join(binaries, program), path.join(folder, program));
  }
  const manager = path.join(folder, 'kube-controller-manager');
  const command = `exec '${path.join(binaries, 'kube-controller-manager')}' "$@"`;
  await writeFile(manager, `#!/bin/sh\n${command} --controllers=${controllers.join(',')}\n`);
  await chmod(manager, 0o755);
  return folder;
}
