import type { ControlPlane } from './control-plane.ts';
import type {
  EmbeddedControlPlane,
  EmbeddedControlPlaneOptions,
} from './embedded/server/embedded-control-plane.ts';
import type { ExistingControlPlaneOptions } from './existing/existing-control-plane.ts';
import type { RealControlPlaneOptions } from './real/real-control-plane.ts';

/** What stands behind the API, and the options of that. */
export type ControlPlaneOptions =
  | ({ readonly backend?: 'embedded' | undefined } & EmbeddedControlPlaneOptions)
  | ({ readonly backend: 'real' } & RealControlPlaneOptions)
  | ({ readonly backend: 'existing' } & ExistingControlPlaneOptions);

/**
 * Starts a Kubernetes API to develop and test against, and resolves when it serves. Many can run at
 * once. The processes end with `stop()`, with `await using`, and when this process dies.
 *
 * `embedded` (the default) is a Kubernetes API in this process: it starts in milliseconds and needs
 * nothing installed (docs/control-plane.md says what it serves). `real` runs etcd and kube-apiserver
 * with TLS and RBAC, from `KUBEBUILDER_ASSETS`, else from the user's cache, else built there once with
 * the Go toolchain. `existing` uses a cluster that a kubeconfig names.
 * @throws {Error} when there are no binaries and no way to make them, with the ways out; when a server
 * does not become ready, with the end of its log; when the kubeconfig or context is not there
 */
export async function startControlPlane(
  options?: { readonly backend?: 'embedded' | undefined } & EmbeddedControlPlaneOptions,
): Promise<EmbeddedControlPlane>;
export async function startControlPlane(options: ControlPlaneOptions): Promise<ControlPlane>;
export async function startControlPlane(options: ControlPlaneOptions = {}): Promise<ControlPlane> {
  switch (options.backend) {
    case undefined:
    case 'embedded': {
      const { startEmbedded } = await import('./embedded/server/embedded-control-plane.ts');
      return startEmbedded(options);
    }
    case 'real': {
      const { startReal } = await import('./real/start-real.ts');
      return startReal(options);
    }
    case 'existing': {
      const { useExisting } = await import('./existing/existing-control-plane.ts');
      return useExisting(options);
    }
    default:
      throw new Error(
        `there is no backend "${String((options as { backend: unknown }).backend)}": use "embedded", "real" or "existing"`,
      );
  }
}
