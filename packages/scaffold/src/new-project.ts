import { lstat, mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createApi, type CreateApiOptions } from './create-api.ts';
import {
  createProject,
  type CreateProjectOptions,
  projectNameOf,
  type ScaffoldResult,
} from './create-project.ts';
import { ignoreMissing } from './project/ignore-missing.ts';
import { ProjectError } from './project/project-error.ts';

/** What a new project in a new folder is made of. */
export interface NewProjectOptions extends Omit<CreateProjectOptions, 'force'> {
  /** The folder, which must not be there. */
  readonly directory: string;
  /** Its first API, with a controller. @default none */
  readonly api?: Pick<CreateApiOptions, 'group' | 'version' | 'kind'> | undefined;
}

/**
 * Makes a folder with a project in it: {@link createProject}, and {@link createApi}. The folder gets
 * its name when all is there. Semantics: operator-sdk's `new`.
 * @throws {ProjectError} when something has that name, or a name breaks its rule
 */
export async function newProject(options: NewProjectOptions): Promise<ScaffoldResult> {
  const { api, dryRun = false, ...rest } = options;
  const directory = path.resolve(options.directory);
  const name = path.basename(directory);
  if ((await lstat(directory).catch(ignoreMissing)) !== undefined) {
    throw new ProjectError(`project (${name}) exists: choose another folder`);
  }
  const parent = dryRun ? tmpdir() : path.dirname(directory);
  const draft = await draftFolder(parent, name);
  try {
    const projectName = options.projectName ?? projectNameOf(name);
    const made = await createProject({ ...rest, directory: draft, projectName });
    const added = api === undefined ? undefined : await createApi({ ...api, directory: draft });
    if (!dryRun) await rename(draft, directory);
    return { files: [...new Set([...made.files, ...(added?.files ?? [])])] };
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

async function draftFolder(parent: string, name: string): Promise<string> {
  try {
    await mkdir(parent, { recursive: true });
    return await mkdtemp(path.join(parent, `.${name}-`));
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new ProjectError(`cannot make a folder in ${parent}: ${code ?? String(cause)}`, {
      cause,
    });
  }
}
