import type { ResourceModel, ResourceVersion } from '../model/resource-model.ts';
import type { SchemaNode } from '../model/schema-node.ts';
import { shortenDescriptions } from './shorten-descriptions.ts';

/** Annotation that tells which release of the generator wrote a CustomResourceDefinition. */
const versionAnnotation = 'keelson.dev/generator-version';

/** Options of {@link customResourceDefinition}. */
export interface CustomResourceDefinitionOptions {
  readonly generatorVersion: string;
  /** In characters; 0 leaves descriptions out. @default they are as long as they are */
  readonly maxDescriptionLength?: number | undefined;
}

/** What all annotations of an object may hold together, and client-side `kubectl apply` writes it whole into one. */
const maxAnnotationBytes = 262_144;

/** Why the definition cannot be applied by everybody; nothing when it can. */
export function sizeProblem(definition: object): string | undefined {
  const bytes = Buffer.byteLength(JSON.stringify(definition));
  if (bytes <= maxAnnotationBytes) return undefined;
  return `is too large for kubectl apply (${bytes} bytes, which takes ${maxAnnotationBytes}): use kubectl apply --server-side, as operator install and deploy do, or --max-description-length`;
}

/** Where the definition of a kind is written, as controller-gen names it. */
export function crdFileName({ group, plural }: ResourceModel): string {
  return `${group}_${plural}.yaml`;
}

/** The CustomResourceDefinition of a kind. Semantics: apiextensions.k8s.io/v1. */
export function customResourceDefinition(
  resource: ResourceModel,
  { generatorVersion, maxDescriptionLength }: CustomResourceDefinitionOptions,
): object {
  const { group, kind, listKind, plural, singular, scope, shortNames, categories } = resource;
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: {
      name: `${plural}.${group}`,
      annotations: { ...resource.annotations, [versionAnnotation]: generatorVersion },
      ...(Object.keys(resource.labels).length > 0 && { labels: resource.labels }),
    },
    spec: {
      group,
      names: {
        kind,
        listKind,
        plural,
        singular,
        ...(shortNames.length > 0 && { shortNames }),
        ...(categories.length > 0 && { categories }),
      },
      scope,
      versions: resource.versions.map((version) => versionOf(version, maxDescriptionLength)),
      ...(resource.hasConverters === true && { conversion }),
    },
  };
}

/** Through the service that the manager's webhooks are reached by. */
const conversion = {
  strategy: 'Webhook',
  webhook: {
    clientConfig: {
      service: { name: 'webhook-service', namespace: 'system', path: '/convert' },
    },
    conversionReviewVersions: ['v1'],
  },
};

function versionOf(version: ResourceVersion, maxLength = Infinity): object {
  const full = withCommonFields(version.schema);
  const { name, served, storage, deprecated, columns, selectableFields } = version;
  return {
    name,
    served,
    storage,
    ...(deprecated !== false && { deprecated: true }),
    ...(typeof deprecated === 'string' && { deprecationWarning: deprecated }),
    ...(columns.length > 0 && { additionalPrinterColumns: columns }),
    ...(selectableFields.length > 0 && {
      selectableFields: selectableFields.map((jsonPath) => ({ jsonPath })),
    }),
    schema: {
      openAPIV3Schema: maxLength === Infinity ? full : shortenDescriptions(full, maxLength),
    },
    ...subresourcesOf(version),
  };
}

function subresourcesOf({ statusSubresource, scale }: ResourceVersion): object {
  if (!statusSubresource && scale === undefined) return {};
  return {
    subresources: { ...(statusSubresource && { status: {} }), ...(scale && { scale }) },
  };
}

function withCommonFields(schema: SchemaNode): SchemaNode {
  return {
    ...schema,
    properties: {
      apiVersion: {
        description: 'Group and version of the API that this object is written in.',
        type: 'string',
      },
      kind: {
        description: 'What this object is; the API server knows the kind by it and its group.',
        type: 'string',
      },
      metadata: { type: 'object' },
      ...schema.properties,
    },
  };
}
