import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import {
  createHttpTransport,
  installCustomResources,
  loadClusterConfig,
  RestClient,
  type UnstructuredObject,
} from '@keelson/runtime';
import { generate } from '@keelson/scaffold';
import { afterAll, describe, expect, inject, it, vi } from 'vitest';
import { parse } from 'yaml';
import { commandsOf, snippetsOf } from './documentation.ts';
import { compile, writeProject } from './snippet-project.ts';

const repository = path.resolve(import.meta.dirname, '../..');
const run = promisify(execFile);
const cleanup = new AsyncDisposableStack();
const snippets = await snippetsOf('README.md');

afterAll(() => cleanup.disposeAsync());

describe('the README', () => {
  it('begins with what it does and the two commands', async () => {
    const [first] = snippets;
    expect(first).toMatchObject({ language: 'sh', heading: 'Keelson' });
    expect(commandsOf(first!.source)).toEqual([
      'npx -y pnpm@12.21.0 demo',
      'npx -y pnpm@12.21.0 test',
    ]);
    const { scripts } = JSON.parse(
      await readFile(path.join(repository, 'package.json'), 'utf8'),
    ) as {
      scripts: Record<string, string>;
    };
    expect(Object.keys(scripts)).toEqual(expect.arrayContaining(['demo', 'test', 'pack:all']));
  });

  it('has a demo that runs', { timeout: 90_000 }, async () => {
    const { stdout } = await pnpm('demo');
    expect(stdout).toMatch(/example +health-check-missing +kill +0 +1 +True/);
  });

  it('has an operator that works word for word', { timeout: 60_000 }, async () => {
    const folder = await newFolder();
    await writeProject('README.md', folder);
    await generate({ projectDirectory: folder });
    await compile(folder);

    const kubeconfig = inject('kubeconfigPath');
    const transport = cleanup.use(createHttpTransport(await loadClusterConfig({ kubeconfig })));
    const client = new RestClient({ transport, fieldManager: 'readme' });
    const crd = await readFile(
      path.join(folder, 'config/crd/bases/example.com_greetings.yaml'),
      'utf8',
    );
    await installCustomResources(client, [parse(crd) as object]);
    const operator = spawn(process.execPath, [path.join(folder, 'dist/main.js')], {
      env: { ...process.env, KUBECONFIG: kubeconfig },
      stdio: 'inherit',
    });
    cleanup.defer(() => end(operator));

    const type = { apiVersion: 'example.com/v1', kind: 'Greeting' };
    const metadata = { name: 'world', namespace: 'default' };
    await client.create(type, { metadata, spec: { name: 'world' } });
    const status = await vi.waitFor(async () => {
      const greeting = (await client.get(type, metadata)) as UnstructuredObject | undefined;
      expect(greeting?.['status']).toBeDefined();
      return greeting?.['status'];
    }, 20_000);
    expect(status).toEqual({ message: 'Hello, world!' });
    await expect(
      client.create(type, { metadata: { ...metadata, name: 'empty' }, spec: { name: '' } }),
    ).rejects.toThrow('spec.name in body should be at least 1 chars long');
    await end(operator);
    expect(operator.exitCode).toBe(0);
  });

  it('starts a project with the commands that it gives', { timeout: 300_000 }, async () => {
    const [packing, project] = runsOf('Start a project');
    const folder = await newFolder();
    const home = path.join(folder, 'keelson');
    const empty = path.join(folder, 'project');
    await mkdir(empty);
    const here = (lines: string[]): string => lines.join('\n').replaceAll('/tmp/keelson', home);
    await shell(here(packing!), repository);
    const PATH = `${path.join(home, 'tool/node_modules/.bin')}${path.delimiter}${process.env['PATH'] ?? ''}`;
    const kubeconfig = { KUBECONFIG: inject('kubeconfigPath') };
    const untilStart = project!.filter((line) => line !== 'npm start');
    expect(project!.at(-1)).toBe('npm start');
    await shell(here(untilStart), empty, { PATH, ...kubeconfig });
    const operator = spawn('npm', ['start'], {
      cwd: empty,
      env: { ...process.env, PATH, ...kubeconfig },
      detached: true,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let log = '';
    operator.stdout.setEncoding('utf8').on('data', (chunk: string) => (log += chunk));
    await vi.waitFor(() => expect(log).toContain('Starting workers'), 30_000);
    // As Ctrl-C does, to all of the group.
    process.kill(-operator.pid!, 'SIGINT');
    await once(operator, 'close');
  });
});

/** The command lines of each shell block under a heading. */
function runsOf(heading: string): string[][] {
  const blocks = snippets.filter(
    (snippet) => snippet.heading === heading && snippet.language === 'sh',
  );
  return blocks.map(({ source }) => commandsOf(source));
}

function pnpm(script: string) {
  return run('npx', ['-y', 'pnpm@12.21.0', script], {
    cwd: repository,
    maxBuffer: 16 * 1024 * 1024,
  });
}

async function shell(script: string, cwd: string, env: Record<string, string> = {}): Promise<void> {
  const options = { cwd, env: { ...process.env, ...env }, maxBuffer: 16 * 1024 * 1024 };
  await run('bash', ['-euo', 'pipefail', '-c', script], options).catch(
    (error: { stdout: string; stderr: string }) => {
      throw new Error(`the commands failed:\n${script}\n${error.stdout}\n${error.stderr}`, {
        cause: error,
      });
    },
  );
}

async function newFolder(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'keelson-readme-'));
  cleanup.defer(() => rm(folder, { recursive: true }));
  return folder;
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const closed = once(child, 'close');
  child.kill('SIGTERM');
  await closed;
}
