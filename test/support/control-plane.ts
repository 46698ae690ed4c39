import { startControlPlane } from '@keelson/control-plane';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** Kubeconfig of the one control plane that the whole run shares; its user is an administrator. */
    kubeconfigPath: string;
  }
}

/**
 * Starts the API server of the `server` project: once, for all its files. `KEELSON_TEST_BACKEND`
 * chooses it: `real` (the default), or `embedded` where there is no Go to build a real one with.
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const controlPlane =
    process.env['KEELSON_TEST_BACKEND'] === 'embedded'
      ? await startControlPlane({ backend: 'embedded' })
      : await startControlPlane({
          backend: 'real',
          progress: (line) => process.stderr.write(`${line}\n`),
        });
  project.provide('kubeconfigPath', controlPlane.kubeconfigPath);
  return () => controlPlane.stop();
}
