import type { Manifest } from '../project/read-manifests.ts';
import { ChartTemplate } from './chart-template.ts';
import { chartValues, isManager } from './chart-values.ts';
import { certificateOf, certificateTemplate } from './chart-certificates.ts';
import { managerWithValues } from './manager-template.ts';

/** What a chart is made from. */
export interface ChartSource {
  readonly projectName: string;
  /** Of the operator. */
  readonly version: string;
  /** What config/default gives. */
  readonly manifests: readonly Manifest[];
  /** What config/prometheus gives, which config/default need not have. */
  readonly monitors: readonly Manifest[];
}

/** The files of a chart by their paths in it. The release's namespace takes the place of the project's. */
export function chartFiles(source: ChartSource): ReadonlyMap<string, string> {
  const { projectName, version, manifests, monitors } = source;
  const known = new Set(manifests.map(({ kind, metadata }) => `${kind}/${metadata.name}`));
  const extra = monitors.filter(({ kind, metadata }) => !known.has(`${kind}/${metadata.name}`));
  const objects = [...manifests, ...extra].filter(({ kind }) => kind !== 'Namespace');
  const deployment = objects.find(isManager);
  const hasWebhooks =
    objects.some(({ kind }) => kind.endsWith('WebhookConfiguration')) || objects.some(isConverted);
  const context: Context = {
    projectName,
    namespace: manifests.find(({ kind }) => kind === 'Namespace')?.metadata.name,
    hasWebhooks,
  };
  const files = objects.map((object): [string, string] => [
    `templates/${folderOf(object)}/${object.kind.toLowerCase()}-${object.metadata.name.replaceAll(/[^a-zA-Z0-9.-]/g, '-')}.yaml`,
    templateOf(object, context),
  ]);
  const hasPrometheus = objects.some(isMonitor);
  return new Map([
    ['Chart.yaml', chartYaml(projectName, version)],
    ...(deployment === undefined
      ? []
      : [['values.yaml', chartValues(deployment, { hasWebhooks, hasPrometheus })] as const]),
    ['.helmignore', '.git/\n.generated.json\n*.orig\n*.tgz\n'],
    ['templates/NOTES.txt', notes(projectName)],
    ...files,
    ...(hasWebhooks
      ? [['templates/webhook/certificate.yaml', certificateTemplate(projectName)] as const]
      : []),
  ]);
}

interface Context {
  readonly projectName: string;
  /** That config/default puts everything into. */
  readonly namespace: string | undefined;
  readonly hasWebhooks: boolean;
}

function isMonitor({ apiVersion }: Manifest): boolean {
  return apiVersion.startsWith('monitoring.coreos.com/');
}

function isConverted(manifest: Manifest): boolean {
  const { conversion } = (manifest['spec'] ?? {}) as { conversion?: { strategy?: string } };
  return manifest.kind === 'CustomResourceDefinition' && conversion?.strategy === 'Webhook';
}

/** What an object is for. */
type Part =
  | 'crd'
  | 'manager'
  | 'metrics'
  | 'network-policy'
  | 'prometheus'
  | 'rbac'
  | 'webhook'
  | 'extra';

function folderOf(object: Manifest): Part {
  const { kind, metadata } = object;
  if (kind === 'CustomResourceDefinition') return 'crd';
  if (isMonitor(object)) return 'prometheus';
  if (kind === 'NetworkPolicy') return 'network-policy';
  if (kind.endsWith('WebhookConfiguration')) return 'webhook';
  if (/Role(Binding)?$/.test(kind)) return 'rbac';
  if (kind === 'Service') return /webhook/.test(metadata.name) ? 'webhook' : 'metrics';
  return ['Deployment', 'PodDisruptionBudget', 'ServiceAccount'].includes(kind)
    ? 'manager'
    : 'extra';
}

