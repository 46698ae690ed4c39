import type { ControlPlane } from '../control-plane.ts';
import { type Binaries, findBinaries, programs } from './binaries.ts';
import { buildBinaries } from './build.ts';
import { RealControlPlane, type RealControlPlaneOptions } from './real-control-plane.ts';

const attempts = 5;

/** Starts etcd and kube-apiserver, and by option kube-controller-manager, as child processes. */
export async function startReal(options: RealControlPlaneOptions): Promise<ControlPlane> {
  if (process.platform === 'win32') {
    throw new Error(
      'kube-apiserver runs on Linux and macOS: work inside WSL, or use the backend "existing"',
    );
  }
  const binaries = await locateBinaries(options);
  for (let attempt = 1; ; attempt += 1) {
    const controlPlane = new RealControlPlane(options, binaries);
    try {
      await controlPlane.start();
      return controlPlane;
    } catch (error) {
      await controlPlane.stop();
      // Another process may take a port between our look and the server's.
      if (attempt === attempts || !/address already in use/.test(String(error))) throw error;
    }
  }
}

async function locateBinaries(options: RealControlPlaneOptions): Promise<Binaries> {
  const { controllerManager = false, progress, signal, env } = options;
  signal?.throwIfAborted();
  const wanted = programs.filter(
    (program) => controllerManager || program !== 'kube-controller-manager',
  );
  const found = await findBinaries(wanted, { version: options.version, env });
  if (found.missing.length === 0) return found.files;
  const { version } = found;
  await buildBinaries({ version, progress, signal, env });
  return (await findBinaries(wanted, { version: options.version, env })).files;
}
