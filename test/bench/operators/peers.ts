import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import path from 'node:path';

/** Operators that the bench knows, ours first. */
export const peerNames = ['ours', 'controller-runtime', 'kube-rs', 'client-node', 'bare'] as const;
export type PeerName = (typeof peerNames)[number];

/** What the manifests of a scaffolded project run it with. */
const scaffoldFlags = ['--max-old-space-size=384', '--max-semi-space-size=8'];

/** How an operator is run. */
export interface Peer {
  readonly name: PeerName;
  readonly command: readonly string[];
}

const folder = path.join(import.meta.dirname, '..', 'peers');
const root = path.join(import.meta.dirname, '..', '..', '..');

/**
 * Builds an operator into its `target`, which is not kept; `nodeFlags` are for those that run on
 * Node. Gives the reason when it cannot.
 */
export function buildPeer(name: PeerName, nodeFlags: readonly string[]): Peer | string {
  switch (name) {
    case 'ours': {
      // It is built in spite of type errors.
      const failure = run(root, [process.execPath, tsc(), '-b', 'packages/runtime']);
      if (failure !== undefined) console.log(failure);
      return nodePeer(name, { source: 'keelson', nodeFlags: [...scaffoldFlags, ...nodeFlags] });
    }
    case 'controller-runtime': {
      const cwd = path.join(folder, name);
      const file = path.join(cwd, 'target', 'operator');
      const failure = run(cwd, ['go', 'build', '-p', '1', '-o', file, '.']);
      return failure ?? { name, command: [file] };
    }
    case 'kube-rs': {
      const cwd = path.join(folder, name);
      const failure = run(cwd, ['cargo', 'build', '--release', '--locked', '-j1']);
      const file = path.join(cwd, 'target', 'release', 'keelson-bench-kube-rs');
      return failure ?? { name, command: [file] };
    }
    case 'client-node':
    case 'bare':
      return nodePeer(name, { source: name, nodeFlags });
  }
}

/** As users run theirs: compiled. What strips the types costs time and memory at the start. */
function nodePeer(
  name: PeerName,
  { source, nodeFlags }: { source: string; nodeFlags: readonly string[] },
): Peer {
  const text = readFileSync(path.join(folder, source, 'operator.ts'), 'utf8');
  const file = path.join(folder, source, 'target', 'operator.js');
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, stripTypeScriptTypes(text));
  return { name, command: [process.execPath, ...nodeFlags, file] };
}

function tsc(): string {
  return path.join(root, 'node_modules', 'typescript', 'bin', 'tsc');
}

/** @returns why it failed */
function run(cwd: string, [file = '', ...args]: readonly string[]): string | undefined {
  const { error, status, stderr, stdout } = spawnSync(file, args, { cwd, encoding: 'utf8' });
  if (error !== undefined) return `${file} cannot be run (${error.message})`;
  return status === 0 ? undefined : `${file} failed: ${(stderr || stdout).trim().slice(-500)}`;
}
