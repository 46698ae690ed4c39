import type { Manifest } from '../project/read-manifests.ts';
import { ownedDefinitions } from './owned-definitions.ts';
import { installPermissions } from './install-permissions.ts';
import { conversionWebhooks, webhookDefinitions } from './webhook-definitions.ts';

/** What a ClusterServiceVersion is made from. */
export interface ServiceVersionSource {
  readonly projectName: string;
  /** Without a `v`. */
  readonly version: string;
  /** Name of the version that this one takes the place of. @default the base's, else none */
  readonly replaces?: string | undefined;
  /** What config/default gives. */
  readonly manifests: readonly Manifest[];
  /** Example objects of the kinds. */
  readonly samples: readonly Manifest[];
  /** What the user says of the operator: everything in it that is not derived is kept. */
  readonly base: Manifest;
  /** The manager watches its own namespace only. */
  readonly isNamespaced: boolean;
}

type Fields = Readonly<Record<string, unknown>>;

/** What a user fills in, once: it is kept by each run. */
export function baseServiceVersion(projectName: string): object {
  const words = projectName.split('-').map((word) => word.charAt(0).toUpperCase() + word.slice(1));
  return {
    apiVersion: 'operators.coreos.com/v1alpha1',
    kind: 'ClusterServiceVersion',
    metadata: {
      name: `${projectName}.v0.0.0`,
      namespace: 'placeholder',
      annotations: { capabilities: 'Basic Install' },
    },
    spec: {
      displayName: words.join(' '),
      description: `The operator ${projectName}.`,
      icon: [{ base64data: '', mediatype: '' }],
      keywords: [projectName],
      links: [{ name: words.join(' '), url: `https://${projectName}.domain` }],
      maintainers: [{ name: 'Maintainer Name', email: 'your@email.com' }],
      maturity: 'alpha',
      provider: { name: 'Provider Name', url: 'https://your.domain' },
    },
  };
}

/** The ClusterServiceVersion of an operator: the user's base, and all that config says. */
export function clusterServiceVersion(source: ServiceVersionSource): Manifest {
  const { projectName, version, manifests, samples, base } = source;
  const spec = (base['spec'] ?? {}) as Fields;
  const definitions = manifests.filter(({ kind }) => kind === 'CustomResourceDefinition');
  const deployments = manifests.filter(({ kind }) => kind === 'Deployment');
  const webhooks = [...webhookDefinitions(manifests), ...conversionWebhooks(manifests)];
  const replaces = source.replaces ?? spec['replaces'];
  return {
    ...base,
    metadata: {
      ...base.metadata,
      name: `${projectName}.v${version}`,
      annotations: {
        ...(base.metadata['annotations'] as Fields | undefined),
        'alm-examples': JSON.stringify(samples, undefined, 2),
      },
    },
    spec: {
      ...spec,
      version,
      ...(replaces !== undefined && { replaces }),
      customresourcedefinitions: {
        ...(spec['customresourcedefinitions'] as Fields | undefined),
        owned: ownedDefinitions(definitions, spec),
      },
      install: {
        strategy: 'deployment',
        spec: {
          ...installPermissions(manifests),
          deployments: deployments.map((deployment) => ({
            name: deployment.metadata.name,
            label: deployment.metadata['labels'],
            spec: webhooks.length > 0 ? withCertificate(deployment['spec']) : deployment['spec'],
          })),
        },
      },
      installModes: spec['installModes'] ?? installModes(source, definitions),
      ...(webhooks.length > 0 && { webhookdefinitions: webhooks }),
    },
  };
}

/** Where OLM mounts the certificate that it makes; the manager then makes none. */
const certificateArgument = '--webhook-cert-path=/tmp/k8s-webhook-server/serving-certs';

function withCertificate(spec: unknown): object {
  const { template, ...rest } = spec as { readonly template: { readonly spec: Fields } };
  const containers = template.spec['containers'] as readonly { readonly args?: string[] }[];
  const [manager, ...others] = containers;
  const args = [...(manager?.args ?? []), certificateArgument];
  return {
    ...rest,
    template: {
      ...template,
      spec: { ...template.spec, containers: [{ ...manager, args }, ...others] },
    },
  };
}

/** A definition is the cluster's, and so who converts its objects must serve all namespaces. */
function installModes({ isNamespaced }: ServiceVersionSource, definitions: readonly Manifest[]) {
  const converts = definitions.some((definition) => 'conversion' in (definition['spec'] as object));
  const supported = isNamespaced && !converts ? 'OwnNamespace' : 'AllNamespaces';
  return ['OwnNamespace', 'SingleNamespace', 'MultiNamespace', 'AllNamespaces'].map((type) => ({
    type,
    supported: type === supported,
  }));
}
