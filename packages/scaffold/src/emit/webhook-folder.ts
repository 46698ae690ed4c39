/** A file that is written once, and then the user's. */
interface WebhookFile {
  readonly name: string;
  readonly contents: string;
}

/**
 * What stands beside the configurations in `config/webhook`: how the API server reaches the manager.
 * The project's name tells its pods from those of another operator in the same namespace.
 */
export function webhookFiles(projectName: string | undefined): WebhookFile[] {
  return files.map(({ name, contents }) => ({
    name,
    contents: contents.replace(
      /^( *)control-plane: controller-manager\n/m,
      (line, indent: string) =>
        projectName === undefined
          ? line
          : `${line}${indent}app.kubernetes.io/name: ${projectName}\n`,
    ),
  }));
}

const files: readonly WebhookFile[] = [
  {
    name: 'service.yaml',
    contents: `apiVersion: v1
kind: Service
metadata:
  name: webhook-service
  namespace: system
spec:
  selector:
    control-plane: controller-manager
  ports:
    - port: 443
      protocol: TCP
      targetPort: 9443
`,
  },
  {
    name: 'allow_webhook_traffic.yaml',
    contents: `# The API server is outside of the pods' network: no selector can name it.
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: allow-webhook-traffic
  namespace: system
spec:
  podSelector:
    matchLabels:
      control-plane: controller-manager
  policyTypes:
    - Ingress
  ingress:
    - ports:
        - port: 9443
          protocol: TCP
`,
  },
  {
    name: 'kustomizeconfig.yaml',
    contents: `# Where the configurations name the service and its namespace.
nameReference:
  - kind: Service
    version: v1
    fieldSpecs:
      - kind: MutatingWebhookConfiguration
        group: admissionregistration.k8s.io
        path: webhooks/clientConfig/service/name
      - kind: ValidatingWebhookConfiguration
        group: admissionregistration.k8s.io
        path: webhooks/clientConfig/service/name
      - kind: CustomResourceDefinition
        group: apiextensions.k8s.io
        path: spec/conversion/webhook/clientConfig/service/name
namespace:
  - kind: MutatingWebhookConfiguration
    group: admissionregistration.k8s.io
    path: webhooks/clientConfig/service/namespace
    create: true
  - kind: ValidatingWebhookConfiguration
    group: admissionregistration.k8s.io
    path: webhooks/clientConfig/service/namespace
    create: true
  - kind: CustomResourceDefinition
    group: apiextensions.k8s.io
    path: spec/conversion/webhook/clientConfig/service/namespace
    create: false
`,
  },
];
