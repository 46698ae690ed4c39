import path from 'node:path';
import { referenceFileName, referenceMark, referencePage } from './emit/reference-page.ts';
import type { GenerateResult } from './generate.ts';
import { findOutdated, findStale } from './project/compare-plan.ts';
import { updatedFile } from './project/file-plan.ts';
import { writePlan } from './project/write-plan.ts';
import { readProject } from './source/read-project.ts';

/** Options of {@link generateDocs}. */
export interface GenerateDocsOptions {
  /** Root of the project. */
  readonly projectDirectory: string;
  /** Write nothing, only tell what is out of date. @default false */
  readonly check?: boolean | undefined;
  /** The project's TypeScript configuration, below its root. @default 'tsconfig.json' */
  readonly tsconfig?: string | undefined;
  /** Folder of the pages, below the project's root. @default 'docs/api' */
  readonly outputDirectory?: string | undefined;
}

/**
 * Writes a page in Markdown for each kind of the project, for those who write its objects: versions,
 * fields, defaults, limits, rules and a sample.
 * @throws {SourceError} with all that is wrong in the source
 */
export async function generateDocs(
  options: GenerateDocsOptions,
): Promise<Omit<GenerateResult, 'notices'>> {
  const { projectDirectory, tsconfig = 'tsconfig.json', outputDirectory = 'docs/api' } = options;
  const root = path.resolve(projectDirectory);
  const { resources } = readProject(path.join(root, tsconfig), { root });
  const plan = resources.map((resource) =>
    updatedFile(`${outputDirectory}/${referenceFileName(resource)}`, referencePage(resource)),
  );
  const stale = await findStale(root, outputDirectory, { plan, mark: referenceMark });
  const files = plan.map((file) => file.path);
  if (options.check === true) {
    return { files, written: [], outdated: await findOutdated(root, plan), stale };
  }
  return { files, written: await writePlan(root, plan), outdated: [], stale };
}
