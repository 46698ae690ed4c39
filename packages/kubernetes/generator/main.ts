/**
 * Writes what this package says of Kubernetes' own kinds:
 *
 *   a running kube-apiserver -> schema/*.json (the structure, as data) -> src/<group>/<version>.ts
 *
 * The data holds all that the second step needs, so only a new release needs a server. Adding a
 * Kubernetes minor is one command, with the kubeconfig (or address) of a server of that release,
 * for example of a control plane of ours:
 *
 *   node packages/kubernetes/generator/main.ts --from-server <kubeconfig>
 *
 * It stops when the new documents hold something that it does not know. What no document says is
 * kept in written-by-hand.ts and sent-as-null.ts; schema.server.test.ts compares both with what a
 * server really sends.
 *
 * Node runs these files as they are, by stripping their types. They are no part of the package.
 */
import { isAbsolute, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { buildModules } from './build-modules.ts';
import { generatedFiles } from './generated-files.ts';
import { outdatedFiles, writeFiles } from './output.ts';
import { readSchema } from './schema-files.ts';
import { readServer } from './read-server.ts';
import { markNullable, sentAsNull } from './sent-as-null.ts';
import { serverAccess } from './server-access.ts';

const usage = `usage: node packages/kubernetes/generator/main.ts [options]

  --from-server <url or kubeconfig>  read the structure anew from a running API server
                                     (a kubeconfig in JSON; of one in YAML:
                                     kubectl config view --raw --minify --flatten -o json)
  --token-file <file>                bearer token, with a url
  --ca-file <file>                   certificate of the authority, with a url
  --check                            write nothing; name the files that are out of date, exit 1
`;

try {
  process.exitCode = await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      'from-server': { type: 'string' },
      'token-file': { type: 'string' },
      'ca-file': { type: 'string' },
      check: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(usage);
    return 0;
  }
  const root = fileURLToPath(new URL('..', import.meta.url));
  const files = generatedFiles(await structureOf(root, values));
  if (!values.check) {
    writeFiles(root, files);
    return 0;
  }
  const outdated = outdatedFiles(root, files);
  for (const file of outdated) {
    process.stderr.write(`out of date: ${readable(`${root}${file}`)}\n`);
  }
  if (outdated.length === 0) return 0;
  process.stderr.write('run: node packages/kubernetes/generator/main.ts\n');
  return 1;
}

async function structureOf(
  root: string,
  options: {
    readonly 'from-server'?: string | undefined;
    readonly 'token-file'?: string | undefined;
    readonly 'ca-file'?: string | undefined;
  },
): Promise<ReturnType<typeof readSchema>> {
  const server = options['from-server'];
  if (server === undefined) return readSchema(`${root}schema`);
  const documents = await readServer(
    serverAccess({ server, tokenFile: options['token-file'], caFile: options['ca-file'] }),
  );
  return {
    kubernetes: documents.kubernetes,
    modules: markNullable(buildModules(documents), sentAsNull),
  };
}

/** Relative to where the command runs, when that is shorter to read. */
function readable(path: string): string {
  const fromHere = relative(process.cwd(), path);
  return fromHere.startsWith('..') || isAbsolute(fromHere) ? path : fromHere;
}
