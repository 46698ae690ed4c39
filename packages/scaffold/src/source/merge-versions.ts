import { canonicalJson } from '../model/canonical-json.ts';
import type { ResourceModel, ResourceVersion } from '../model/resource-model.ts';
import type { Problems } from './problems.ts';
import type { ResourceDeclaration } from './read-resource.ts';
import type { SourceProgram } from './source-program.ts';

/** What all versions of a kind say alike, and what to do when they do not. */
const shared = ['plural', 'singular', 'scope', 'shortNames', 'categories'] as const;

/**
 * One CustomResourceDefinition for the versions of each kind. A version that stands alone is stored;
 * otherwise exactly one says so.
 */
export function mergeVersions(
  declarations: readonly ResourceDeclaration[],
  program: SourceProgram,
  problems: Problems,
): ResourceModel[] {
  const byKind = Map.groupBy(declarations, ({ group, kind }) => `${kind}.${group}`);
  const resources = [...byKind.values()].map((versions) => mergeKind(versions, program, problems));
  refusePluralConflicts(declarations, program, problems);
  return resources.toSorted(
    (a, b) => compareText(a.group, b.group) || compareText(a.plural, b.plural),
  );
}

function mergeKind(
  declarations: readonly ResourceDeclaration[],
  program: SourceProgram,
  problems: Problems,
): ResourceModel {
  const sorted = declarations.toSorted((a, b) => compareText(a.version.name, b.version.name));
  const report = (declaration: ResourceDeclaration, message: string): void => {
    problems.add(program.problemAt(declaration.node, message));
  };
  for (const [index, declaration] of sorted.entries()) {
    const { kind, version } = declaration;
    if (sorted[index - 1]?.version.name === version.name) {
      report(declaration, `${kind} has version ${version.name} twice`);
    }
  }
  const stored = sorted.filter((one) => one.version.storage);
  const isAlone = sorted.length === 1;
  const [first] = sorted as [ResourceDeclaration];
  if (isAlone ? first.version.storage === false : stored.length === 0) {
    const instead = isAlone ? 'leave out "storage: false"' : 'write "storage: true" in one of them';
    report(first, `no version of ${first.kind} is stored: ${instead}`);
  }
  for (const other of stored.slice(1)) {
    report(
      other,
      `${other.kind} is stored in ${stored[0]?.version.name} and in ${other.version.name}: leave "storage: true" in one of them`,
    );
  }
  if (sorted.every((one) => !one.version.served)) {
    report(
      first,
      `no version of ${first.kind} is served: leave out "served: false" in one of them`,
    );
  }
  const leading = stored[0] ?? first;
  for (const declaration of sorted) {
    for (const key of shared) {
      if (canonicalJson(declaration[key]) !== canonicalJson(leading[key])) {
        report(
          declaration,
          `the versions of ${declaration.kind} have one ${key} together: ${JSON.stringify(declaration[key])} here, ${JSON.stringify(leading[key])} in ${leading.version.name}`,
        );
      }
    }
  }
  const { version: _, node: __, ...resource } = leading;
  return {
    ...resource,
    annotations: Object.assign({}, ...sorted.map((one) => one.annotations)) as Record<
      string,
      string
    >,
    labels: Object.assign({}, ...sorted.map((one) => one.labels)) as Record<string, string>,
    versions: sorted.map(({ version }): ResourceVersion => ({
      ...version,
      storage: version.storage ?? isAlone,
    })),
  };
}

/** Two kinds of a group with one plural would be one URL and one file. */
function refusePluralConflicts(
  declarations: readonly ResourceDeclaration[],
  program: SourceProgram,
  problems: Problems,
): void {
  const byName = Map.groupBy(declarations, ({ group, plural }) => `${plural}.${group}`);
  for (const [name, claims] of byName) {
    const [first] = claims;
    for (const claim of claims.filter((one) => one.kind !== first?.kind)) {
      problems.add(
        program.problemAt(
          claim.node,
          `${claim.kind} and ${first?.kind} are both ${name}: give one of them another "plural"`,
        ),
      );
    }
  }
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
