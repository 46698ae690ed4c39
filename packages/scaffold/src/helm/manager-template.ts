import { certificateOf } from './chart-certificates.ts';
import type { ChartTemplate } from './chart-template.ts';
import {
  managerContainer,
  type ManagerContainer,
  type ManagerDeployment,
  metricsFlag,
} from './chart-values.ts';

/** What the manager's arguments depend on. */
interface ManagerTemplateOptions {
  readonly projectName: string;
  readonly hasWebhooks: boolean;
}

const certificateFolder = '/tmp/k8s-webhook-server/serving-certs';

/** The Deployment of the manager, with the chart's values where a user may choose. */
export function managerWithValues(
  deployment: ManagerDeployment,
  template: ChartTemplate,
  options: ManagerTemplateOptions,
): ManagerDeployment {
  const container = managerContainer(deployment);
  const { template: pod } = deployment.spec;
  const { securityContext: _, volumes = [], containers, ...rest } = pod.spec;
  const { labels } = (pod.metadata ?? {}) as { readonly labels?: object };
  const name = certificateOf(options.projectName);
  const volume = { name, secret: { secretName: name } };
  const changed = containerWithValues(container, template, options);
  return {
    ...deployment,
    spec: {
      ...deployment.spec,
      // A number once Helm has filled it in.
      replicas: template.value('.Values.manager.replicas') as unknown as number,
      template: {
        ...pod,
        metadata: {
          ...pod.metadata,
          labels: { ...labels, ...merged(template, 'podLabels') },
          annotations: { ...pod.metadata?.annotations, ...merged(template, 'podAnnotations') },
        } as ManagerDeployment['spec']['template']['metadata'] & object,
        spec: {
          ...rest,
          containers: containers.map((one) => (one === container ? changed : one)),
          ...optional(template, 'securityContext', 'podSecurityContext'),
          ...optional(template, 'imagePullSecrets'),
          ...optional(template, 'nodeSelector'),
          ...optional(template, 'tolerations'),
          ...optional(template, 'affinity'),
          ...template.block([
            '{{- with .Values.manager.priorityClassName }}',
            'priorityClassName: {{ . }}',
            '{{- end }}',
          ]),
          ...(options.hasWebhooks ? listWith(template, { volumes, more: volume }) : { volumes }),
        },
      },
    },
  };
}

function containerWithValues(
  container: ManagerContainer,
  template: ChartTemplate,
  { projectName, hasWebhooks }: ManagerTemplateOptions,
): ManagerContainer {
  const { args = [], env: _, resources: __, securityContext: ___, ...rest } = container;
  const { volumeMounts = [], ports = [] } = rest as {
    readonly volumeMounts?: readonly object[];
    readonly ports?: readonly { readonly name?: string }[];
  };
  const mount = { name: certificateOf(projectName), mountPath: certificateFolder, readOnly: true };
  const image = '.Values.manager.image';
  return {
    ...rest,
    image: template.value(
      `${image}.repository }}{{ if ${image}.digest }}@{{ ${image}.digest }}{{ else }}:{{ ${image}.tag | default .Chart.AppVersion }}{{ end`,
    ),
    imagePullPolicy: template.value(`${image}.pullPolicy`),
    ports: ports.map((port) =>
      port.name === 'metrics'
        ? { ...port, containerPort: template.value('.Values.metrics.port') }
        : port,
    ),
    ...template.block(argumentLines(args, hasWebhooks)),
    ...optional(template, 'env'),
    ...optional(template, 'resources'),
    ...optional(template, 'securityContext'),
    ...(hasWebhooks
      ? { volumeMounts: undefined, ...listWith(template, { volumeMounts, more: mount }) }
      : {}),
  };
}

function argumentLines(args: readonly string[], hasWebhooks: boolean): string[] {
  const metrics = `- ${metricsFlag}{{ if .Values.metrics.enable }}:{{ .Values.metrics.port }}{{ else }}0{{ end }}`;
  return [
    'args:',
    ...(args.some((arg) => arg.startsWith(metricsFlag)) ? [metrics] : []),
    ...(hasWebhooks
      ? [
          '{{- if not .Values.webhook.enable }}',
          '- --webhook-bind-address=0',
          '{{- else if .Values.certManager.enable }}',
          `- --webhook-cert-path=${certificateFolder}`,
          '{{- end }}',
        ]
      : []),
    '{{- with .Values.manager.args }}',
    '{{- toYaml . | nindent INDENT }}',
    '{{- end }}',
  ];
}

/** A field that is there when its value is not empty. */
function optional(template: ChartTemplate, field: string, value = field): Record<string, null> {
  return template.block([
    `{{- with .Values.manager.${value} }}`,
    `${field}:`,
    '{{- toYaml . | nindent INDENT2 }}',
    '{{- end }}',
  ]);
}

/** The entries of a value among others. */
function merged(template: ChartTemplate, value: string): Record<string, null> {
  return template.block([
    `{{- with .Values.manager.${value} }}`,
    '{{- toYaml . | nindent INDENT }}',
    '{{- end }}',
  ]);
}

/** A list that has one item more where cert-manager makes the certificate. */
function listWith(
  template: ChartTemplate,
  { more, ...lists }: { readonly more: object; readonly [field: string]: object },
): Record<string, null> {
  const [field = '', items = []] = Object.entries(lists)[0] ?? [];
  const lines = (list: unknown) =>
    template
      .text(list as object)
      .trimEnd()
      .split('\n');
  const isEmpty = (items as readonly unknown[]).length === 0;
  return template.block([
    ...(isEmpty ? [] : [`${field}:`, ...lines(items)]),
    '{{- if .Values.certManager.enable }}',
    ...(isEmpty ? [`${field}:`] : []),
    ...lines([more]),
    '{{- end }}',
  ]);
}
