import type { Definitions } from '@keelson/kubernetes/schema';
import type { ConverterModel, WebhookModel } from '../model/webhook-model.ts';
import { readConstant } from './constant.ts';
import type { DecoratorUse } from './decorator-use.ts';
import { partsOf } from './read-controller.ts';
import { type KindModel, readKind } from './read-kind.ts';
import type { TypeReader } from './type-reader.ts';
import type { ClassDeclaration, Node } from './typescript.ts';

/** A decorator on the class of a webhook. */
interface WebhookUse {
  readonly declaration: ClassDeclaration;
  readonly use: DecoratorUse;
}

/** What the decorator says, but for `for`. */
type Options = Partial<
  Omit<WebhookModel, 'type' | 'clientConfig'> & {
    readonly path: string;
    readonly url: string;
    readonly serviceName: string;
    readonly serviceNamespace: string;
    readonly servicePort: number;
  }
>;

/** An entry that may still lack something. */
type Draft = { readonly [Key in keyof WebhookModel]?: WebhookModel[Key] | undefined };

const segment = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
const qualifiedName = new RegExp(`^${segment}(\\.${segment}){2,}$`);
const servedPath = /^((\/[a-zA-Z0-9-_]+)+|\/)$/;

/** The entry of a webhook configuration that `@MutatingWebhook` or `@ValidatingWebhook` declares. */
export function readWebhook(
  reader: TypeReader,
  definitions: Definitions,
  { declaration, use }: WebhookUse,
): WebhookModel {
  const type = use.name === 'MutatingWebhook' ? 'mutating' : 'validating';
  const parts = partsOf(reader, use.args[0] ?? use.node);
  const target = parts.get('for');
  const kind = target && readKind(reader, definitions, target);
  const options = optionsOf(reader, parts);
  const { scope, matchPolicy, timeoutSeconds, reinvocationPolicy, matchConditions } = options;
  const { namespaceSelector, objectSelector } = options;
  const lists = {
    groups: (options.groups ?? (kind && [kind.group]))?.map((one) => (one === 'core' ? '' : one)),
    versions: options.versions ?? (kind && [kind.version]),
    resources: options.resources ?? (kind && [kind.plural]),
    operations: options.operations ?? defaultOperations(type, declaration),
  };
  const letter = type.charAt(0);
  const model: Draft = {
    type,
    configurationName: options.configurationName ?? `${type}-webhook-configuration`,
    name: options.name ?? (kind && `${letter}${kind.kind.toLowerCase()}-${kind.version}.kb.io`),
    ...lists,
    scope,
    clientConfig: clientConfigOf(options, path(type, kind)),
    failurePolicy: options.failurePolicy ?? 'Fail',
    sideEffects: options.sideEffects ?? 'None',
    admissionReviewVersions: options.admissionReviewVersions ?? ['v1'],
    matchPolicy,
    timeoutSeconds,
    reinvocationPolicy,
    namespaceSelector,
    objectSelector,
    matchConditions,
  };
  const wrong = problemOf(model, options);
  return wrong === undefined ? (model as WebhookModel) : reader.refuse(use.node, wrong);
}

/** The two versions that `@Conversion` names. */
export function readConversion(
  reader: TypeReader,
  definitions: Definitions,
  { args: [options], node }: DecoratorUse,
): ConverterModel {
  const parts = partsOf(reader, options ?? node);
  const [hubNode, spokeNode] = [parts.get('hub'), parts.get('spoke')];
  if (hubNode === undefined || spokeNode === undefined) {
    return reader.refuse(
      node,
      'write the options of @Conversion here: { hub: <Kind>, spoke: <Kind> }',
    );
  }
  const hub = readKind(reader, definitions, hubNode);
  const spoke = readKind(reader, definitions, spokeNode);
  const { group, plural, kind } = hub;
  if (group !== spoke.group || kind !== spoke.kind || hub.version === spoke.version) {
    return reader.refuse(
      node,
      `${group}/${hub.version} ${kind} and ${spoke.group}/${spoke.version} ${spoke.kind} are not two versions of one kind`,
    );
  }
  return { group, plural, hub: hub.version, spoke: spoke.version };
}

