import { pluralOf } from '@keelson/kubernetes';
import type { PrinterColumn, ResourceModel, ResourceVersion } from '../model/resource-model.ts';
import type { SchemaNode } from '../model/schema-node.ts';
import { applyMarker } from './apply-marker.ts';
import { missingStep } from '../model/schema-path.ts';
import { readConstant } from './constant.ts';
import { decoratorsOf, type DecoratorUse } from './decorator-use.ts';
import { docOf } from './doc-comment.ts';
import { objectSchema, readFields } from './read-properties.ts';
import type { TypeReader } from './type-reader.ts';
import type { ClassDeclaration, Node, Type } from './typescript.ts';

/** One class with `@CustomResource`: a kind in one version. */
export interface ResourceDeclaration extends Omit<ResourceModel, 'versions'> {
  /** `storage` is what the decorator says, if anything. */
  readonly version: Omit<ResourceVersion, 'storage'> & { readonly storage: boolean | undefined };
  /** Node of the decorator, for problems with it. */
  readonly node: Node;
}

interface Options {
  readonly group: string;
  readonly version: string;
  readonly kind?: string;
  readonly plural?: string;
  readonly singular?: string;
  readonly shortNames?: readonly string[];
  readonly categories?: readonly string[];
  readonly scope?: 'Cluster' | 'Namespaced';
  readonly subresources?: { readonly status?: boolean; readonly scale?: ResourceVersion['scale'] };
  readonly served?: boolean;
  readonly storage?: boolean;
  readonly deprecated?: boolean | string;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly labels?: Readonly<Record<string, string>>;
}

/** Fields of every object, which the emitter writes. */
const commonFields = new Set(['apiVersion', 'kind', 'metadata']);

/** What `@CustomResource` says of the class: all but its schema. */
export function readResourceOptions(
  reader: TypeReader,
  declaration: ClassDeclaration,
  use: DecoratorUse,
): Omit<ResourceDeclaration, 'version'> & { readonly options: Options } {
  const [argument] = use.args;
  const value = argument && readConstant(reader.context.program, argument);
  const options = value as unknown as Options;
  const kind = options.kind ?? declaration.name?.text;
  if (kind === undefined) return reader.refuse(declaration, 'a class of the API needs a name');
  return {
    group: options.group,
    kind,
    listKind: `${kind}List`,
    plural: options.plural ?? pluralOf(kind),
    singular: options.singular ?? kind.toLowerCase(),
    scope: options.scope ?? 'Namespaced',
    shortNames: options.shortNames ?? [],
    categories: options.categories ?? [],
    annotations: options.annotations ?? {},
    labels: options.labels ?? {},
    node: use.node,
    options,
  };
}

/** The kind and version that a class with `@CustomResource` defines. */
export function readResource(
  reader: TypeReader,
  declaration: ClassDeclaration,
  use: DecoratorUse,
): ResourceDeclaration {
  const { program, names } = reader.context;
  const { options, ...resource } = readResourceOptions(reader, declaration, use);
  checkNames(reader, use.node, { ...resource, version: options.version });
  const symbol = declaration.name && program.resolve(declaration.name);
  const type = symbol && program.checker.getDeclaredTypeOfSymbol(symbol);
  if (type === undefined) return reader.refuse(declaration, 'a class of the API needs a name');
  if (!extendsCustomResourceObject(reader, type)) {
    return reader.refuse(
      declaration.name ?? declaration,
      'a class with @CustomResource extends CustomResourceObject<Spec, Status> from @keelson/runtime',
    );
  }
  const uses = decoratorsOf(program, names, declaration);
  const schema = readRootSchema(reader, type, declaration);
  const site = declaration.name ?? declaration;
  reader.context.problems.add(...reader.context.ruleSites.check(program, schema, site));
  const { scale } = options.subresources ?? {};
  for (const jsonPath of Object.values(scale ?? {})) {
    checkPath(reader, use.node, { schema, jsonPath });
  }
  return {
    ...resource,
    version: {
      name: options.version,
      served: options.served ?? true,
      storage: options.storage,
      deprecated: options.deprecated ?? false,
      statusSubresource: options.subresources?.status ?? false,
      scale,
      columns: readPaths<PrinterColumn>(reader, { uses, name: 'PrinterColumn', schema }),
      selectableFields: readPaths(reader, { uses, name: 'SelectableField', schema }).map(
        ({ jsonPath }) => jsonPath,
      ),
      schema,
    },
  };
}

