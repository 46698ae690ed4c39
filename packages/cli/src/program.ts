import type { Argv, Options } from 'yargs';
import yargs from 'yargs';
import type { CliIo } from './cli-io.ts';
import { print } from './cli-io.ts';
import type { Command } from './command.ts';
import { commands as allCommands } from './commands/index.ts';
import { exitCodes } from './exit-code.ts';
import { ExitError } from './exit-error.ts';
import { nearest } from './nearest.ts';
import { wantsColor } from './wants-color.ts';

const groups: Readonly<Record<string, string>> = {
  audit: 'Compare a project with what really happens',
  create: 'Add to a project',
  import: 'Bring in what others define',
  migrate: 'Move what a cluster has stored',
  'control-plane': 'A Kubernetes API server on this machine, to develop and test against',
};

const missingCommand = 'say which command';

const verbose = {
  type: 'boolean',
  default: false,
  describe: 'Print where an error comes from, not only what it is',
} as const;

/**
 * Runs the command that the arguments name.
 * @returns the exit code: 0, or one of {@link exitCodes} after one line on stderr
 */
export async function runProgram(
  args: readonly string[],
  io: CliIo,
  commands: readonly Command[] = allCommands,
): Promise<number> {
  try {
    await dispatch(args, io, commands);
    return 0;
  } catch (error) {
    const wantsStack = args.includes('--verbose') || (io.env['DEBUG'] ?? '') !== '';
    report(error, io, wantsStack);
    return exitCodeOf(error, io);
  }
}

function exitCodeOf(error: unknown, io: CliIo): number {
  if (error instanceof ExitError) return error.exitCode;
  if (io.signal.aborted) return exitCodes.interrupted;
  // By its name: the module of the class is loaded by the commands that need it.
  const needsAttention = error instanceof Error && error.name === 'ConflictError';
  return needsAttention ? exitCodes.attention : exitCodes.failure;
}

async function dispatch(
  args: readonly string[],
  io: CliIo,
  commands: readonly Command[],
): Promise<void> {
  const [own, rest] = splitAtDashes(args);
  let run: (() => Promise<void>) | undefined;
  const parser = commonSettings(yargs(), io).usage('$0 <command>');
  for (const word of new Set(commands.map(({ name }) => name.split(' ')[0] ?? ''))) {
    const members = commands.filter(({ name }) => name.split(' ')[0] === word);
    const register = (argv: Argv, command: Command, others: readonly Command[] = []): void => {
      argv.command({
        command: `${command.name.split(' ').at(-1) ?? ''}${argumentOf(command)}`,
        describe: command.summary,
        builder: (sub: Argv) => {
          for (const other of others) register(sub, other);
          return describe(sub, command);
        },
        handler: (flags) => {
          if (rest.length > 0 && command.takesRest !== true) {
            throw new ExitError(
              `"operator ${command.name}" takes no arguments after "--"`,
              exitCodes.usage,
            );
          }
          const given = command.argument && flags[command.argument];
          run = () => command.run(flags, io, typeof given === 'string' ? [given] : rest);
        },
      });
    };
    const plain = members.find(({ name }) => name === word);
    if (plain !== undefined) {
      const others = members.filter((command) => command !== plain);
      register(parser, plain, others);
      continue;
    }
    parser.command(word, groups[word] ?? '', (sub) => {
      for (const command of members) register(sub, command);
      return sub.usage(`$0 ${word} <command>`).demandCommand(1, missingCommand);
    });
  }
  parser.demandCommand(1, missingCommand);
  // yargs only decides what is to be run, so that its own catch never sees a command's error.
  await parser.parseAsync([...own], {}, (error, _argv, output) => {
    if (error) throw usageError(error, own, commands);
    if (output !== '') print(io, output);
  });
  await run?.();
}

function commonSettings(argv: Argv, io: CliIo): Argv {
  return argv
    .scriptName('operator')
    .locale('en')
    .strict()
    .exitProcess(false)
    .version(false)
    .help('help', 'Show this help')
    .alias('help', 'h')
    .option('verbose', verbose)
    .wrap(Math.min(io.columns, 100))
    .parserConfiguration({ 'greedy-arrays': false });
}

