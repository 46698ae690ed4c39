import path from 'node:path';
import { stringify } from 'yaml';
import { deploymentManifests } from './build-installer.ts';
import { bundleDockerfile, bundleFiles } from './olm/bundle-files.ts';
import { baseServiceVersion } from './olm/cluster-service-version.ts';
import { newFile } from './project/file-plan.ts';
import { readVersion } from './project/package-manifest.ts';
import { ProjectError } from './project/project-error.ts';
import { readProjectFile } from './project/project-file.ts';
import { parseManifests, readManifests } from './project/read-manifests.ts';
import { readText } from './project/read-text.ts';
import { planSharedFolder } from './project/shared-folder.ts';
import { writePlan } from './project/write-plan.ts';

/** Options of {@link generateBundle}. */
export interface GenerateBundleOptions {
  /** Root of the project. */
  readonly projectDirectory: string;
  /** Of the operator, `1.2.3`. @default the one of package.json */
  readonly version?: string | undefined;
  /** Image of the manager. @default the one of config/manager */
  readonly image?: string | undefined;
  /** Name of the version that this one takes the place of: `ship.v1.2.2`. @default the base's, else none */
  readonly replaces?: string | undefined;
  /** @default ['alpha'] */
  readonly channels?: readonly string[] | undefined;
  /** Of a subscription that names none. @default none */
  readonly defaultChannel?: string | undefined;
  /** Replace what was edited; it is kept beside, as `.orig`. @default false */
  readonly force?: boolean | undefined;
  /** Check everything, and write nothing. @default false */
  readonly dryRun?: boolean | undefined;
}

/** What {@link generateBundle} did. */
export interface GenerateBundleResult {
  readonly written: readonly string[];
  /** Files that were edited or removed since they were generated, and so were left alone. */
  readonly kept: readonly string[];
  /** `Kind name` of what OLM cannot install, and so is not in the bundle. */
  readonly left: readonly string[];
}

/**
 * Writes a bundle for the Operator Lifecycle Manager into `bundle`: a ClusterServiceVersion of what
 * `config/default` deploys, the definitions, and what goes along. What only people know of the operator
 * stands in `config/manifests/bases`, which is written once. Semantics: operator-sdk's `generate bundle`.
 * @throws {ProjectError} when a version or a channel is none, or a kustomization says more than is understood
 */
export async function generateBundle(
  options: GenerateBundleOptions,
): Promise<GenerateBundleResult> {
  const { projectDirectory: root, image, replaces, defaultChannel, force, dryRun } = options;
  const { projectName, namespaced } = await readProjectFile(root);
  const channels = options.channels ?? ['alpha'];
  const version = checkVersion(options.version ?? (await readVersion(root)));
  checkChannels([...channels, ...(defaultChannel === undefined ? [] : [defaultChannel])]);
  const basePath = `config/manifests/bases/${projectName}.clusterserviceversion.yaml`;
  const fresh = stringify(baseServiceVersion(projectName), { lineWidth: 0 });
  const [base] = parseManifests((await readText(root, basePath)) ?? fresh, basePath);
  if (base === undefined)
    throw new ProjectError(`${basePath} is empty: remove it to have a new one`);
  const { files, left } = bundleFiles({
    projectName,
    version,
    replaces,
    channels,
    defaultChannel,
    base,
    isNamespaced: namespaced === true,
    manifests: await deploymentManifests({ projectDirectory: root, image }),
    samples: await readManifests(path.join(root, 'config/samples')),
  });
  const { plan, kept, remove } = await planSharedFolder({ root, folder: 'bundle', files, force });
  const dockerfile = bundleDockerfile({ projectName, channels, defaultChannel });
  const all = [
    { ...newFile(basePath, fresh), ifExists: 'keep' as const },
    ...plan,
    { ...newFile('bundle.Dockerfile', dockerfile), ifExists: 'replace' as const },
  ];
  return { written: await writePlan(root, all, { force, dryRun, remove }), kept, left };
}

function checkVersion(version: string): string {
  if (/^\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?$/.test(version)) return version;
  throw new ProjectError(
    `version ${JSON.stringify(version)} is no semantic version: write one such as 1.2.3`,
  );
}

function checkChannels(channels: readonly string[]): void {
  const wrong = channels.find(
    (channel) => !/^[a-zA-Z0-9]([a-zA-Z0-9._-]*[a-zA-Z0-9])?$/.test(channel),
  );
  if (wrong === undefined) return;
  throw new ProjectError(
    `channel ${JSON.stringify(wrong)} is no name: use letters, digits, - and .`,
  );
}
