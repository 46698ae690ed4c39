import { defineCommand } from '../command.ts';
import type { DevBackend } from '../dev/dev-cluster.ts';
import { exitCodes } from '../exit-code.ts';
import { ExitError } from '../exit-error.ts';

const backends: readonly DevBackend[] = ['embedded', 'real', 'existing'];

export const dev = defineCommand({
  name: 'dev',
  summary:
    'Run the operator of the current folder on a Kubernetes API of its own, and follow the source',
  flags: {
    'control-plane': {
      choices: backends,
      default: 'embedded',
      describe: 'What stands behind the API: in this process, a real API server, or a cluster',
    },
    reset: {
      type: 'boolean',
      default: false,
      describe: 'Forget the objects of earlier runs',
    },
    samples: {
      type: 'boolean',
      default: false,
      describe: 'Apply config/samples once the operator runs',
    },
    kubeconfig: {
      type: 'string',
      describe:
        'Kubeconfig file, with --control-plane existing (default: $KUBECONFIG, ~/.kube/config)',
    },
    context: {
      type: 'string',
      describe:
        "Context of the kubeconfig (default: the file's current one, if it is on this machine)",
    },
  },
  examples: [
    ['dev', 'nothing is needed but Node'],
    ['dev --reset --samples', 'an empty cluster, and the samples in it'],
    ['dev --control-plane existing --context kind-dev', 'a cluster that is there already'],
  ],
  async run(flags, io) {
    const { readProjectFile } = await import('@keelson/scaffold');
    const { projectName } = await readProjectFile(io.cwd);
    const backend = flags['control-plane'];
    if (backend !== 'existing' && (flags.kubeconfig ?? flags.context) !== undefined) {
      throw new ExitError(
        '--kubeconfig and --context go with --control-plane existing',
        exitCodes.usage,
      );
    }
    try {
      const { develop } = await import('../dev/develop.ts');
      await develop(io, { ...flags, backend, projectName });
    } catch (error) {
      // Ctrl-C while it was starting is no error.
      if (!io.signal.aborted) throw error;
    }
  },
});
