import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { type CliIo, print } from '../cli-io.ts';
import { type ClusterFlags, kubeconfigFlags } from '../cluster.ts';
import { defineCommand } from '../command.ts';

const serverTimeoutMs = 5_000;

export const version = defineCommand({
  name: 'version',
  summary: 'Print the versions of the command, the runtime, Node and the API server',
  flags: {
    ...kubeconfigFlags,
    client: { type: 'boolean', default: false, describe: 'Do not ask the API server' },
  },
  examples: [['version', 'the last line says why when the server cannot be asked']],
  async run(flags, io) {
    const require = createRequire(import.meta.url);
    const runtime = require.resolve('@keelson/runtime/package.json');
    const clientNode = createRequire(runtime).resolve('@kubernetes/client-node/package.json');
    print(io, `operator: ${await versionOf(require.resolve('@keelson/cli/package.json'))}`);
    print(io, `@keelson/runtime: ${await versionOf(runtime)}`);
    print(io, `@kubernetes/client-node: ${await versionOf(clientNode)}`);
    print(io, `node: ${process.versions.node} (${process.platform}/${process.arch})`);
    if (!flags.client) print(io, `server: ${await serverVersion(io, flags)}`);
  },
});

async function serverVersion(io: CliIo, flags: ClusterFlags): Promise<string> {
  const { connect } = await import('../cluster.ts');
  try {
    await using cluster = await connect(io, flags);
    const { status, body } = await cluster.transport.send({
      method: 'GET',
      path: '/version',
      timeoutMs: serverTimeoutMs,
      signal: io.signal,
    });
    if (status !== 200) return `not known (HTTP ${status})`;
    return (JSON.parse(body) as { gitVersion: string }).gitVersion;
  } catch (error) {
    const [line = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
    return `not reachable (${line})`;
  }
}

async function versionOf(manifest: string): Promise<string> {
  return (JSON.parse(await readFile(manifest, 'utf8')) as { version: string }).version;
}
