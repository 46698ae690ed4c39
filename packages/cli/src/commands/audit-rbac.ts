import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { type CliIo, notice, print } from '../cli-io.ts';
import { defineCommand } from '../command.ts';
import { exitCodes } from '../exit-code.ts';
import { ExitError } from '../exit-error.ts';

export const auditRbac = defineCommand({
  name: 'audit rbac',
  summary: 'Compare the generated rights with what the operator really asked for',
  flags: {
    log: {
      type: 'string',
      array: true,
      describe:
        "The API server's audit log, or a file of a RequestRecorder; --log=- is the standard input; may be repeated (default: none)",
    },
    user: {
      type: 'string',
      describe:
        'Whose requests of an audit log count (default: the service account of config/default)',
    },
    tsconfig: {
      type: 'string',
      default: 'tsconfig.json',
      describe: 'TypeScript configuration of the source',
    },
  },
  examples: [
    ['audit rbac --log requests.jsonl', 'as a test has recorded them; exit 3 when rights differ'],
    ['audit rbac --log audit.log --user system:serviceaccount:ops:ship', 'as the API server did'],
  ],
  async run({ log: files = [], user, tsconfig }, io) {
    if (files.length === 0) {
      throw new ExitError(
        'say what was asked for: --log, a recording or an audit log',
        exitCodes.usage,
      );
    }
    const { auditRbac: audit, readProjectFile, readRequestLog } = await import('@keelson/scaffold');
    const { projectName } = await readProjectFile(io.cwd);
    const account = `system:serviceaccount:${projectName}-system:${projectName}-controller-manager`;
    const logs = await Promise.all(
      files.map(async (file) => {
        const name = file === '-' ? 'the standard input' : file;
        return readRequestLog(await readLog(io, file), { user: user ?? account, file: name });
      }),
    );
    const requests = logs.flat();
    const findings = await audit({ projectDirectory: io.cwd, tsconfig, requests });
    for (const { message } of findings) notice(io, message);
    if (findings.length > 0) throw new ExitError('', exitCodes.attention);
    print(io, `the rights are what ${requests.length} requests took`);
  },
});

async function readLog(io: CliIo, file: string): Promise<string> {
  if (file === '-') return text(io.stdin);
  try {
    return await readFile(path.resolve(io.cwd, file), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    throw new ExitError(
      `there is no file ${file}: record one with a RequestRecorder in your tests`,
    );
  }
}
