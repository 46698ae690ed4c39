import type { ProjectSettings } from './create-project.ts';
import { updatedFile } from './project/file-plan.ts';
import type { License } from './project/license.ts';
import { packageVersion } from './project/package-manifest.ts';
import { ProjectError } from './project/project-error.ts';
import { formatProjectFile, projectFileName, readProjectFile } from './project/project-file.ts';
import { readScaffoldRecord, recordPath, type ScaffoldStep } from './project/scaffold-record.ts';
import { writePlan } from './project/write-plan.ts';
import { mergeSteps } from './upgrade/merge-steps.ts';

/** What is to be changed of a project; what is left out stays. */
export interface EditProjectOptions {
  /** The project's root. */
  readonly directory: string;
  /** Watch only the namespace that the operator runs in. */
  readonly namespaced?: boolean | undefined;
  /** Put the files of later APIs into a folder for each group. */
  readonly multigroup?: boolean | undefined;
  /** Header of each source file that was scaffolded. */
  readonly license?: License | undefined;
  /** Whom the copyright line names. */
  readonly owner?: string | undefined;
  /** Check everything, and write nothing. @default false */
  readonly dryRun?: boolean | undefined;
}

/** What {@link editProject} did. */
export interface EditResult {
  /** Files written, below the project's root; none when everything is so already. */
  readonly files: readonly string[];
  /** What both the user and the change have changed: files with marks, and keys of package.json. */
  readonly conflicts: readonly string[];
  /** What was left alone, and why: one line each. */
  readonly notes: readonly string[];
}

/**
 * Changes settings that a project was made with: the difference that they make to the scaffold is merged
 * into the user's files. Semantics: kubebuilder's `edit`.
 * @throws {ProjectError} outside a project, in one of another version, and when nothing is to be changed
 */
export async function editProject(options: EditProjectOptions): Promise<EditResult> {
  const { directory, dryRun, multigroup, namespaced, license, owner } = options;
  const changes = Object.entries({ namespaced, license, owner }).filter(
    ([, value]) => value !== undefined,
  );
  if (changes.length === 0 && multigroup === undefined) {
    throw new ProjectError(
      'nothing to do: say --multigroup, --namespaced, --license or --owner, or one of them with "=false"',
    );
  }
  const project = await readProjectFile(directory);
  const version = await packageVersion();
  if (project.cliVersion !== version) {
    throw new ProjectError(
      `the project is of Keelson ${project.cliVersion}, and this is ${version}: run "operator upgrade" first`,
    );
  }
  const before = await readScaffoldRecord(directory);
  const settings: Partial<ProjectSettings> = Object.fromEntries(changes);
  const changed = before.map((step) => withSettings(step, settings));
  const isMultigroup = project.multigroup === true;
  const after =
    multigroup === undefined || multigroup === isMultigroup
      ? changed
      : [...changed, { command: 'edit' as const, options: { multigroup }, files: new Map() }];
  const merge = await mergeSteps(directory, { before, after, name: 'scaffold' });
  const text = formatProjectFile({
    ...project,
    namespaced: (namespaced ?? project.namespaced) || undefined,
    multigroup: (multigroup ?? isMultigroup) || undefined,
  });
  const plan = [...merge.plan, updatedFile(projectFileName, text)];
  const files = await writePlan(directory, plan, { dryRun, remove: merge.remove });
  const { conflicts, notes } = merge;
  return { files: files.filter((file) => file !== recordPath), conflicts, notes };
}

function withSettings(step: ScaffoldStep, settings: Partial<ProjectSettings>): ScaffoldStep {
  if (step.command !== 'init') return step;
  return { ...step, options: { ...step.options, ...settings } };
}
