import { stringify } from 'yaml';
import { formatObject } from '../emit/yaml.ts';
import type { Manifest } from '../project/read-manifests.ts';
import { clusterServiceVersion, type ServiceVersionSource } from './cluster-service-version.ts';
import { isPermission } from './install-permissions.ts';

/** What a bundle is made from. */
export interface BundleSource extends ServiceVersionSource {
  readonly channels: readonly string[];
  /** Of a subscription that names none. @default none */
  readonly defaultChannel?: string | undefined;
}

/** The files of a bundle by their paths in it, and what has no place in one. */
export interface BundleFiles {
  readonly files: ReadonlyMap<string, string>;
  /** `Kind name`, of what OLM does not install. */
  readonly left: readonly string[];
}

/** Kinds that OLM installs as they are. Semantics: operator-registry, registry+v1. */
const extraKinds = new Set([
  'ClusterRole',
  'ConfigMap',
  'PodDisruptionBudget',
  'PriorityClass',
  'PrometheusRule',
  'Secret',
  'Service',
  'ServiceMonitor',
]);

/** Kinds that are in the ClusterServiceVersion, or that OLM makes by itself. */
const otherwiseThere = new Set([
  'Deployment',
  'MutatingWebhookConfiguration',
  'Namespace',
  'ServiceAccount',
  'ValidatingWebhookConfiguration',
]);

const scorecardImage = 'quay.io/operator-framework/scorecard-test:v1.42.0';

/** A bundle of format registry+v1, as operator-sdk makes it. */
export function bundleFiles(source: BundleSource): BundleFiles {
  const { projectName, manifests, channels, defaultChannel } = source;
  const definitions = manifests.filter(({ kind }) => kind === 'CustomResourceDefinition');
  const others = manifests.filter(
    (manifest) =>
      !definitions.includes(manifest) &&
      !otherwiseThere.has(manifest.kind) &&
      !isPermission(manifest, manifests) &&
      !isWebhookService(manifest),
  );
  const extras = others.filter(({ kind }) => extraKinds.has(kind));
  const annotations = bundleAnnotations(projectName, { channels, defaultChannel });
  const files = [
    ...definitions.map((definition) => {
      const { group, names } = definition['spec'] as { group: string; names: { plural: string } };
      return [
        `manifests/${group}_${names.plural}.yaml`,
        formatObject(withoutService(definition)),
      ] as const;
    }),
    ...extras.map((manifest) => {
      const { namespace: _, ...metadata } = manifest.metadata;
      const { apiVersion, kind } = manifest;
      const file = `manifests/${metadata.name}_${apiVersion.replace('/', '_')}_${kind.toLowerCase()}.yaml`;
      return [file, formatObject({ ...manifest, metadata })] as const;
    }),
    [
      `manifests/${projectName}.clusterserviceversion.yaml`,
      formatObject(clusterServiceVersion(source)),
    ] as const,
    ['metadata/annotations.yaml', stringify({ annotations })] as const,
    [
      'tests/scorecard/config.yaml',
      stringify(scorecard(), { aliasDuplicateObjects: false }),
    ] as const,
  ];
  const left = others.filter(({ kind }) => !extraKinds.has(kind));
  return {
    files: new Map(files),
    left: left.map(({ kind, metadata }) => `${kind} ${metadata.name}`),
  };
}

/** The image of a bundle: its files, and its annotations as labels. */
export function bundleDockerfile(
  source: Pick<BundleSource, 'projectName' | 'channels' | 'defaultChannel'>,
): string {
  const annotations = bundleAnnotations(source.projectName, source);
  return [
    'FROM scratch',
    '',
    ...Object.entries(annotations).map(([name, value]) => `LABEL ${name}=${value}`),
    '',
    'COPY bundle/manifests /manifests/',
    'COPY bundle/metadata /metadata/',
    'COPY bundle/tests/scorecard /tests/scorecard/',
    '',
  ].join('\n');
}

function bundleAnnotations(
  projectName: string,
  { channels, defaultChannel }: Pick<BundleSource, 'channels' | 'defaultChannel'>,
): Record<string, string> {
  const bundle = 'operators.operatorframework.io.bundle';
  return {
    [`${bundle}.mediatype.v1`]: 'registry+v1',
    [`${bundle}.manifests.v1`]: 'manifests/',
    [`${bundle}.metadata.v1`]: 'metadata/',
    [`${bundle}.package.v1`]: projectName,
    [`${bundle}.channels.v1`]: channels.join(','),
    ...(defaultChannel !== undefined && { [`${bundle}.channel.default.v1`]: defaultChannel }),
    'operators.operatorframework.io.test.mediatype.v1': 'scorecard+v1',
    'operators.operatorframework.io.test.config.v1': 'tests/scorecard/',
  };
}

/** OLM puts its own service where the definition's converter is, and refuses another's certificate. */
function withoutService(definition: Manifest): object {
  const { conversion, ...spec } = definition['spec'] as {
    readonly conversion?: { readonly strategy?: string };
  };
  return conversion?.strategy === 'Webhook' ? { ...definition, spec } : definition;
}

function isWebhookService({ kind, metadata }: Manifest): boolean {
  return kind === 'Service' && metadata.name.endsWith('webhook-service');
}

function scorecard(): object {
  const tests = [
    ['basic', 'basic-check-spec'],
    ['olm', 'olm-bundle-validation'],
    ['olm', 'olm-crds-have-validation'],
    ['olm', 'olm-crds-have-resources'],
    ['olm', 'olm-spec-descriptors'],
    ['olm', 'olm-status-descriptors'],
  ].map(([suite, test]) => ({
    entrypoint: ['scorecard-test', test],
    image: scorecardImage,
    labels: { suite, test: `${test}-test` },
    storage: { spec: { mountPath: {} } },
  }));
  return {
    apiVersion: 'scorecard.operatorframework.io/v1alpha3',
    kind: 'Configuration',
    metadata: { name: 'config' },
    stages: [{ parallel: true, tests }],
    storage: { spec: { mountPath: {} } },
  };
}
