import type { Client, Transport } from '@keelson/runtime';
import path from 'node:path';
import type { CliIo } from './cli-io.ts';

/** Flags of every command that talks to a cluster. */
export const kubeconfigFlags = {
  kubeconfig: {
    type: 'string',
    describe: 'Kubeconfig file (default: $KUBECONFIG, in-cluster, ~/.kube/config)',
  },
  context: {
    type: 'string',
    describe: "Context of the kubeconfig (default: the file's current one)",
  },
} as const;

/** What {@link kubeconfigFlags} give. */
export interface ClusterFlags {
  readonly kubeconfig?: string | undefined;
  readonly context?: string | undefined;
}

/** A connection to the cluster that the flags name. */
export interface Cluster extends AsyncDisposable {
  readonly client: Client;
  readonly transport: Transport;
}

/** @throws {Error} when no kubeconfig is found, or it has no such context */
export async function connect(io: CliIo, flags: ClusterFlags): Promise<Cluster> {
  const { createHttpTransport, loadClusterConfig, RestClient } = await import('@keelson/runtime');
  const config = await loadClusterConfig({
    kubeconfig: flags.kubeconfig && path.resolve(io.cwd, flags.kubeconfig),
    context: flags.context,
    env: io.env,
  });
  const transport = createHttpTransport(config);
  return {
    client: new RestClient({ transport, fieldManager: 'operator' }),
    transport,
    [Symbol.asyncDispose]: () => transport[Symbol.asyncDispose](),
  };
}
