import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createApi, type CreateApiOptions } from '../create-api.ts';
import { createProject, type CreateProjectOptions } from '../create-project.ts';
import { createWebhook, type CreateWebhookOptions } from '../create-webhook.ts';
import { updatedFile } from '../project/file-plan.ts';
import { ignoreMissing } from '../project/ignore-missing.ts';
import type { ScaffoldStep } from '../project/scaffold-record.ts';
import { type LayoutOptions, writeLayout } from '../project/write-layout.ts';
import { writePlan } from '../project/write-plan.ts';
import type { Tree } from './merge-scaffold.ts';

/**
 * The scaffold that the steps make, with the templates of this version.
 * @throws {ProjectError} when this version refuses a step
 */
export function replayScaffold(steps: readonly ScaffoldStep[]): Promise<Tree> {
  return replay(steps, { asWritten: false });
}

/** The scaffold that the steps made when they were run: each new file as it was written then. */
export function recallScaffold(steps: readonly ScaffoldStep[]): Promise<Tree> {
  return replay(steps, { asWritten: true });
}

async function replay(
  steps: readonly ScaffoldStep[],
  { asWritten }: { readonly asWritten: boolean },
): Promise<Tree> {
  const directory = await mkdtemp(path.join(tmpdir(), 'keelson-scaffold-'));
  try {
    const borrowed = new Set<string>();
    for (const step of steps) {
      const module = step.options['externalApiPath'];
      if (typeof module === 'string' && /^(\.\/)?src\//.test(module)) {
        // The user's own file, which the step only names.
        const file = path.posix.normalize(module);
        borrowed.add(file);
        await writePlan(directory, [updatedFile(file, '')]);
      }
      await runStep(directory, step);
      if (!asWritten) continue;
      const written = [...step.files].map(([file, text]) => updatedFile(file, text));
      await writePlan(directory, written);
    }
    // What only this version makes was not there then.
    const known = new Set(steps.flatMap(({ files }) => [...files.keys()]));
    const paths = (await filesBelow(directory)).filter(
      (file) => !borrowed.has(file) && (!asWritten || known.has(file)),
    );
    return readTree(directory, paths);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

async function runStep(directory: string, { command, options }: ScaffoldStep): Promise<unknown> {
  // Recorded by these functions themselves.
  const recorded: unknown = { ...options, directory, force: true };
  switch (command) {
    case 'init':
      return createProject(recorded as CreateProjectOptions);
    case 'create api':
      return createApi(recorded as CreateApiOptions);
    case 'create webhook':
      return createWebhook(recorded as CreateWebhookOptions);
    case 'edit':
      return writeLayout(recorded as LayoutOptions);
  }
}

/** The files of a folder that are among the paths. */
export async function readTree(directory: string, paths: Iterable<string>): Promise<Tree> {
  const texts = await Promise.all(
    [...paths].map(async (file) => {
      const text = await readFile(path.join(directory, file), 'utf8').catch(ignoreMissing);
      return text === undefined ? [] : [[file, text] as const];
    }),
  );
  return new Map(texts.flat());
}

async function filesBelow(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(directory, path.join(entry.parentPath, entry.name)))
    .map((file) => file.replaceAll(path.sep, '/'));
}
