import { updatedFile } from './file-plan.ts';
import { formatProjectFile, projectFileName, readProjectFile } from './project-file.ts';
import { writeStep } from './write-step.ts';

/** Where the files of later APIs go. */
export interface LayoutOptions {
  /** The project's root. */
  readonly directory: string;
  /** A folder for each group. */
  readonly multigroup: boolean;
}

/** Records the layout in PROJECT; files that are there stay where they are. */
export async function writeLayout({ directory, multigroup }: LayoutOptions): Promise<string[]> {
  const project = await readProjectFile(directory);
  const text = formatProjectFile({ ...project, multigroup: multigroup || undefined });
  const plan = [updatedFile(projectFileName, text)];
  return writeStep(directory, { command: 'edit', options: { multigroup }, plan }, {});
}
