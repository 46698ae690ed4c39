import { formatSample, sampleMark, sampleOf } from '../emit/sample.ts';
import type { ResourceModel } from '../model/resource-model.ts';
import { type FilePlan, updatedFile } from './file-plan.ts';
import { readText } from './read-text.ts';

/** Where `create api` puts the sample of a version. */
export function samplePath(group: string, version: string, kind: string): string {
  return `samples/${group}_${version}_${kind.toLowerCase()}.yaml`;
}

/** The samples that still follow the types; those that a user has made are left alone. */
export async function planSamples(
  root: string,
  folder: string,
  { resources, domain }: { readonly resources: readonly ResourceModel[]; readonly domain: string },
): Promise<FilePlan> {
  const candidates = resources.flatMap((resource) => {
    const group = resource.group.endsWith(`.${domain}`)
      ? resource.group.slice(0, -domain.length - 1)
      : resource.group;
    return resource.versions.map((version) => ({
      path: `${folder}/${samplePath(group, version.name, resource.kind)}`,
      contents: () => formatSample(sampleOf(resource, version)),
    }));
  });
  const texts = await Promise.all(candidates.map(({ path }) => readText(root, path)));
  return candidates
    .filter((_, index) => texts[index]?.startsWith(sampleMark))
    .map(({ path, contents }) => updatedFile(path, contents()));
}