function argumentOf({ argument }: Command): string {
  return argument === undefined ? '' : ` [${argument}]`;
}

function describe(argv: Argv, command: Command): Argv {
  const { name, summary, flags, examples, takesRest, argument } = command;
  if (argument !== undefined) argv.positional(argument, { type: 'string' });
  argv.usage(
    `$0 ${name}${argumentOf(command)} [flags]${takesRest === true ? ' [-- arguments]' : ''}\n\n${summary}`,
  );
  argv.options(mapValues(flags, lastOf));
  const lines = examples.flatMap(([command, purpose]) => [
    `  # ${purpose}`,
    `  operator ${command}`,
  ]);
  return argv.epilogue(['Examples:', ...lines].join('\n'));
}

/** A flag that is given twice has the last value, unless it takes several. */
function lastOf(flag: Options): Options {
  // Of this command, and not of those below it.
  const own = { ...flag, global: false };
  if (flag.array === true) return own;
  return { ...own, coerce: (value: unknown) => (Array.isArray(value) ? value.at(-1) : value) };
}

function mapValues<T, R>(record: Readonly<Record<string, T>>, map: (value: T) => R) {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));
}

function splitAtDashes(args: readonly string[]): [own: readonly string[], rest: readonly string[]] {
  const at = args.indexOf('--');
  return at === -1 ? [args, []] : [args.slice(0, at), args.slice(at + 1)];
}

/** yargs' complaint as one line, with what was probably meant. */
function usageError(error: Error, args: readonly string[], commands: readonly Command[]): Error {
  if (error instanceof ExitError) return error;
  const words = args.filter((word) => !word.startsWith('-')).join(' ');
  const command = commands.find(({ name }) => `${words} `.startsWith(`${name} `));
  const [, names] = /^Unknown arguments?: (.*)$/m.exec(error.message) ?? [];
  const help = `see "operator ${command === undefined ? '' : `${command.name} `}--help"`;
  if (names === undefined) {
    const [, flag, given, choices] =
      /Argument: (.*), Given: (.*), Choices: (.*)$/m.exec(error.message) ?? [];
    const what =
      flag === undefined
        ? error.message.split('\n').filter(Boolean).join(': ')
        : `--${flag} cannot be ${given}: choose one of ${choices}`;
    return new ExitError(`${what}; ${help}`, exitCodes.usage);
  }
  const unknown = (names.split(', ')[0] ?? '').trim();
  const isFlag = args.some((arg) =>
    new RegExp(`^--?(no-)?${escapeRegExp(unknown)}(=|$)`).test(arg),
  );
  const known = isFlag
    ? ['help', 'verbose', ...Object.keys(command?.flags ?? {})]
    : commands.map(({ name }) => name);
  const meant = nearest(isFlag ? unknown : words, known);
  const written = isFlag ? `--${unknown}` : unknown;
  const hint = meant === undefined ? help : `did you mean ${isFlag ? '--' : ''}${meant}?`;
  const what = isFlag ? 'flag' : command === undefined ? 'command' : 'argument';
  return new ExitError(`unknown ${what} ${written}: ${hint}`, exitCodes.usage);
}

function report(error: unknown, io: CliIo, wantsStack: boolean): void {
  const message = error instanceof Error ? error.message : String(error);
  const mark = wantsColor(io.stderr, io.env) ? '\u001B[31mError:\u001B[39m' : 'Error:';
  if (message !== '') io.stderr.write(`${mark} ${message}\n`);
  if (wantsStack && error instanceof Error) io.stderr.write(`${formatStack(error)}\n`);
}

function formatStack(error: Error): string {
  const cause = error.cause instanceof Error ? `\ncaused by ${formatStack(error.cause)}` : '';
  return `${error.stack ?? error.message}${cause}`;
}

function escapeRegExp(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
}
