import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { type FilePlan, updatedFile } from './file-plan.ts';
import { ProjectError } from './project-error.ts';
import { readText } from './read-text.ts';

/** Where a project keeps what was scaffolded into it, for `operator upgrade` and `operator edit`. */
export const recordPath = '.keelson/scaffold';

/** The commands that scaffold. */
type StepCommand = 'init' | 'create api' | 'create webhook' | 'edit';

/** One run of a command: enough to run it again, and the files that it made. */
export interface ScaffoldStep {
  readonly command: StepCommand;
  /** Without the directory. */
  readonly options: Readonly<Record<string, unknown>>;
  /** New files as they were written, by path. */
  readonly files: ReadonlyMap<string, string>;
}

interface WrittenStep {
  readonly command: StepCommand;
  readonly options: Readonly<Record<string, unknown>>;
  /** Compressed. */
  readonly files: Readonly<Record<string, string>>;
}

const header =
  '# What "operator" has written, a line for each command: "operator upgrade" compares with it. Keep it in version control.';

/** The steps of a project. @throws {ProjectError} when it has no record, or one that is damaged */
export async function readScaffoldRecord(directory: string): Promise<ScaffoldStep[]> {
  const text = await readText(directory, recordPath);
  if (text === undefined) {
    throw new ProjectError(
      `${recordPath} is not there, which says what was scaffolded: take it out of version control again`,
    );
  }
  try {
    return stepLines(text).map(parseStep);
  } catch (cause) {
    throw new ProjectError(`${recordPath} is damaged: take it out of version control again`, {
      cause,
    });
  }
}

/** The record with one more step, for the plan that makes the files; nothing where the project keeps none. */
export async function recordStep(
  directory: string,
  step: Pick<ScaffoldStep, 'command' | 'options'>,
  plan: FilePlan,
): Promise<FilePlan> {
  const before = step.command === 'init' ? undefined : await readText(directory, recordPath);
  if (before === undefined && step.command !== 'init') return [];
  const made = plan.filter(({ ifExists }) => ifExists === 'refuse');
  const files = new Map(made.map(({ path, contents }) => [path, contents]));
  const lines = before === undefined ? [] : stepLines(before);
  const text = [header, ...lines, formatStep({ ...step, files }), ''].join('\n');
  return [updatedFile(recordPath, text)];
}

function stepLines(text: string): string[] {
  return text.split(/\r?\n/).filter((line) => line !== '' && !line.startsWith('#'));
}

function formatStep({ command, options, files }: ScaffoldStep): string {
  const written: WrittenStep = {
    command,
    options,
    files: Object.fromEntries(
      [...files].map(([path, text]) => [path, deflateRawSync(text).toString('base64')]),
    ),
  };
  return JSON.stringify(written);
}

function parseStep(line: string): ScaffoldStep {
  const { command, options, files } = JSON.parse(line) as WrittenStep;
  const texts = Object.entries(files).map(([path, packed]): [string, string] => [
    path,
    inflateRawSync(Buffer.from(packed, 'base64')).toString(),
  ]);
  return { command, options, files: new Map(texts) };
}
