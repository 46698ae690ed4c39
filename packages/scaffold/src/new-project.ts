import { lstat, mkdir, readdir, rename, rm } from 'node:fs/promises';
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
import { isAlive } from './project/is-alive.ts';
import { ProjectError } from './project/project-error.ts';
import { removeEmptyFolders } from './project/remove-empty-folders.ts';

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
  const { draft, made } = await draftFolder(parent, name);
  try {
    const projectName = options.projectName ?? projectNameOf(name);
    const project = await createProject({ ...rest, directory: draft, projectName });
    const added = api === undefined ? undefined : await createApi({ ...api, directory: draft });
    if (!dryRun) await rename(draft, directory);
    return { files: [...new Set([...project.files, ...(added?.files ?? [])])] };
  } finally {
    await rm(draft, { recursive: true, force: true });
    if (made !== undefined) await removeEmptyFolders(parent, made);
  }
}

interface Draft {
  readonly draft: string;
  /** The topmost folder that was made for it. */
  readonly made: string | undefined;
}

/** A folder of this process beside the one to be; those of processes that were killed are removed. */
async function draftFolder(parent: string, name: string): Promise<Draft> {
  try {
    const made = await mkdir(parent, { recursive: true });
    const prefix = `.${name}-keelson-`;
    for (const other of await readdir(parent)) {
      const [, pid] = /^(\d+)$/.exec(other.slice(prefix.length)) ?? [];
      if (!other.startsWith(prefix) || pid === undefined) continue;
      if (Number(pid) !== process.pid && isAlive(Number(pid))) continue;
      await rm(path.join(parent, other), { recursive: true, force: true });
    }
    const draft = path.join(parent, `${prefix}${process.pid}`);
    await mkdir(draft);
    return { draft, made };
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new ProjectError(`cannot make a folder in ${parent}: ${code ?? String(cause)}`, {
      cause,
    });
  }
}
