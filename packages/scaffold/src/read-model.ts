import { loadDefinitions } from '@keelson/kubernetes/schema';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { ownNamespaceRules } from './emit/namespaced-rules.ts';
import type { ApiModel } from './model/api-model.ts';
import { parseProjectFile, type ProjectFile, projectFileName } from './project/project-file.ts';
import { readProject } from './source/read-project.ts';

/** What a project's source says, and its PROJECT, where there is one. */
export interface ProjectModel {
  readonly model: ApiModel;
  readonly project: ProjectFile | undefined;
}

/**
 * Reads the source of a project, with its rights where PROJECT says that they are to be.
 * @throws {SourceError} with all that is wrong in the source
 */
export async function readModel(root: string, tsconfig = 'tsconfig.json'): Promise<ProjectModel> {
  const project = await projectOf(root);
  return { project, model: inOwnScope(readProject(path.join(root, tsconfig), { root }), project) };
}

async function projectOf(root: string): Promise<ProjectFile | undefined> {
  const text = await readFile(path.join(root, projectFileName), 'utf8').catch(() => undefined);
  return text === undefined ? undefined : parseProjectFile(text);
}

/** A namespaced project needs its rights in its own namespace only. */
function inOwnScope(model: ApiModel, project: ProjectFile | undefined): ApiModel {
  if (project?.namespaced !== true) return model;
  const definitions = loadDefinitions();
  const builtIn = definitions.modules.flatMap((module) => definitions.moduleOf(module).kinds);
  const wide = new Set(
    [...builtIn, ...model.resources]
      .filter(({ scope }) => scope === 'Cluster')
      .map(({ group, plural }) => `${group}/${plural}`),
  );
  const isClusterScoped = (group: string, resource: string) => wide.has(`${group}/${resource}`);
  return { ...model, rules: ownNamespaceRules(model.rules, isClusterScoped) };
}
