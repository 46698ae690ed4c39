import { projectFileName } from '../project/project-file.ts';
import { type FilePlan, updatedFile } from '../project/file-plan.ts';
import { mergeLines } from './merge-lines.ts';
import { mergeManifest } from './merge-manifest.ts';

/** Texts of files by path below the root. */
export type Tree = ReadonlyMap<string, string>;

/** Three states of a project. */
export interface ThreeTrees {
  /** The scaffold that the project was made from. */
  readonly base: Tree;
  /** The project as the user has it, for the paths of the others. */
  readonly ours: Tree;
  /** The scaffold as it is to be. */
  readonly theirs: Tree;
  /** Said at the marks of a conflict. */
  readonly theirName: string;
}

/** What a merge comes to, as a value. */
export interface ScaffoldMerge {
  readonly plan: FilePlan;
  readonly remove: readonly string[];
  /** Files with conflicts, and what is in conflict in those that take no marks. */
  readonly conflicts: readonly string[];
  /** What was left alone because the user had removed or changed it, one line each. */
  readonly notes: readonly string[];
}

/** Merges the change from one scaffold to another into the user's files. PROJECT is not among them. */
export function mergeScaffold(trees: ThreeTrees): ScaffoldMerge {
  const paths = new Set([...trees.base.keys(), ...trees.theirs.keys()]);
  paths.delete(projectFileName);
  const parts = [...paths].toSorted().map((path) => mergeFile(path, trees));
  return {
    plan: parts.flatMap(({ plan = [] }) => plan),
    remove: parts.flatMap(({ remove = [] }) => remove),
    conflicts: parts.flatMap(({ conflicts = [] }) => conflicts),
    notes: parts.flatMap(({ notes = [] }) => notes),
  };
}

function mergeFile(path: string, trees: ThreeTrees): Partial<ScaffoldMerge> {
  const { theirName } = trees;
  const base = trees.base.get(path);
  const ours = trees.ours.get(path);
  const theirs = trees.theirs.get(path);
  if (theirs === base || theirs === ours) return {};
  if (theirs === undefined) {
    if (ours === undefined) return {};
    if (ours === base) return { remove: [path] };
    return { notes: [`${path} is no longer of the scaffold: yours, which you have edited, stays`] };
  }
  if (ours === undefined) {
    if (base === undefined) return { plan: [updatedFile(path, theirs)] };
    return { notes: [`${path} has changed in the scaffold: you have removed it, and so it stays`] };
  }
  const texts = { base: base ?? '', ours, theirs, theirName };
  const manifest = path === 'package.json' ? mergeManifest(texts) : undefined;
  const { text, conflicts } = manifest ?? mergeLines(texts);
  const named = manifest === undefined ? [path] : manifest.kept.map((one) => `${path}: ${one}`);
  return {
    plan: text === ours ? [] : [updatedFile(path, text)],
    conflicts: conflicts > 0 ? named : [],
  };
}
