import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { commands } from './commands/index.ts';
import { completions, completionScript } from './completion.ts';
import { runCli } from './testing/test-io.ts';

const names = (...words: string[]) => completions(commands, words.join('\n'));

describe('completions', () => {
  it('are the commands, and the words of a group', () => {
    expect(names('')).toContain('init');
    expect(names('')).not.toContain('--help');
    expect(names('cre')).toEqual(['create']);
    expect(names('create', '')).toEqual(['api', 'webhook']);
    expect(names('nothing', '')).toEqual(['--help']);
  });

  it('are the flags of a command that are not there yet, and their choices', () => {
    expect(names('create', 'api', '--gr')).toEqual(['--group']);
    expect(names('create', 'api', '--group', 'a', '--gr')).toEqual([]);
    expect(names('import', 'crd', '--file', 'a', '--fi')).toEqual(['--file']);
    expect(names('dev', '--control-plane', '')).toEqual(['embedded', 'real', 'existing']);
    expect(names('dev', '--control-plane', 're')).toEqual(['real']);
    expect(names('dev', '--samples', '--re')).toEqual(['--reset']);
  });

  it('are left to the shell where any text, or a file, may stand', () => {
    expect(names('generate', '--header-file', '')).toEqual([]);
  });
});

describe('operator completion', () => {
  it('prints the script, and what could follow', async () => {
    expect((await runCli(['completion', 'bash'])).stdout).toBe(completionScript('bash'));
    expect((await runCli(['completion', '--line', 'create\n'])).stdout).toBe('api\nwebhook\n');
    expect(await runCli(['completion', 'tcsh'])).toEqual({
      exitCode: 2,
      stdout: '',
      stderr: 'Error: say which shell: one of bash, zsh, fish\n',
    });
  });

  const folder = mkdtempSync(path.join(tmpdir(), 'keelson-completion-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('works in bash', () => {
    // What it is asked comes back, so that the test sees what a shell hands over.
    const operator = path.join(folder, 'operator');
    writeFileSync(operator, `#!/bin/sh\nprintf '%s' "$3" | tr '\\n' '+'\n`);
    chmodSync(operator, 0o755);
    const script = path.join(folder, 'completion.bash');
    writeFileSync(script, completionScript('bash'));
    const ask = `source ${script}; COMP_WORDS=(operator create 'a b' ''); COMP_CWORD=3; _operator; echo "$COMPREPLY"`;
    const env = { PATH: `${folder}:${process.env['PATH'] ?? ''}` };
    expect(execFileSync('bash', ['--norc', '-c', ask], { env, encoding: 'utf8' })).toBe(
      'create+a b+\n',
    );
  });
});
