import path from 'node:path';

/**
 * What the generated definitions, rules included, say against the samples of a project: one line for
 * each problem, in the server's words. Samples of kinds that the project does not define are left out.
 */
export async function judgeSamples(folder: string): Promise<string[]> {
  const { readManifests } = await import('@keelson/scaffold');
  const definitions = await readManifests(path.join(folder, 'crd/bases'));
  const samples = await readManifests(path.join(folder, 'samples'));
  if (definitions.length === 0 || samples.length === 0) return [];
  const { CustomResourceDefinitions } = await import('@keelson/control-plane/offline');
  const rules = new CustomResourceDefinitions(definitions);
  const kinds = new Set(definitions.flatMap(servedKinds));
  return samples
    .filter(({ apiVersion, kind }) => kinds.has(`${apiVersion} ${kind}`))
    .flatMap((sample) => {
      const problems = rules.of(sample).validate(sample);
      const name = `the sample ${sample.kind} ${sample.metadata.name} (${sample.apiVersion})`;
      return problems.map((problem) => `${name} would be refused: ${problem}`);
    });
}

function servedKinds(definition: { readonly [field: string]: unknown }): string[] {
  const { group, names, versions } = definition['spec'] as {
    readonly group: string;
    readonly names: { readonly kind: string };
    readonly versions: readonly { readonly name: string }[];
  };
  return versions.map(({ name }) => `${group}/${name} ${names.kind}`);
}