function readRootSchema(reader: TypeReader, type: Type, declaration: ClassDeclaration): SchemaNode {
  const { program, names } = reader.context;
  const symbols = program.checker
    .getPropertiesOfType(type)
    .filter((symbol) => !commonFields.has(symbol.name));
  const site = declaration.name ?? declaration;
  const fields = readFields(reader, { type, hint: undefined, site }, symbols);
  const description = docOf(declaration);
  const schema = {
    ...objectSchema(fields),
    ...(description !== undefined && { description }),
  };
  return decoratorsOf(program, names, declaration).reduce(
    (result, decorator) => applyMarker(reader, result, decorator),
    schema,
  );
}

/** What the decorators of one name say, each with a path into the object. */
function readPaths<T extends { readonly jsonPath: string }>(
  reader: TypeReader,
  {
    uses,
    name,
    schema,
  }: {
    readonly uses: readonly DecoratorUse[];
    readonly name: string;
    readonly schema: SchemaNode;
  },
): T[] {
  const { program, problems } = reader.context;
  return uses
    .filter((use) => use.name === name)
    .flatMap(({ args: [argument], node }): T[] => {
      const value = problems.collect(() => {
        const options = (argument && readConstant(program, argument)) as unknown as T;
        checkPath(reader, node, { schema, jsonPath: options.jsonPath });
        return options;
      });
      return value === undefined ? [] : [value];
    });
}

/** The API server takes paths that lead nowhere, and shows nothing for them. */
function checkPath(
  reader: TypeReader,
  node: Node,
  { schema, jsonPath }: { readonly schema: SchemaNode; readonly jsonPath: string },
): void {
  const step = missingStep(schema, jsonPath);
  if (step !== undefined) {
    reader.refuse(node, `"${jsonPath}" leads nowhere: there is no field "${step}" there`);
  }
}

function extendsCustomResourceObject(reader: TypeReader, type: Type): boolean {
  const { program, names } = reader.context;
  return (type.isClassOrInterface() ? (type.getBaseTypes() ?? []) : []).some((base) => {
    const symbol = base.getSymbol();
    const target = symbol && program.typeDeclarationOf(symbol);
    const isBase =
      symbol?.name === 'CustomResourceObject' && target !== undefined && names.isRuntime(target);
    return isBase || extendsCustomResourceObject(reader, base);
  });
}

const dnsLabel = /^[a-z]([-a-z0-9]{0,61}[a-z0-9])?$/;
const dnsName = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)+$/;

function checkNames(
  reader: TypeReader,
  node: Node,
  {
    group,
    version,
    kind,
    plural,
    singular,
    shortNames,
  }: Omit<ResourceDeclaration, 'version'> & {
    readonly version: string;
  },
): void {
  if (!dnsName.test(group)) {
    reader.refuse(
      node,
      `group "${group}" is not a DNS name with a dot: write one such as "shop.example.com"`,
    );
  }
  if (!/^v[1-9][0-9]*((alpha|beta)[1-9][0-9]*)?$/.test(version)) {
    reader.refuse(node, `version "${version}" is none: write "v1", "v1beta1" or "v2alpha3"`);
  }
  if (!/^[A-Z][A-Za-z0-9]*$/.test(kind)) {
    reader.refuse(
      node,
      `kind "${kind}" is not in PascalCase: write one such as "HealthCheckPolicy"`,
    );
  }
  for (const name of [plural, singular, ...shortNames]) {
    if (!dnsLabel.test(name)) {
      reader.refuse(node, `"${name}" is not a DNS label: lower-case letters, digits and dashes`);
    }
  }
}
