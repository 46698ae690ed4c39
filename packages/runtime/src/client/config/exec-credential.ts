import { execFile } from 'node:child_process';
import type { Clock } from '../../util/clock.ts';
import { ConfigError } from './config-error.ts';
import type { Fresh } from './credential-cache.ts';
import type { Environment } from './environment.ts';
import type { KubeconfigCluster, KubeconfigExec } from './kubeconfig.ts';

const timeoutMs = 60_000;
/** A credential is replaced this long before it expires, so that no request carries a stale one. */
const leewayMs = 10_000;

/** What a credential plugin gave. */
export interface ExecCredential {
  readonly token?: string | undefined;
  readonly clientCertificateData?: string | undefined;
  readonly clientKeyData?: string | undefined;
}

/** Everything that a plugin is run with. */
export interface ExecOptions {
  readonly exec: KubeconfigExec;
  readonly cluster: KubeconfigCluster;
  readonly env: Environment;
  readonly clock: Clock;
}

/**
 * Runs a credential plugin. Semantics: client-go credential plugins (Kubernetes docs, "Authenticating";
 * `client.authentication.k8s.io`). It is told that nobody can be asked.
 * @throws {ConfigError} with what the plugin complained of, and its install hint when it is not there
 */
export async function runExecPlugin(options: ExecOptions): Promise<Fresh<ExecCredential>> {
  const { exec, cluster, env, clock } = options;
  const extra = Object.fromEntries((exec.env ?? []).map(({ name, value }) => [name, value]));
  const output = await run(exec, {
    ...env,
    ...extra,
    KUBERNETES_EXEC_INFO: JSON.stringify(execInfo(exec, cluster)),
  });
  const { status } = parseCredential(exec, output);
  const expires =
    status.expirationTimestamp === undefined ? undefined : Date.parse(status.expirationTimestamp);
  const lifetimeMs =
    expires === undefined ? Number.POSITIVE_INFINITY : expires - clock.wallTime() - leewayMs;
  return { value: status, lifetimeMs };
}

function execInfo(exec: KubeconfigExec, cluster: KubeconfigCluster): object {
  return {
    apiVersion: exec.apiVersion,
    kind: 'ExecCredential',
    spec: { interactive: false, ...(exec.provideClusterInfo === true ? { cluster } : {}) },
  };
}

function run({ command, args, installHint }: KubeconfigExec, env: Environment): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(command, [...(args ?? [])], { env, timeout: timeoutMs }, (error, stdout, stderr) => {
      if (error === null) {
        resolve(stdout);
        return;
      }
      const isMissing = error.code === 'ENOENT';
      const what = isMissing ? 'was not found' : `failed: ${stderr.trim() || error.message}`;
      const hint = isMissing && installHint !== undefined ? `. ${installHint.trim()}` : '';
      reject(new ConfigError(`the credential plugin ${command} ${what}${hint}`, { cause: error }));
    });
  });
}

interface Printed {
  readonly apiVersion?: string;
  readonly status?: ExecCredential & { readonly expirationTimestamp?: string };
}

function parseCredential(
  exec: KubeconfigExec,
  output: string,
): { status: NonNullable<Printed['status']> } {
  let printed: Printed;
  try {
    printed = JSON.parse(output) as Printed;
  } catch (error) {
    throw new ConfigError(`the credential plugin ${exec.command} did not print an ExecCredential`, {
      cause: error,
    });
  }
  const { apiVersion, status } = printed;
  if (apiVersion !== exec.apiVersion) {
    throw new ConfigError(
      `the credential plugin ${exec.command} printed ${apiVersion ?? 'no apiVersion'}; the kubeconfig asks for ${exec.apiVersion}`,
    );
  }
  if (status?.token === undefined && status?.clientCertificateData === undefined) {
    throw new ConfigError(
      `the credential plugin ${exec.command} gave neither a token nor a client certificate`,
    );
  }
  return { status };
}
