import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { type ControlPlaneOptions, startControlPlane } from '@keelson/control-plane';
import {
  createHttpTransport,
  installCustomResources,
  loadClusterConfig,
  RestClient,
} from '@keelson/runtime';
import type { TestProject } from 'vitest/node';
import { parse } from 'yaml';

declare module 'vitest' {
  interface ProvidedContext {
    /** Path of an administrator's kubeconfig: `inject('kubeconfig')` in a test. */
    kubeconfig: string;
  }
}

/** The project's own definitions, and those of other operators ("operator import crd"). */
const crdFolders = ['../config/crd/bases', '../config/crd/external'];

/**
 * Starts one Kubernetes API for all tests, with the project's CRDs installed: in this process, or with
 * TEST_CONTROL_PLANE=real a real API server (built once, with Go), with TEST_CONTROL_PLANE=existing the
 * cluster of $KUBECONFIG.
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  await using cleanup = new AsyncDisposableStack();
  const controlPlane = cleanup.use(await startControlPlane(controlPlaneOptions()));
  const kubeconfig = controlPlane.kubeconfigPath;
  await using transport = createHttpTransport(await loadClusterConfig({ kubeconfig }));
  await installCustomResources(new RestClient({ transport }), await readCrds());
  project.provide('kubeconfig', kubeconfig);
  const started = cleanup.move();
  return () => started.disposeAsync();
}

function controlPlaneOptions(): ControlPlaneOptions {
  const backend = process.env['TEST_CONTROL_PLANE'];
  if (backend === 'real') return { backend, progress: (line) => console.error(line) };
  return backend === 'existing' ? { backend } : {};
}

async function readCrds(): Promise<object[]> {
  const lists = crdFolders.map(async (folder) => {
    const directory = path.resolve(import.meta.dirname, folder);
    const files = await readdir(directory).catch(() => []);
    return files.map(async (file) => readFile(path.join(directory, file), 'utf8'));
  });
  const texts = await Promise.all((await Promise.all(lists)).flat());
  return texts.map((text) => parse(text) as object);
}
