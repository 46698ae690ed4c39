import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import type { Clock } from '../../util/clock.ts';
import { ConfigError } from './config-error.ts';
import type { Fresh } from './credential-cache.ts';
import type { Environment } from './environment.ts';
import type { KubeconfigCluster, KubeconfigExec } from './kubeconfig.ts';

const timeoutMs = 60_000;
/** Where kubeconfigs keep what is meant for the plugin. */
const pluginExtension = 'client.authentication.k8s.io/exec';
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
    KUBERNETES_EXEC_INFO: JSON.stringify({
      apiVersion: exec.apiVersion,
      kind: 'ExecCredential',
      spec: {
        interactive: false,
        cluster: exec.provideClusterInfo === true ? await clusterInfo(cluster) : undefined,
      },
    }),
  });
  const { status } = parseCredential(exec, output);
  const { expirationTimestamp } = status;
  if (expirationTimestamp === undefined || expirationTimestamp === null) {
    return { value: status, lifetimeMs: Number.POSITIVE_INFINITY };
  }
  const expires = Date.parse(expirationTimestamp);
  if (Number.isNaN(expires)) {
    throw new ConfigError(
      `the credential plugin ${exec.command} gave "${expirationTimestamp}" as an expirationTimestamp, which is no time`,
    );
  }
  return { value: status, lifetimeMs: expires - clock.wallTime() - leewayMs };
}

/** @throws {ConfigError} when a plugin cannot be run as the kubeconfig has it */
export function requireUsablePlugin(exec: Partial<KubeconfigExec>, where: string): KubeconfigExec {
  const { apiVersion, command, interactiveMode } = exec;
  if (typeof command !== 'string' || command === '') {
    throw new ConfigError(`${where}: its exec has no command`);
  }
  if (typeof apiVersion !== 'string' || !apiVersion.startsWith('client.authentication.k8s.io/')) {
    throw new ConfigError(
      `${where}: its exec has no apiVersion: write client.authentication.k8s.io/v1`,
    );
  }
  if (interactiveMode === 'Always') {
    throw new ConfigError(
      `${where}: the credential plugin ${command} wants to ask (interactiveMode: Always), and there is nobody to be asked`,
    );
  }
  return { ...exec, apiVersion, command };
}

/** `spec.cluster` of an ExecCredential: a plugin cannot be expected to find the kubeconfig's files. */
async function clusterInfo(cluster: KubeconfigCluster): Promise<object> {
  const { 'certificate-authority': file, 'certificate-authority-data': data } = cluster;
  const { extensions, 'certificate-authority': _, ...info } = cluster;
  return {
    ...info,
    'certificate-authority-data': data ?? (file && (await readAuthority(file))),
    config: extensions?.find(({ name }) => name === pluginExtension)?.extension,
  };
}

function readAuthority(file: string): Promise<string> {
  return readFile(file, 'base64').catch((error: Error) => {
    throw new ConfigError(`cannot read the certificate authority ${file}: ${error.message}`, {
      cause: error,
    });
  });
}

function run({ command, args, installHint }: KubeconfigExec, env: Environment): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = execFile(
      command,
      [...(args ?? [])],
      { env, timeout: timeoutMs },
      (error, stdout, stderr) => {
        if (error === null) {
          resolve(stdout);
          return;
        }
        const isMissing = error.code === 'ENOENT';
        const what = isMissing ? 'was not found' : `failed: ${stderr.trim() || error.message}`;
        const hint = isMissing && installHint !== undefined ? `. ${installHint.trim()}` : '';
        reject(
          new ConfigError(`the credential plugin ${command} ${what}${hint}`, { cause: error }),
        );
      },
    );
    // A plugin that asks finds the end of its input at once, instead of waiting for an answer.
    child.stdin?.on('error', () => {}).end();
  });
}

interface Printed {
  readonly apiVersion?: string;
  readonly status?: ExecCredential & { readonly expirationTimestamp?: string | null };
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
  if ((status.clientCertificateData === undefined) !== (status.clientKeyData === undefined)) {
    throw new ConfigError(
      `the credential plugin ${exec.command} gave a client certificate or a key, but not both`,
    );
  }
  return { status };
}
