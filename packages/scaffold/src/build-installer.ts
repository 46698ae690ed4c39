import path from 'node:path';
import { formatManifests } from './emit/yaml.ts';
import { buildKustomization } from './project/build-kustomization.ts';
import { overrideImages, partsOfImage } from './project/kustomize-images.ts';
import { updatedFile } from './project/file-plan.ts';
import type { Manifest } from './project/read-manifests.ts';
import { writePlan } from './project/write-plan.ts';

/** Options of {@link deploymentManifests}. */
export interface DeploymentManifestsOptions {
  readonly projectDirectory: string;
  /** Of the manager: `registry.example.com/ship:v1`. @default the one of `config/manager` */
  readonly image?: string | undefined;
}

/** The image in a scaffolded `config/manager`. */
const placeholderImage = 'controller';

/**
 * Everything that the operator needs in a cluster: the objects of `config/default`, in the order in
 * which a cluster needs them.
 * @throws {ProjectError} when the kustomization says more than is understood
 */
export async function deploymentManifests(
  options: DeploymentManifestsOptions,
): Promise<Manifest[]> {
  const { projectDirectory, image } = options;
  const manifests = await buildKustomization(path.join(projectDirectory, 'config/default'));
  if (image === undefined) return manifests;
  return manifests.map((manifest) =>
    overrideImages(manifest, [{ name: placeholderImage, ...partsOfImage(image) }]),
  );
}

/** Options of {@link buildInstaller}. */
export interface BuildInstallerOptions extends DeploymentManifestsOptions {
  /** Where it is written. @default 'dist/install.yaml' */
  readonly output?: string | undefined;
  /** Check everything, and write nothing. @default false */
  readonly dryRun?: boolean | undefined;
}

/**
 * Writes {@link deploymentManifests} into one file, for those who install the operator.
 * @returns the path, below the project
 */
export async function buildInstaller(options: BuildInstallerOptions): Promise<string> {
  const { projectDirectory, output = 'dist/install.yaml', dryRun } = options;
  const contents = formatManifests(await deploymentManifests(options));
  await writePlan(projectDirectory, [updatedFile(output, contents)], { dryRun });
  return output;
}
