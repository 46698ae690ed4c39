import { packageVersion } from './project/package-manifest.ts';
import { ProjectError } from './project/project-error.ts';
import { updatedFile } from './project/file-plan.ts';
import { formatProjectFile, projectFileName, readProjectFile } from './project/project-file.ts';
import { readScaffoldRecord, recordPath, type ScaffoldStep } from './project/scaffold-record.ts';
import { writePlan } from './project/write-plan.ts';
import { mergeSteps } from './upgrade/merge-steps.ts';

/** Options of {@link upgradeProject}. */
export interface UpgradeProjectOptions {
  /** The project's root. */
  readonly directory: string;
  /** Folder with packed tarballs of the @keelson packages. @default as when the project was made */
  readonly packageSource?: string | undefined;
  /** Check everything, and write nothing. @default false */
  readonly dryRun?: boolean | undefined;
}

/** What {@link upgradeProject} did. */
export interface UpgradeResult {
  /** Release that the project was of. */
  readonly from: string;
  /** Release that it is of now. */
  readonly to: string;
  /** Files written or removed, below the project's root. */
  readonly files: readonly string[];
  /** What both the user and the scaffold have changed: files with marks, and keys of package.json. */
  readonly conflicts: readonly string[];
  /** What was left alone, and why: one line each. */
  readonly notes: readonly string[];
}

/**
 * Brings a project's scaffold to this version: what has changed between the scaffold that it was made
 * from and the one of today is merged into the user's files. What both changed stays, with marks as git's.
 * Semantics: kubebuilder's `alpha update`.
 * @throws {ProjectError} outside a project, when its record is gone, when the project is of a newer
 *   version, or marks of an earlier merge are left
 */
export async function upgradeProject(options: UpgradeProjectOptions): Promise<UpgradeResult> {
  const { directory, dryRun, packageSource } = options;
  const project = await readProjectFile(directory);
  const steps = await readScaffoldRecord(directory);
  const [from, to] = [project.cliVersion, await packageVersion()];
  if (isLater(from, to)) {
    throw new ProjectError(
      `the project is of Keelson ${from}, and this is ${to}: run "npx @keelson/cli@${from} upgrade", or a later one`,
    );
  }
  const merge = await mergeSteps(directory, {
    before: steps,
    after: steps.map((step) => withPackageSource(step, packageSource)),
    name: `scaffold ${to}`,
  });
  const text = formatProjectFile({ ...project, cliVersion: to });
  const plan = [...merge.plan, ...(from === to ? [] : [updatedFile(projectFileName, text)])];
  const files = await writePlan(directory, plan, { dryRun, remove: merge.remove });
  const { conflicts, notes } = merge;
  return { from, to, files: files.filter((file) => file !== recordPath), conflicts, notes };
}

function withPackageSource(step: ScaffoldStep, packageSource: string | undefined): ScaffoldStep {
  if (step.command !== 'init' || packageSource === undefined) return step;
  return { ...step, options: { ...step.options, packageSource } };
}

/** By the numbers of the release; what is no release is not later. */
function isLater(version: string, than: string): boolean {
  const numbers = (text: string) =>
    (/^\d+\.\d+\.\d+/.exec(text)?.[0] ?? '0.0.0').split('.').map(Number);
  const [a, b] = [numbers(version), numbers(than)];
  const index = a.findIndex((number, position) => number !== b[position]);
  return index !== -1 && (a[index] ?? 0) > (b[index] ?? 0);
}