/** When an object is there. */
function conditionOf(object: Manifest): string | undefined {
  const { name } = object.metadata;
  const conditions: Record<Part, string | undefined> = {
    crd: '.Values.crd.enable',
    manager: undefined,
    extra: undefined,
    metrics: '.Values.metrics.enable',
    prometheus: '.Values.prometheus.enable',
    'network-policy': `and .Values.networkPolicy.enable .Values.${/webhook/.test(name) ? 'webhook' : 'metrics'}.enable`,
    webhook: '.Values.webhook.enable',
    rbac: rbacCondition(name),
  };
  return conditions[folderOf(object)];
}

function rbacCondition(name: string): string {
  if (/-(admin|editor|viewer)-role$/.test(name)) return '.Values.rbacHelpers.enable';
  if (/metrics-(auth|reader)/.test(name)) return 'and .Values.rbac.enable .Values.metrics.enable';
  if (/webhook-certificates/.test(name)) {
    return 'and .Values.rbac.enable .Values.webhook.enable (not .Values.certManager.enable)';
  }
  return '.Values.rbac.enable';
}

function templateOf(object: Manifest, context: Context): string {
  const { projectName, hasWebhooks } = context;
  const template = new ChartTemplate();
  const placed = inReleaseNamespace(object, template, context.namespace) as Manifest;
  const shaped = isManager(placed)
    ? managerWithValues(placed, template, { projectName, hasWebhooks })
    : placed;
  const { labels, annotations, ...metadata } = shaped.metadata as {
    labels?: object;
    annotations?: object;
  };
  const notes = {
    ...annotations,
    ...annotationsOf(object, template, context),
  };
  const labelled = {
    ...shaped,
    metadata: {
      ...metadata,
      labels: {
        ...labels,
        ...template.block([
          '{{- with .Values.commonLabels }}',
          '{{- toYaml . | nindent INDENT }}',
          '{{- end }}',
        ]),
      },
      ...(Object.keys(notes).length > 0 && { annotations: notes }),
    },
  };
  if (!isConverted(object)) return template.format(labelled, conditionOf(object));
  return template.format(withConversion(labelled, template), conditionOf(object));
}

/** Nothing converts where there are no webhooks. */
function withConversion(definition: object, template: ChartTemplate): object {
  const { spec } = definition as { spec: { conversion: object } & object };
  const { conversion, ...rest } = spec;
  const lines = template.text({ conversion }).trimEnd().split('\n');
  return {
    ...definition,
    spec: {
      ...rest,
      ...template.block(['{{- if .Values.webhook.enable }}', ...lines, '{{- end }}']),
    },
  };
}

function annotationsOf(object: Manifest, template: ChartTemplate, context: Context): object {
  const lines: string[] = [];
  if (object.kind === 'CustomResourceDefinition') {
    lines.push('{{- if .Values.crd.keep }}', 'helm.sh/resource-policy: keep', '{{- end }}');
  }
  if (object.kind.endsWith('WebhookConfiguration') || isConverted(object)) {
    const certificate = `{{ .Release.Namespace }}/${certificateOf(context.projectName)}`;
    lines.push(
      '{{- if .Values.certManager.enable }}',
      `cert-manager.io/inject-ca-from: '${certificate}'`,
      '{{- end }}',
    );
  }
  return lines.length === 0 ? {} : template.block(lines);
}

/** Where the project's namespace stands by itself, the release's does. */
function inReleaseNamespace(
  value: unknown,
  template: ChartTemplate,
  namespace: string | undefined,
): unknown {
  if (value === namespace && namespace !== undefined) return template.value('.Release.Namespace');
  if (Array.isArray(value))
    return value.map((item) => inReleaseNamespace(item, template, namespace));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key,
      inReleaseNamespace(inner, template, namespace),
    ]),
  );
}

function chartYaml(projectName: string, version: string): string {
  return [
    'apiVersion: v2',
    `name: ${projectName}`,
    `description: The operator ${projectName}`,
    'type: application',
    `version: ${version}`,
    `appVersion: "${version}"`,
    '',
  ].join('\n');
}

function notes(projectName: string): string {
  return `${projectName} is in the namespace {{ .Release.Namespace }}. See how it does:

  kubectl -n {{ .Release.Namespace }} get pods -l app.kubernetes.io/name=${projectName}
`;
}
