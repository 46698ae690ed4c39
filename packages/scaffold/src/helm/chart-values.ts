import { stringify } from 'yaml';
import { partsOfImage } from '../project/kustomize-images.ts';
import { ProjectError } from '../project/project-error.ts';
import type { Manifest } from '../project/read-manifests.ts';

/** What of a container is a value of the chart. */
export interface ManagerContainer {
  readonly name: string;
  readonly image: string;
  readonly imagePullPolicy?: string;
  readonly args?: readonly string[];
  readonly env?: readonly object[];
  readonly resources?: object;
  readonly securityContext?: object;
  readonly volumeMounts?: readonly object[] | undefined;
  readonly [field: string]: unknown;
}

/** A Deployment as scaffolds have it. */
export interface ManagerDeployment extends Manifest {
  readonly spec: {
    readonly replicas?: number;
    readonly template: {
      readonly metadata?: { readonly annotations?: Readonly<Record<string, string>> };
      readonly spec: {
        readonly containers: readonly ManagerContainer[];
        readonly securityContext?: object;
        readonly volumes?: readonly object[];
      };
    };
  };
}

/** The flag that says where metrics are served: `metrics` of the values decides it. */
export const metricsFlag = '--metrics-bind-address=';

export function isManager(manifest: Manifest): manifest is ManagerDeployment {
  return manifest.kind === 'Deployment';
}

/** The container of the manager: the one of that name, or the only one. @throws {ProjectError} when it is not clear */
export function managerContainer({ metadata, spec }: ManagerDeployment): ManagerContainer {
  const { containers } = spec.template.spec;
  const found = containers.find(({ name }) => name === 'manager') ?? containers[0];
  if (found !== undefined && (found.name === 'manager' || containers.length === 1)) return found;
  throw new ProjectError(`Deployment ${metadata.name}: no container is called manager`);
}

/** What is in the chart besides the manager. */
export interface ChartParts {
  readonly hasWebhooks: boolean;
  readonly hasPrometheus: boolean;
}

/** The text of values.yaml: with it, the chart is what config/default is. */
export function chartValues(deployment: ManagerDeployment, parts: ChartParts): string {
  const container = managerContainer(deployment);
  const { args = [], env = [], resources = {}, securityContext = {} } = container;
  const image = partsOfImage(container.image);
  const metricsArg = args.find((arg) => arg.startsWith(metricsFlag));
  const port = Number(metricsArg?.split(':').at(-1) ?? 8443);
  const section = (comment: string, values: object) =>
    `${comment
      .split('\n')
      .map((line) => `# ${line}\n`)
      .join('')}${stringify(values, { lineWidth: 0 })}`;
  return [
    section('The manager: the process of the operator.', {
      manager: {
        replicas: deployment.spec.replicas ?? 1,
        image: {
          repository: image.newName,
          tag: image.newTag ?? '',
          digest: image.digest ?? '',
          pullPolicy: container.imagePullPolicy ?? 'IfNotPresent',
        },
        imagePullSecrets: [],
        args: args.filter((arg) => !arg.startsWith(metricsFlag)),
        env,
        resources,
        podSecurityContext: deployment.spec.template.spec.securityContext ?? {},
        securityContext,
        podLabels: {},
        podAnnotations: {},
        nodeSelector: {},
        tolerations: [],
        affinity: {},
        priorityClassName: '',
      },
    }),
    section('Labels put on every object.', { commonLabels: {} }),
    section(
      'The custom resource definitions. With keep they (and all their objects) outlive the release.',
      { crd: { enable: true, keep: true } },
    ),
    section('The roles that the manager runs with, and their bindings.', {
      rbac: { enable: true },
    }),
    section('Roles to view, edit and administrate each kind, bound to nobody.', {
      rbacHelpers: { enable: true },
    }),
    section('Metrics over HTTPS, to who is bound to the role metrics-reader.', {
      metrics: { enable: metricsArg !== undefined && !metricsArg.endsWith('=0'), port },
    }),
    ...(parts.hasPrometheus
      ? [
          section('A ServiceMonitor: needs the Prometheus operator.', {
            prometheus: { enable: false },
          }),
        ]
      : []),
    section('Only what is needed reaches the manager.', { networkPolicy: { enable: true } }),
    ...(parts.hasWebhooks
      ? [
          section('Webhooks. Kinds of several versions with converters need them.', {
            webhook: { enable: true },
          }),
          section(
            'Who makes the certificate of the webhooks: the manager itself, or (enable) cert-manager, which must be there.',
            { certManager: { enable: false } },
          ),
        ]
      : []),
  ].join('\n');
}
