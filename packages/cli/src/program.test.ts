import { describe, expect, it } from 'vitest';
import { defineCommand } from './command.ts';
import { commands } from './commands/index.ts';
import { ExitError } from './exit-error.ts';
import { runCli } from './testing/test-io.ts';

const sail = defineCommand({
  name: 'fleet sail',
  summary: 'Set sail',
  flags: {
    knots: { type: 'number', default: 5, describe: 'Speed' },
    captain: { type: 'string', describe: 'Who commands (default: nobody)' },
    lights: { type: 'boolean', default: true, describe: 'Light the lanterns' },
  },
  examples: [['fleet sail --knots 7', 'fast']],
  async run(flags, io) {
    if (flags.captain === 'Ahab') throw new ExitError('the whale won', 3);
    if (flags.captain === 'bug') throw new TypeError('a bug');
    io.stdout.write(`${JSON.stringify(flags)}\n`);
  },
});
const row = defineCommand({
  name: 'row',
  summary: 'Row',
  flags: {},
  takesRest: true,
  examples: [],
  async run(_, io, rest) {
    io.stdout.write(rest.join(' '));
  },
});
const fleet = [sail, row];

describe('runProgram', () => {
  it('gives a command its flags, with defaults and negation', async () => {
    const { exitCode, stdout } = await runCli(['fleet', 'sail', '--no-lights'], {
      commands: fleet,
    });
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ knots: 5, lights: false });
  });

  it('hands on what stands after two dashes to those that take it, and to no other', async () => {
    expect(await runCli(['row', '--', '--help', 'x'], { commands: fleet })).toMatchObject({
      stdout: '--help x',
    });
    expect(await runCli(['fleet', 'sail', '--', 'x'], { commands: fleet })).toMatchObject({
      exitCode: 2,
      stderr: 'Error: "operator fleet sail" takes no arguments after "--"\n',
    });
  });

  it.each([
    [[], 'say which command; see "operator --help"'],
    [['fleet'], 'say which command; see "operator --help"'],
    [['fleet', 'sial'], 'unknown command sial: did you mean fleet sail?'],
    [['zzz'], 'unknown command zzz: see "operator --help"'],
    [['row', 'faster'], 'unknown argument faster: see "operator row --help"'],
    [['fleet', 'sail', '--knot', '3'], 'unknown flag --knot: did you mean --knots?'],
    [['fleet', 'sail', '--no-light'], 'unknown flag --light: did you mean --lights?'],
    [['fleet', 'sail', '--zzz'], 'unknown flag --zzz: see "operator fleet sail --help"'],
  ])('refuses %j with one line', async (args, message) => {
    expect(await runCli(args, { commands: fleet })).toEqual({
      exitCode: 2,
      stdout: '',
      stderr: `Error: ${message}\n`,
    });
  });

  it("takes the exit code from the command's error", async () => {
    const args = ['fleet', 'sail', '--captain', 'Ahab'];
    expect(await runCli(args, { commands: fleet })).toMatchObject({
      exitCode: 3,
      stderr: 'Error: the whale won\n',
    });
  });

  it('prints a stack only when asked', async () => {
    const args = ['fleet', 'sail', '--captain', 'bug'];
    expect(await runCli(args, { commands: fleet })).toMatchObject({
      exitCode: 1,
      stderr: 'Error: a bug\n',
    });
    const { stderr } = await runCli([...args, '--verbose'], { commands: fleet });
    expect(stderr).toMatch(/^Error: a bug\nTypeError: a bug\n {4}at /);
  });
});

describe('the exit code', () => {
  const named = commands.map(({ name }) => [name] as const);

  it.each(named)('of %s is 2 when the command line is not understood', async (name) => {
    const { exitCode, stdout, stderr } = await runCli([...name.split(' '), '--no-such-flag']);
    expect([exitCode, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/^Error: unknown flag --[a-z-]*flag: .*\n$/);
  });

  it.each([
    ['create api --group a --version v1 --kind A'],
    ['create webhook --group a --version v1 --kind A --defaulting'],
    ['edit --multigroup'],
    ['upgrade'],
    ['run'],
    ['dev'],
  ])('of %s is 1 where there is no project', async (line) => {
    expect(await runCli(line.split(' '), { cwd: import.meta.dirname })).toEqual({
      exitCode: 1,
      stdout: '',
      stderr: 'Error: Command must be run from a directory containing PROJECT\n',
    });
  });
});

describe('a command that writes into a project or a cluster', () => {
  // The others only look, run the operator, or see to what is of this machine.
  const others = /^(audit .*|completion|control-plane .*|dev|doctor|run|version)$/;

  it.each(
    commands.filter(({ name }) => !others.test(name)).map(({ name, flags }) => [name, flags]),
  )('%s has a dry run', (_, flags) => {
    expect(flags).toMatchObject({ 'dry-run': { type: 'boolean', default: false } });
  });
});

describe('the help', () => {
  it('names every command', async () => {
    const { exitCode, stdout } = await runCli(['--help']);
    expect(exitCode).toBe(0);
    for (const { name } of commands) expect(stdout).toContain(`operator ${name.split(' ')[0]}`);
  });

  it.each(commands.map((command) => [command.name, command] as const))(
    'of %s shows every flag with its default, and an example',
    async (name, { flags, examples, summary }) => {
      const { exitCode, stdout } = await runCli([...name.split(' '), '--help']);
      expect(exitCode).toBe(0);
      expect(stdout.replaceAll(/\s+/g, ' ')).toContain(summary);
      for (const [flag, { describe: description, default: value }] of Object.entries(flags)) {
        expect(stdout).toContain(`--${flag}`);
        expect(description).toMatch(/^[A-Z].*[^.]$/);
        const saysDefault =
          value !== undefined || /\((default: .*|asked for .*)\)/.test(description ?? '');
        expect(saysDefault, `${flag} says no default`).toBe(true);
      }
      expect(examples.length).toBeGreaterThan(0);
      for (const [example] of examples) {
        expect(stdout).toContain(`  operator ${example}\n`);
        expect(example.startsWith(name)).toBe(true);
      }
    },
  );
});
