import { print } from '../cli-io.ts';
import { defineCommand } from '../command.ts';
import { completions, completionScript, shells } from '../completion.ts';
import { exitCodes } from '../exit-code.ts';
import { ExitError } from '../exit-error.ts';

export const completion = defineCommand({
  name: 'completion',
  summary: 'Print the script that makes a shell complete the words of this command',
  argument: 'shell',
  flags: {
    line: {
      type: 'string',
      describe:
        'For the script: the words so far, one a line; prints what could follow (default: none)',
    },
  },
  examples: [
    ['completion bash >> ~/.bashrc', 'in bash, from the next shell on'],
    ['completion zsh > "${fpath[1]}/_operator"', 'in zsh'],
    ['completion fish > ~/.config/fish/completions/operator.fish', 'in fish'],
  ],
  async run({ line }, io, [given]) {
    if (line !== undefined) {
      const { commands } = await import('./index.ts');
      for (const word of completions(commands, line)) print(io, word);
      return;
    }
    const shell = shells.find((one) => one === given);
    if (shell === undefined) {
      throw new ExitError(`say which shell: one of ${shells.join(', ')}`, exitCodes.usage);
    }
    io.stdout.write(completionScript(shell));
  },
});
