import { sampleMark } from '../emit/sample.ts';
import { updatedFile } from '../project/file-plan.ts';
import { ConflictError } from '../project/project-error.ts';
import { recordPath, type ScaffoldStep } from '../project/scaffold-record.ts';
import { hasConflictMarks } from './merge-lines.ts';
import { mergeScaffold, type ScaffoldMerge, type Tree } from './merge-scaffold.ts';
import { readTree, recallScaffold, replayScaffold } from './replay-scaffold.ts';

/** A change of what was scaffolded. */
export interface StepChange {
  readonly before: readonly ScaffoldStep[];
  readonly after: readonly ScaffoldStep[];
  /** Said at the marks of a conflict. */
  readonly name: string;
}

/**
 * Merges a change of the scaffold into the user's files, as a value; the record is among them. Samples that
 * follow the types are left to `operator generate`.
 * @throws {ConflictError} when marks of an earlier merge are left
 */
export async function mergeSteps(
  directory: string,
  { before, after, name }: StepChange,
): Promise<ScaffoldMerge> {
  const [base, theirs] = await Promise.all([recallScaffold(before), replayScaffold(after)]);
  const ours = await readTree(directory, new Set([...base.keys(), ...theirs.keys()]));
  const marked = [...ours].filter(([, text]) => hasConflictMarks(text)).map(([file]) => file);
  if (marked.length > 0) {
    throw new ConflictError(
      `${marked.join(', ')}: resolve the conflicts first, between "<<<<<<<" and ">>>>>>>"`,
    );
  }
  const record = theirs.get(recordPath) ?? '';
  const isMerged = (file: string) =>
    file !== recordPath && ours.get(file)?.startsWith(sampleMark) !== true;
  const merge = mergeScaffold({
    base: pick(base, isMerged),
    ours,
    theirs: pick(theirs, isMerged),
    theirName: name,
  });
  return { ...merge, plan: [...merge.plan, updatedFile(recordPath, record)] };
}

function pick(tree: Tree, isWanted: (file: string) => boolean): Tree {
  return new Map([...tree].filter(([file]) => isWanted(file)));
}
