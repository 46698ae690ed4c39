import path from 'node:path';
import { deploymentManifests } from './build-installer.ts';
import { chartFiles } from './helm/chart-files.ts';
import { buildBeside } from './project/build-kustomization.ts';
import { readProjectFile } from './project/project-file.ts';
import { planSharedFolder } from './project/shared-folder.ts';
import { readVersion } from './project/package-manifest.ts';
import { writePlan } from './project/write-plan.ts';

/** Options of {@link generateHelm}. */
export interface GenerateHelmOptions {
  /** Root of the project. */
  readonly projectDirectory: string;
  /** Folder of the chart, below the root. @default 'dist/chart' */
  readonly output?: string | undefined;
  /** Replace what was edited; it is kept beside, as `.orig`. @default false */
  readonly force?: boolean | undefined;
  /** Check everything, and write nothing. @default false */
  readonly dryRun?: boolean | undefined;
}

/** What {@link generateHelm} did. */
export interface GenerateHelmResult {
  readonly written: readonly string[];
  /** Files that were edited or removed since they were generated, and so were left alone. */
  readonly kept: readonly string[];
}

/**
 * Writes a Helm chart of what `config/default` deploys: with its own values it is the same, in the
 * release's namespace. Semantics: kubebuilder's helm plugin; but edits stay.
 * @throws {ProjectError} when the kustomization says more than is understood
 */
export async function generateHelm(options: GenerateHelmOptions): Promise<GenerateHelmResult> {
  const { projectDirectory: root, output: folder = 'dist/chart', force, dryRun } = options;
  const { projectName } = await readProjectFile(root);
  const files = chartFiles({
    projectName,
    version: await readVersion(root),
    manifests: await deploymentManifests({ projectDirectory: root }),
    monitors: await buildBeside(path.join(root, 'config/default'), '../prometheus'),
  });
  const { plan, kept, remove } = await planSharedFolder({ root, folder, files, force });
  return { written: await writePlan(root, plan, { force, dryRun, remove }), kept };
}