function optionsOf(reader: TypeReader, parts: ReadonlyMap<string, Node>): Options {
  const { program } = reader.context;
  const entries = [...parts].filter(([key]) => key !== 'for');
  return Object.fromEntries(
    entries.map(([key, node]) => [key, readConstant(program, node)]),
  ) as Options;
}

/** Without `validateDelete` a deletion need not be asked about. */
function defaultOperations(
  type: WebhookModel['type'],
  { members }: ClassDeclaration,
): readonly string[] {
  const names = members.map((member) => (member as { name?: { text?: string } }).name?.text);
  return type === 'validating' && names.includes('validateDelete')
    ? ['CREATE', 'UPDATE', 'DELETE']
    : ['CREATE', 'UPDATE'];
}

function path(type: WebhookModel['type'], kind: KindModel | undefined): string | undefined {
  if (kind === undefined) return undefined;
  const verb = type === 'mutating' ? 'mutate' : 'validate';
  return `/${verb}-${kind.group.replaceAll('.', '-')}-${kind.version}-${kind.kind.toLowerCase()}`;
}

function clientConfigOf(
  options: Options,
  defaultPath: string | undefined,
): WebhookModel['clientConfig'] | undefined {
  const { url, path: at = defaultPath, servicePort: port } = options;
  if (url !== undefined) return { url };
  if (at === undefined) return undefined;
  const { serviceName: name = 'webhook-service', serviceNamespace: namespace = 'system' } = options;
  return { service: { name, namespace, path: at, ...(port !== undefined && { port }) } };
}

/** What the API server, or our own, would refuse. */
function problemOf(model: Draft, options: Options): string | undefined {
  const { name, timeoutSeconds, sideEffects = '', admissionReviewVersions = [] } = model;
  for (const list of ['groups', 'versions', 'resources', 'operations'] as const) {
    if (model[list] === undefined) {
      return `a webhook is for a kind: write "for: <Kind>", or "groups", "versions" and "resources"`;
    }
    if (model[list].length === 0) return `"${list}" is empty: leave it out, or name one at least`;
  }
  if (name === undefined) {
    return 'a webhook without "for" needs a name: name: \'pods.example.com\'';
  }
  if (!qualifiedName.test(name)) {
    return `"${name}" is no name for a webhook: write lower-case words with two dots at least, such as "pods.example.com"`;
  }
  const { path: given, url } = options;
  if (given !== undefined && url !== undefined) {
    return 'a webhook is called at a "path" of its service or by "url": write one of them';
  }
  if (model.clientConfig === undefined) {
    return 'a webhook without "for" needs a path: path: \'/label-pods\'';
  }
  if (given !== undefined && !servedPath.test(given)) {
    return `"${given}" is no path for a webhook: write letters, digits, "-" and "_" between slashes, such as "/mutate-pods"`;
  }
  if (url !== undefined && !/^https:\/\/[^?#]+$/.test(url)) {
    return `"${url}" is no URL of a webhook: write https://host:port/path`;
  }
  const isSeconds =
    Number.isInteger(timeoutSeconds) && timeoutSeconds! >= 1 && timeoutSeconds! <= 30;
  if (timeoutSeconds !== undefined && !isSeconds) {
    return `timeoutSeconds is ${timeoutSeconds}: write a whole number from 1 to 30`;
  }
  if (!['None', 'NoneOnDryRun'].includes(sideEffects)) {
    return `sideEffects is "${sideEffects}": write "None", or "NoneOnDryRun" and look at context.dryRun`;
  }
  if (!admissionReviewVersions.includes('v1')) {
    return "admissionReviewVersions must name 'v1', the one that the server answers";
  }
  return undefined;
}
