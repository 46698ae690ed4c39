import type { Options } from 'yargs';
import type { Command } from './command.ts';

/** Shells that there is a script for. */
export const shells = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof shells)[number];

const scripts: Readonly<Record<Shell, string>> = {
  bash: `_operator() {
  local IFS=$'\\n'
  COMPREPLY=($(operator completion --line "\${COMP_WORDS[*]:1:COMP_CWORD}" 2>/dev/null))
}
complete -o default -F _operator operator
`,
  zsh: `#compdef operator
_operator() {
  local -a found
  found=("\${(@f)$(operator completion --line "\${(pj:\\n:)words[2,CURRENT]}" 2>/dev/null)}")
  if [[ -n "$found" ]]; then compadd -- $found; else _files; fi
}
compdef _operator operator
`,
  fish: `complete -c operator -a '(operator completion --line (string join -- \\n (commandline -opc)[2..] | string collect -N))'
`,
};

/** What a user's shell reads at its start. */
export function completionScript(shell: Shell): string {
  return scripts[shell];
}

/**
 * What could stand for the last of the words after `operator`; nothing where files may.
 * @param line - the words, one a line: they may have blanks
 */
export function completions(commands: readonly Command[], line: string): string[] {
  const typed = line.split('\n');
  const partial = typed.at(-1) ?? '';
  const before = typed.slice(0, -1);
  const named = before.filter((word) => !word.startsWith('-'));
  const command = commands.find(({ name }) => `${named.join(' ')} `.startsWith(`${name} `));
  const candidates = command === undefined ? nextWords(commands, named) : valuesOf(command, before);
  const fitting = candidates.filter((word) => word.startsWith(partial));
  const words = fitting.filter((word) => !isFlag(word));
  return words.length > 0 ? words : fitting;
}

function nextWords(commands: readonly Command[], named: readonly string[]): string[] {
  const typed = named.map((word) => `${word} `).join('');
  const following = commands
    .filter(({ name }) => name.startsWith(typed))
    .map(({ name }) => name.slice(typed.length).split(' ')[0] ?? '');
  return [...new Set(following), '--help'];
}

function valuesOf({ flags }: Command, before: readonly string[]): string[] {
  const last = before.at(-1) ?? '';
  const flag: Options | undefined = isFlag(last) ? flags[last.slice(2)] : undefined;
  if (flag?.choices !== undefined) return flag.choices.map(String);
  if (flag !== undefined && flag.type !== 'boolean') return [];
  return [...Object.keys(flags), 'help', 'verbose']
    .filter((name) => flags[name]?.array === true || !before.includes(`--${name}`))
    .map((name) => `--${name}`);
}

function isFlag(word: string): boolean {
  return word.startsWith('--');
}
