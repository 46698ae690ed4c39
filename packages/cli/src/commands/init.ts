import { type CliIo, print } from '../cli-io.ts';
import { defineCommand } from '../command.ts';
import { dryRunFlag, printFiles } from '../dry-run.ts';
import { exitCodes } from '../exit-code.ts';
import { ExitError } from '../exit-error.ts';
import { confirm, question } from '../prompt.ts';
import { runProcess } from '../run-process.ts';

/** Flags of the commands that make a project. */
export const projectFlags = {
  domain: {
    type: 'string',
    describe: 'Suffix of the API groups, a DNS name (asked for on a terminal)',
  },
  'project-name': {
    type: 'string',
    describe: "Prefix of names in the cluster, a DNS-1123 label (default: the folder's name)",
  },
  repo: {
    type: 'string',
    describe: "Name of the npm package (default: the project's name)",
  },
  license: {
    choices: ['apache2', 'none'],
    default: 'apache2',
    describe: 'Licence header of each source file',
  },
  owner: { type: 'string', describe: 'Whom the copyright line names (default: nobody)' },
  namespaced: {
    type: 'boolean',
    default: false,
    describe: 'Watch only the namespace that the operator runs in',
  },
  'fetch-deps': {
    type: 'boolean',
    describe:
      'Run npm install, or not with --no-fetch-deps (default: asks on a terminal, else yes)',
  },
  'package-source': {
    type: 'string',
    describe:
      'Folder with packed tarballs of the @keelson packages, to work from a checkout of Keelson (default: the registry)',
  },
  'dry-run': dryRunFlag,
} as const;

export const init = defineCommand({
  name: 'init',
  summary: 'Make a new operator project in the current, empty folder',
  flags: {
    ...projectFlags,
    force: {
      type: 'boolean',
      default: false,
      describe: 'Write into a folder that is not empty; what is overwritten is kept as .orig',
    },
  },
  examples: [
    ['init --domain example.com', 'asks what is missing'],
    [
      'init --domain example.com --license apache2 --owner "The authors" --no-fetch-deps',
      'asks nothing',
    ],
  ],
  async run(flags, io) {
    const { createProject } = await import('@keelson/scaffold');
    const { files } = await createProject({
      directory: io.cwd,
      domain: flags.domain ?? (await askForDomain(io)),
      projectName: flags['project-name'],
      packageName: flags.repo,
      license: flags.license,
      owner: flags.owner,
      namespaced: flags.namespaced,
      packageSource: flags['package-source'],
      force: flags.force,
      dryRun: flags['dry-run'],
    });
    printFiles(io, files, flags['dry-run']);
    if (flags['dry-run']) return;
    await fetchDependencies(io, flags['fetch-deps']);
    print(io, 'Next: Define a resource with:');
    print(io, '$ npx operator create api');
  },
});

/** @throws {ExitError} when nobody can be asked */
export async function askForDomain(io: CliIo): Promise<string> {
  if (!io.isInteractive) throw new ExitError('Must specify --domain', exitCodes.usage);
  return question(io, 'Domain of the API groups (for example example.com):');
}

/** Runs `npm install`, if the flag or the user says so. */
export async function fetchDependencies(io: CliIo, flag: boolean | undefined): Promise<void> {
  if (await wantsDependencies(flag, io)) await installDependencies(io);
}

async function wantsDependencies(flag: boolean | undefined, io: CliIo): Promise<boolean> {
  if (flag !== undefined) return flag;
  if (!io.isInteractive) return true;
  return confirm(io, 'Run npm install to fetch dependencies (Recommended)');
}

async function installDependencies(io: CliIo): Promise<void> {
  print(io, 'Running npm install...');
  const exitCode = await runProcess(io, {
    command: 'npm',
    args: ['install', '--no-fund', '--no-audit'],
  });
  if (exitCode !== 0) {
    throw new ExitError(
      `the project is written, but npm install failed with exit code ${exitCode}: run it again`,
      io.signal.aborted ? exitCodes.interrupted : exitCodes.failure,
    );
  }
}
