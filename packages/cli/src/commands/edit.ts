import { print, progress } from '../cli-io.ts';
import { defineCommand } from '../command.ts';
import { dryRunFlag } from '../dry-run.ts';
import { reportMerge } from '../merge-report.ts';
import { generateManifests } from './create-api.ts';

export const edit = defineCommand({
  name: 'edit',
  summary: 'Change what the project in the current folder was made with, beside your edits',
  flags: {
    multigroup: {
      type: 'boolean',
      describe:
        'Put later APIs into a folder for each group, or not with --multigroup=false (default: as it is)',
    },
    namespaced: {
      type: 'boolean',
      describe:
        'Watch only the namespace that the operator runs in, or all with --namespaced=false (default: as it is)',
    },
    license: {
      choices: ['apache2', 'none'],
      describe: 'Licence header of the scaffolded source files (default: as it is)',
    },
    owner: { type: 'string', describe: 'Whom the copyright line names (default: as it is)' },
    make: {
      type: 'boolean',
      default: true,
      describe: 'Generate the manifests afterwards; --make=false does not',
    },
    'dry-run': dryRunFlag,
  },
  examples: [
    ['edit --namespaced', 'the manager, its Roles and bindings follow'],
    ['edit --multigroup', 'APIs that are there stay where they are'],
  ],
  async run(flags, io) {
    const { editProject } = await import('@keelson/scaffold');
    const isDryRun = flags['dry-run'];
    progress(io, 'Comparing with what was scaffolded...');
    const result = await editProject({
      directory: io.cwd,
      multigroup: flags.multigroup,
      namespaced: flags.namespaced,
      license: flags.license,
      owner: flags.owner,
      dryRun: isDryRun,
    });
    reportMerge(io, result, isDryRun);
    if (result.files.length > 0 && flags.multigroup === true) {
      print(
        io,
        'Later APIs go to src/api/<group>/<version>, their controllers to src/controllers/<group>. Those that are there stay.',
      );
    }
    if (flags.make && !isDryRun && result.files.length > 0) await generateManifests(io);
  },
});
