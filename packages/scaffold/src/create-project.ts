import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { type FilePlan, newFile } from './project/file-plan.ts';
import { finishInterrupted } from './project/file-transaction.ts';
import { boilerplate, type License, withBoilerplate } from './project/license.ts';
import { checkDomain, checkProjectName, toProjectName } from './project/names.ts';
import { packageManifest, packageVersion } from './project/package-manifest.ts';
import { ProjectError } from './project/project-error.ts';
import { formatProjectFile, projectFileName } from './project/project-file.ts';
import { render } from './project/render.ts';
import { projectTemplates, type Template } from './project/templates.ts';
import { writeStep } from './project/write-step.ts';

/** What a new project is made of. */
export interface CreateProjectOptions {
  /** The project's root; made when it is not there. */
  readonly directory: string;
  /** Suffix of the API groups: group `crew` and domain `example.com` are `crew.example.com`. */
  readonly domain: string;
  /** Prefix of names in the cluster, a DNS-1123 label. @default the folder's name, made one */
  readonly projectName?: string | undefined;
  /** Name of the npm package. @default the project's name */
  readonly packageName?: string | undefined;
  /** Header of each source file. @default 'apache2' */
  readonly license?: License | undefined;
  /** Whom the copyright line names. @default nobody */
  readonly owner?: string | undefined;
  /** Watch only the namespace that the operator runs in. @default false */
  readonly namespaced?: boolean | undefined;
  /** Write into a folder that is not empty; what is overwritten is kept as `.orig`. @default false */
  readonly force?: boolean | undefined;
  /**
   * Folder with packed tarballs of the @keelson packages (`pnpm pack`), to work from a checkout of
   * the framework. @default the registry
   */
  readonly packageSource?: string | undefined;
  /** Check everything, and write nothing. @default false */
  readonly dryRun?: boolean | undefined;
  /** Year of the copyright line. @default this year */
  readonly year?: number | undefined;
}

/** What a scaffolding command did. */
export interface ScaffoldResult {
  /** Files written, below the project's root. */
  readonly files: readonly string[];
}

/** What may be in the folder of a new project. */
const harmless = new Set(['.git', '.gitattributes', '.idea', '.vscode', '.DS_Store', 'LICENSE']);

/**
 * Writes a new project: it builds, lints and tests as it is.
 * Semantics: kubebuilder's `init`.
 * @throws {ProjectError} when the folder is a project already or not empty, or a name breaks its rule
 */
export async function createProject(options: CreateProjectOptions): Promise<ScaffoldResult> {
  const { directory, force = false, dryRun = false } = options;
  if (!dryRun) await finishInterrupted(directory);
  const found: string[] = await readdir(directory).catch(() => []);
  if (found.includes(projectFileName)) throw new ProjectError('project is already initialized');
  if (!force && found.some((name) => !harmless.has(name))) {
    throw new ProjectError(`${directory} is not empty: use --force to write into it`);
  }
  const settings = settingsOf(options);
  const plan = planProject(settings, await projectTemplates(), await packageVersion());
  const step = { command: 'init', options: { ...settings }, plan } as const;
  return { files: await writeStep(directory, step, { force, dryRun }) };
}

/** @throws {ProjectError} when nothing of the folder's name can be in it */
export function projectNameOf(folder: string): string {
  const name = toProjectName(folder);
  if (name !== '') return name;
  throw new ProjectError(
    `no project name can be made of the folder ${JSON.stringify(folder)}: say one with --project-name`,
  );
}

/** All that makes one project differ from another; it is recorded for upgrades. */
export interface ProjectSettings extends Pick<
  CreateProjectOptions,
  'domain' | 'owner' | 'packageSource'
> {
  readonly projectName: string;
  readonly packageName: string;
  readonly license: License;
  readonly namespaced: boolean;
  readonly year: number;
}

function settingsOf(options: CreateProjectOptions): ProjectSettings {
  const { license = 'apache2', namespaced = false, owner, packageSource } = options;
  const folder = path.basename(path.resolve(options.directory));
  const projectName = checkProjectName(options.projectName ?? projectNameOf(folder));
  const packageName = options.packageName ?? projectName;
  if (!/^(@[a-z0-9][a-z0-9._-]*\/)?[a-z0-9][a-z0-9._-]*$/.test(packageName)) {
    throw new ProjectError(
      `package name ${JSON.stringify(packageName)} is not one that npm accepts`,
    );
  }
  return {
    domain: checkDomain(options.domain),
    projectName,
    packageName,
    license,
    owner,
    namespaced,
    packageSource: packageSource && path.resolve(packageSource),
    year: options.year ?? new Date().getFullYear(),
  };
}

/** The files of a new project, as values. */
function planProject(
  settings: ProjectSettings,
  templates: readonly Template[],
  cliVersion: string,
): FilePlan {
  const { domain, packageName, projectName, license, namespaced, packageSource } = settings;
  const header = boilerplate(license, settings.owner, settings.year);
  const values = {
    domain,
    packageName,
    projectName,
    watchNamespace: namespaced
      ? '              valueFrom:\n                fieldRef:\n                  fieldPath: metadata.namespace'
      : "              value: ''",
  };
  const rendered = templates.map(({ path: file, text }) =>
    newFile(
      file,
      file.endsWith('.ts') ? withBoilerplate(render(text, values), header) : render(text, values),
    ),
  );
  return [
    newFile(
      projectFileName,
      formatProjectFile({
        cliVersion,
        domain,
        layout: ['keelson.dev/v1'],
        ...(namespaced ? { namespaced } : {}),
        projectName,
        repo: packageName,
        resources: [],
        version: '3',
      }),
    ),
    newFile(
      'package.json',
      packageManifest({
        name: packageName,
        version: cliVersion,
        license: license === 'apache2' ? 'Apache-2.0' : 'UNLICENSED',
        packageSource,
      }),
    ),
    newFile('hack/boilerplate.txt', header),
    ...rendered,
  ];
}
