import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { ignoreMissing } from './ignore-missing.ts';
import { overrideImages } from './kustomize-images.ts';
import { addLabels } from './kustomize-labels.ts';
import { rename } from './kustomize-names.ts';
import { type Kustomization, readKustomization } from './kustomization-file.ts';
import { ProjectError } from './project-error.ts';
import { type Manifest, parseManifests } from './read-manifests.ts';

/**
 * The objects that a kustomization stands for, in the order in which a cluster needs them: what
 * `kubectl kustomize` gives for the part of its language that scaffolded projects use.
 * @throws {ProjectError} when something is missing, or says more than is understood
 */
export async function buildKustomization(folder: string): Promise<Manifest[]> {
  const manifests = await build(folder);
  const seen = new Set<string>();
  for (const { apiVersion, kind, metadata } of manifests) {
    const id = [apiVersion, kind, metadata['namespace'], metadata.name].join(' ');
    if (seen.has(id)) {
      throw new ProjectError(`${folder}: ${kind} ${metadata.name} is there twice`);
    }
    seen.add(id);
  }
  return manifests.toSorted((a, b) => rank(a) - rank(b));
}

/**
 * The objects of a folder as if a kustomization listed it too; none when there is no such folder.
 * @throws {ProjectError} as {@link buildKustomization}
 */
export async function buildBeside(folder: string, resource: string): Promise<Manifest[]> {
  const place = path.join(folder, resource);
  if ((await stat(place).catch(ignoreMissing)) === undefined) return [];
  return transform(await readKustomization(folder), await build(place));
}

async function build(folder: string): Promise<Manifest[]> {
  const kustomization = await readKustomization(folder);
  const { resources = [] } = kustomization;
  const parts = await Promise.all(resources.map((name) => load(path.join(folder, name))));
  return transform(kustomization, parts.flat());
}

function transform(kustomization: Kustomization, manifests: readonly Manifest[]): Manifest[] {
  const { labels = [], images = [], ...names } = kustomization;
  return rename(manifests, names)
    .map((manifest) => labels.reduce(addLabels, manifest))
    .map((manifest) => overrideImages(manifest, images));
}

async function load(place: string): Promise<Manifest[]> {
  const found = await stat(place).catch(() => undefined);
  if (found === undefined)
    throw new ProjectError(`${place} is not there: take it out of resources`);
  if (found.isDirectory()) return build(place);
  return parseManifests(await readFile(place, 'utf8'), place);
}

const first = [
  'Namespace',
  'CustomResourceDefinition',
  'ServiceAccount',
  'Role',
  'ClusterRole',
  'RoleBinding',
  'ClusterRoleBinding',
  'ConfigMap',
  'Secret',
  'Service',
];
const last = ['MutatingWebhookConfiguration', 'ValidatingWebhookConfiguration'];

/** What others need comes first; what would refuse others comes last. */
function rank({ kind }: Manifest): number {
  const early = first.indexOf(kind);
  return early === -1 ? first.length + 1 + last.indexOf(kind) : early;
}
