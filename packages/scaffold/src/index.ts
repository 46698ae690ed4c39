// Projects.
export { createApi, type CreateApiOptions, type CreateApiResult } from './create-api.ts';
export { createProject, type CreateProjectOptions, type ScaffoldResult } from './create-project.ts';
export { type License, licenses } from './project/license.ts';
export { ProjectError } from './project/project-error.ts';
export { type ProjectFile, type ProjectResource, readProjectFile } from './project/project-file.ts';
export { readCustomResources } from './project/read-custom-resources.ts';

// Manifests.
export {
  generate,
  type GenerateOptions,
  type GenerateResult,
  type OutdatedFile,
} from './generate.ts';
export { SourceError, type SourceProblem } from './source/source-error.ts';
