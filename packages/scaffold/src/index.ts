// Projects.
export { createApi, type CreateApiOptions, type CreateApiResult } from './create-api.ts';
export {
  createWebhook,
  type CreateWebhookOptions,
  type CreateWebhookResult,
} from './create-webhook.ts';
export { createProject, type CreateProjectOptions, type ScaffoldResult } from './create-project.ts';
export { editProject, type EditProjectOptions, type EditResult } from './edit-project.ts';
export { importCrd, type ImportCrdOptions } from './import-crd.ts';
export { newProject, type NewProjectOptions } from './new-project.ts';
export { type License, licenses } from './project/license.ts';
export { ProjectError } from './project/project-error.ts';
export { type ProjectFile, type ProjectResource, readProjectFile } from './project/project-file.ts';
export { readCustomResources } from './project/read-custom-resources.ts';
export { type Manifest, parseManifests, readManifests } from './project/read-manifests.ts';

export {
  upgradeProject,
  type UpgradeProjectOptions,
  type UpgradeResult,
} from './upgrade-project.ts';

// Manifests.
export {
  buildInstaller,
  type BuildInstallerOptions,
  deploymentManifests,
  type DeploymentManifestsOptions,
} from './build-installer.ts';
export { generate, type GenerateOptions, type GenerateResult } from './generate.ts';
export { generateDocs, type GenerateDocsOptions } from './generate-docs.ts';
export type { OutdatedFile } from './project/compare-plan.ts';
export {
  generateBundle,
  type GenerateBundleOptions,
  type GenerateBundleResult,
} from './generate-bundle.ts';
export {
  generateHelm,
  type GenerateHelmOptions,
  type GenerateHelmResult,
} from './generate-helm.ts';
export { auditRbac, type AuditRbacOptions } from './audit-rbac.ts';
export type { RightsFinding } from './rights/judge-rights.ts';
export { readRequestLog, type RequestLogOptions } from './rights/read-request-log.ts';
export { sampleOf } from './emit/sample.ts';
export type { ResourceModel, ResourceVersion } from './model/resource-model.ts';
export type { SchemaNode } from './model/schema-node.ts';
export type { ApiModel } from './model/api-model.ts';
export { readProject } from './source/read-project.ts';
export { SourceError, type SourceProblem } from './source/source-error.ts';
