import type { ResourceModel } from '../model/resource-model.ts';
import type { ConverterModel, WebhookModel } from '../model/webhook-model.ts';
import type { Problems } from './problems.ts';
import type { SourceProgram } from './source-program.ts';
import type { Node } from './typescript.ts';

/** The API server takes a name once in a configuration. */
export function refuseTwins(
  webhooks: readonly { readonly webhook: WebhookModel; readonly node: Node }[],
  program: SourceProgram,
  problems: Problems,
): void {
  const seen = new Set<string>();
  for (const { webhook, node } of webhooks) {
    const { type, configurationName, name } = webhook;
    const key = `${type}/${configurationName}/${name}`;
    if (seen.has(key)) {
      problems.add(
        program.problemAt(
          node,
          `there is a ${type} webhook "${name}" already: write another "name"`,
        ),
      );
    }
    seen.add(key);
  }
}

/** The kinds, each knowing whether it is converted; a kind that is has a converter for each version. */
export function withConverters(
  resources: readonly ResourceModel[],
  converters: readonly { readonly converter: ConverterModel; readonly node: Node }[],
  { program, problems }: { readonly program: SourceProgram; readonly problems: Problems },
): ResourceModel[] {
  const report = (node: Node, message: string) => problems.add(program.problemAt(node, message));
  return resources.map((resource) => {
    const { group, plural, kind, versions } = resource;
    const own = converters.filter(
      ({ converter }) => converter.group === group && converter.plural === plural,
    );
    const [first] = own;
    if (first === undefined) return resource;
    const { hub } = first.converter;
    const spokes = new Set<string>();
    for (const { converter, node } of own) {
      if (converter.hub !== hub) {
        report(node, `${kind} has two hubs, ${hub} and ${converter.hub}: name the same one`);
      }
      if (spokes.has(converter.spoke)) {
        report(node, `${kind} has two converters for ${converter.spoke}: leave one out`);
      }
      spokes.add(converter.spoke);
    }
    const missing = versions.map(({ name }) => name).filter((v) => v !== hub && !spokes.has(v));
    if (missing.length > 0) {
      report(
        first.node,
        `${kind} has no converter for ${missing.join(', ')}: write a class with @Conversion for each version but ${hub}`,
      );
    }
    return { ...resource, hasConverters: true };
  });
}
