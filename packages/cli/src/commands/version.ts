import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { type CliIo, print } from '../cli-io.ts';
import { defineCommand } from '../command.ts';
import { kubeconfigFlags } from '../cluster.ts';

export const version = defineCommand({
  name: 'version',
  summary: 'Print the versions of the command, the runtime, Node and the API server',
  flags: {
    ...kubeconfigFlags,
    client: {
      type: 'boolean',
      default: false,
      describe: 'Do not ask the API server',
    },
  },
  examples: [['version', 'the server line is left out when there is no cluster to ask']],
  async run(flags, io) {
    const runtime = createRequire(import.meta.url);
    print(
      io,
      `operator: ${await versionOf(path.resolve(import.meta.dirname, '../../package.json'))}`,
    );
    const runtimeManifest = runtime.resolve('@keelson/runtime/package.json');
    print(io, `@keelson/runtime: ${await versionOf(runtimeManifest)}`);
    const clientNode = await manifestOf('@kubernetes/client-node', runtimeManifest);
    print(io, `@kubernetes/client-node: ${await versionOf(clientNode)}`);
    print(io, `node: ${process.versions.node} (${process.platform}/${process.arch})`);
    if (!flags.client) print(io, `server: ${await serverVersion(io, flags)}`);
  },
});

async function serverVersion(
  io: CliIo,
  flags: { readonly kubeconfig?: string | undefined; readonly context?: string | undefined },
): Promise<string> {
  const { connect } = await import('../cluster.ts');
  try {
    await using cluster = await connect(io, flags);
    const reply = await cluster.transport.send({
      method: 'GET',
      path: '/version',
      timeoutMs: 5_000,
      signal: io.signal,
    });
    if (reply.status !== 200) return `not known (HTTP ${reply.status})`;
    return (JSON.parse(reply.body) as { gitVersion: string }).gitVersion;
  } catch (error) {
    const [line = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
    return `not reachable (${line})`;
  }
}

/** The package.json of a package that exports no such thing. */
async function manifestOf(name: string, from: string): Promise<string> {
  const [folder] = createRequire(from).resolve.paths(name) ?? [];
  for (const candidate of createRequire(from).resolve.paths(name) ?? []) {
    const file = path.join(candidate, name, 'package.json');
    if (
      await readFile(file).then(
        () => true,
        () => false,
      )
    )
      return file;
  }
  return path.join(folder ?? '', name, 'package.json');
}

async function versionOf(manifest: string): Promise<string> {
  return (JSON.parse(await readFile(manifest, 'utf8')) as { version: string }).version;
}
