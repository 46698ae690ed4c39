import { pluralOf } from '@keelson/kubernetes';
import path from 'node:path';
import { kebabCase } from './names.ts';
import { samplePath } from './plan-samples.ts';
import type { ProjectFile } from './project-file.ts';
import { quoteTs } from './render.ts';

/** An API as the templates need it; every name has been checked. */
export interface ApiSource {
  /** Group without the domain. */
  readonly group: string;
  readonly domain: string;
  readonly version: string;
  readonly kind: string;
  readonly namespaced: boolean;
  /** @default the regular plural of the kind */
  readonly plural?: string | undefined;
  readonly shortNames: readonly string[];
  /** Whether this version is the one that is stored: the first of its kind is. */
  readonly storage: boolean;
}

/** Names that the templates use themselves, and globals that a class should not hide. */
const takenNames: ReadonlySet<string> = new Set(
  `Condition CustomResource CustomResourceObject Int32 Int64 ListMapKey ListType
   Minimum PrinterColumn Client Controller ReconcileContext Reconciler Request
   Result Manager RestClient Transport AbortController Array BigInt Boolean Date
   Error Function Infinity JSON Map Math NaN Number Object Promise Proxy Reflect
   RegExp Set String Symbol`.split(/\s+/),
);

/** Name of the class: the kind, unless the code around it needs that name itself. */
export function classNameOf(kind: string): string {
  return takenNames.has(kind) ? `${kind}Resource` : kind;
}

/** `policy` and `example.com` are `policy.example.com`. */
export function fullGroupOf({ group, domain }: Pick<ApiSource, 'group' | 'domain'>): string {
  return `${group}.${domain}`;
}

/** Where the files of an API go, below the project's root; with folders for groups if there are several. */
export function apiPaths(
  { group, version, kind }: Pick<ApiSource, 'group' | 'version' | 'kind'>,
  { multigroup = false }: Pick<ProjectFile, 'multigroup'>,
) {
  const kebab = kebabCase(kind);
  const folder = multigroup ? `${group}/` : '';
  return {
    types: `src/api/${folder}${version}/${kebab}.ts`,
    typesTest: `src/api/${folder}${version}/${kebab}.test.ts`,
    controller: `src/controllers/${folder}${kebab}-controller.ts`,
    controllerTest: `src/controllers/${folder}${kebab}-controller.test.ts`,
    webhooks: `src/webhooks/${folder}${version}`,
    sample: `config/${samplePath(group, version, kind)}`,
  };
}

/** Where `operator generate` writes the custom resource definition. */
export function crdPath(api: ApiSource): string {
  return `config/crd/bases/${fullGroupOf(api)}_${api.plural ?? pluralOf(api.kind)}.yaml`;
}

/** How a file of the project imports another, both below the project's root. */
export function moduleFrom(importer: string, file: string): string {
  const module = path.posix.relative(path.posix.dirname(importer), file);
  return module.startsWith('.') ? module : `./${module}`;
}

/** What the module of a controller needs of its surroundings. */
export interface ControllerModule {
  /** How it imports the types. */
  readonly typesModule: string;
  /** In logs and metrics. @default the kind's own, which is enough where no other group has it */
  readonly controllerName?: string | undefined;
}

/** Of a project with folders for groups, where two of them may have a kind of one name. */
export function controllerNameOf(
  { group, kind }: Pick<ApiSource, 'group' | 'kind'>,
  { multigroup = false }: Pick<ProjectFile, 'multigroup'>,
): string | undefined {
  return multigroup ? `${group}-${kind.toLowerCase()}` : undefined;
}

/** The argument of `@Controller`. */
export function controllerOptions(className: string, name: string | undefined): string {
  if (name === undefined) return `{ for: ${className} }`;
  const line = `{ for: ${className}, name: ${quoteTs(name)} }`;
  if (line.length <= 100 - '@Controller()'.length) return line;
  return `{\n  for: ${className},\n  name: ${quoteTs(name)},\n}`;
}

/** The values that the templates of an API name. */
export function apiValues(
  api: ApiSource,
  { typesModule, controllerName }: ControllerModule,
): Record<string, string> {
  const { version, kind } = api;
  const kebab = kebabCase(kind);
  const className = classNameOf(kind);
  return {
    classDeclaration: classDeclaration(className, api.namespaced),
    className,
    controllerOptions: controllerOptions(className, controllerName),
    fullGroup: fullGroupOf(api),
    invalidKey: keyLiteral(api, 'invalid'),
    kebab,
    key: keyLiteral(api, 'stored'),
    keyFields: api.namespaced ? 'namespace, name' : 'name',
    kind,
    options: resourceOptions(api, className),
    reconciledKey: keyLiteral(api, 'reconciled'),
    typesModule,
    version,
  };
}

function keyLiteral({ namespaced, kind }: ApiSource, suffix: string): string {
  const name = quoteTs(`${kind.toLowerCase().slice(0, 40)}-${suffix}`);
  return namespaced ? `{ namespace: 'default', name: ${name} }` : `{ name: ${name} }`;
}

/** The lines of `@CustomResource` that not every API has. */
function resourceOptions(api: ApiSource, className: string): string {
  const { kind, plural, shortNames, namespaced, storage } = api;
  const lines = [
    className === kind ? undefined : `kind: ${quoteTs(kind)},`,
    plural === undefined || plural === pluralOf(kind) ? undefined : `plural: ${quoteTs(plural)},`,
    shortNames.length === 0 ? undefined : listOption('shortNames', shortNames),
    namespaced ? undefined : `scope: 'Cluster',`,
    // Said of the first version already, so that a second one leaves the file as it is.
    storage ? 'storage: true,' : undefined,
  ];
  return lines
    .filter((line) => line !== undefined)
    .map((line) => `  ${line}`)
    .join('\n');
}

function listOption(name: string, values: readonly string[]): string {
  const quoted = values.map(quoteTs);
  const line = `${name}: [${quoted.join(', ')}],`;
  if (line.length <= 98) return line;
  return [`${name}: [`, ...quoted.map((value) => `    ${value},`), '  ],'].join('\n');
}

function classDeclaration(className: string, namespaced: boolean): string {
  const parameters = [`${className}Spec`, `${className}Status`];
  if (!namespaced) parameters.push(`'Cluster'`);
  const start = `export class ${className} extends CustomResourceObject<`;
  const line = `${start}${parameters.join(', ')}> {}`;
  if (line.length <= 100) return line;
  return `${start}\n${parameters.map((one) => `  ${one}`).join(',\n')}\n> {}`;
}
