import path from 'node:path';

/** What is kept of a project between runs: the state of the embedded control plane, a kubeconfig. */
export function stateFolder(directory: string): string {
  return path.join(directory, 'node_modules/.cache/keelson');
}
