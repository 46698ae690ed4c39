import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { defaultVersion, listInstalled, startControlPlane } from '@keelson/control-plane';
import type { TestProject } from 'vitest/node';

/** What stands behind the API that tests use. */
export type TestBackend = 'real' | 'embedded';

declare module 'vitest' {
  interface ProvidedContext {
    /** Kubeconfig of the one control plane that the whole run shares; its user is an administrator. */
    kubeconfigPath: string;
    /** What it is. Suites about a real API server are skipped without one. */
    backend: TestBackend;
  }
}

/** Starts the API server of the `server` project: once, for all its files. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  return share(project, await backendOfMachine());
}

/** Starts a control plane and tells the tests of a project about it. */
export async function share(
  project: TestProject,
  backend: TestBackend,
): Promise<() => Promise<void>> {
  const progress = (line: string): void => void process.stderr.write(`${line}\n`);
  const controlPlane =
    backend === 'embedded'
      ? await startControlPlane({ backend })
      : await startControlPlane({ backend, progress });
  project.provide('kubeconfigPath', controlPlane.kubeconfigPath);
  project.provide('backend', backend);
  return () => controlPlane.stop();
}

/** `KEELSON_TEST_BACKEND`, else the real one where it is built or can be. */
async function backendOfMachine(): Promise<TestBackend> {
  const wanted = process.env['KEELSON_TEST_BACKEND'];
  if (wanted === 'real' || wanted === 'embedded') return wanted;
  if (await canStartRealServer()) return 'real';
  process.stderr.write(
    'There is no API server in the cache and no Go to build one with: the embedded control plane ' +
      'stands in. The suites that judge a real API server, or compare with one, are skipped.\n',
  );
  return 'embedded';
}

async function canStartRealServer(): Promise<boolean> {
  if (process.env['KUBEBUILDER_ASSETS'] !== undefined) return true;
  const installed = await listInstalled();
  if (installed.some(({ version }) => version === defaultVersion)) return true;
  try {
    await promisify(execFile)('go', ['version']);
    return true;
  } catch {
    return false;
  }
}
