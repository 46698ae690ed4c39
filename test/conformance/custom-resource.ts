import type { Answer, RequestOptions } from './answer.ts';
import { isObject, type Json, type JsonObject } from './exact-json.ts';

/** A kind to install; whatever is not said is that of a plain `Widget`. */
export interface CustomResourceOptions {
  /** The schema of the only version, `v1`. @default any spec and status are kept */
  readonly schema?: object | undefined;
  /** More fields of the only version: `subresources`, `additionalPrinterColumns`, `selectableFields` ... */
  readonly version?: object | undefined;
  /** All versions, in place of the two above. */
  readonly versions?: readonly object[] | undefined;
  /** More fields of the definition's spec: `conversion`, `preserveUnknownFields` ... */
  readonly spec?: object | undefined;
  /** @default Namespaced */
  readonly scope?: 'Namespaced' | 'Cluster' | undefined;
  /** @default Widget */
  readonly kind?: string | undefined;
}

/** A kind that is served. */
export interface CustomResource {
  readonly group: string;
  /** `<group>/v1`, of the first version. */
  readonly apiVersion: string;
  readonly kind: string;
  readonly plural: string;
  /** Name of the definition. */
  readonly name: string;
  /** Of the collection in the case's namespace, or of the cluster's. */
  readonly path: string;
  /** An object of the kind. */
  object(name: string, fields?: object): JsonObject;
}

const anything = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };

/** The definition that {@link installCustomResource} posts, for cases about definitions themselves. */
export function customResourceDefinition(
  id: string,
  options: CustomResourceOptions = {},
): JsonObject {
  const { scope = 'Namespaced', kind = 'Widget', spec } = options;
  const group = `${id}.example.com`;
  const singular = kind.toLowerCase();
  const plural = `${singular}s`;
  const schema = options.schema ?? {
    type: 'object',
    properties: { spec: anything, status: anything },
  };
  const versions = options.versions ?? [
    {
      name: 'v1',
      served: true,
      storage: true,
      schema: { openAPIV3Schema: schema },
      ...options.version,
    },
  ];
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.${group}` },
    spec: {
      group,
      scope,
      names: { kind, plural, singular, listKind: `${kind}List` },
      versions: versions as Json[],
      ...spec,
    },
  };
}

export const definitionsPath = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';

/** What it takes to install a kind. */
export interface Installer {
  readonly id: string;
  in(groupVersion: string): string;
  post(path: string, body: object, options?: RequestOptions): Promise<Answer>;
  delete(path: string, body?: object, options?: RequestOptions): Promise<Answer>;
  await(path: string, condition: (answer: Answer) => boolean): Promise<Answer>;
  onEnd(task: () => unknown): void;
}

/** Posts a definition and waits until objects can be made; it is deleted after the case. */
export async function installCustomResource(
  api: Installer,
  options: CustomResourceOptions = {},
): Promise<CustomResource> {
  const definition = customResourceDefinition(api.id, options);
  const created = await api.post(definitionsPath, definition, { record: false });
  if (created.status !== 201) throw new Error(`the definition was refused: ${created.text}`);
  const { name } = created.metadata;
  const file = `${definitionsPath}/${name}`;
  api.onEnd(() => api.delete(file, undefined, { record: false }));
  const { spec } = definition as unknown as { spec: Spec };
  const versions = spec.versions.filter(({ served = true }) => served);
  await api.await(file, ({ body }) => isEstablished(body));
  const { group, names, scope } = spec;
  const apiVersion = `${group}/${versions[0]!.name}`;
  const folder = scope === 'Cluster' ? `/apis/${apiVersion}` : api.in(apiVersion);
  for (const version of versions) {
    await api.await(
      `/apis/${group}/${version.name}/${names.plural}`,
      ({ status }) => status === 200,
    );
  }
  return {
    group,
    apiVersion,
    kind: names.kind,
    plural: names.plural,
    name,
    path: `${folder}/${names.plural}`,
    object: (objectName, fields = {}) => ({
      apiVersion,
      kind: names.kind,
      metadata: { name: objectName },
      ...fields,
    }),
  };
}

interface Spec {
  readonly group: string;
  readonly scope: string;
  readonly names: { readonly kind: string; readonly plural: string };
  readonly versions: readonly { readonly name: string; readonly served?: boolean }[];
}

/** Whether a definition says that its objects are served. */
export function isEstablished({ status }: JsonObject): boolean {
  const conditions = isObject(status) ? status['conditions'] : undefined;
  return (
    Array.isArray(conditions) &&
    conditions.some(
      (one) => isObject(one) && one['type'] === 'Established' && one['status'] === 'True',
    )
  );
}
