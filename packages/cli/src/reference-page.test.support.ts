import type { Options } from 'yargs';
import type { Command } from './command.ts';

/** The page of all commands with their flags, in Markdown; `operator --help` says the same. */
export function referencePage(commands: readonly Command[]): string {
  return [
    '# Reference of the operator command',
    '',
    'Written from the commands themselves: `vitest run packages/cli/src/reference.test.ts -u` brings it up to date.',
    '[The operator command](cli.md) explains it. `--help` and `--verbose` go with every command.',
    '',
    ...commands.flatMap(section),
  ].join('\n');
}

function section({ name, summary, flags, examples, argument, takesRest }: Command): string[] {
  const place = argument === undefined ? '' : ` ${argument.toUpperCase()}`;
  const usage = `operator ${name}${place}`;
  const rest = takesRest === true ? ' [-- arguments]' : '';
  const lines = Object.entries(flags).map(([flag, options]) => flagLine(flag, options));
  const shown = examples.flatMap(([command, purpose]) => [`# ${purpose}`, `operator ${command}`]);
  return [
    `## operator ${name}`,
    '',
    `${summary}.`,
    '',
    ...(lines.length > 0 ? [...lines, ''] : []),
    '```text',
    `usage: ${usage}${lines.length > 0 ? ' [flags]' : ''}${rest}`,
    ...(shown.length > 0 ? ['', ...shown] : []),
    '```',
    '',
  ];
}

function flagLine(flag: string, { type, describe = '', default: value, choices }: Options): string {
  const kinds: Readonly<Record<string, string>> = { number: ' <number>', string: ' <text>' };
  const given = choices === undefined ? (kinds[type ?? ''] ?? '') : ` <${choices.join('|')}>`;
  const standard = value === undefined ? '' : ` (default: ${JSON.stringify(value)})`;
  return `- \`--${flag}${given}\`: ${escaped(describe)}${standard}`;
}

/** Words that Markdown would read as something else. */
function escaped(text: string): string {
  return text.replaceAll(/[<>*_|]/g, String.raw`\$&`);
}
