import type { Deployment } from '@keelson/kubernetes/apps/v1';
import type { Service } from '@keelson/kubernetes/core/v1';
import { type ApplyInput, type DeepReadonly, setControllerReference } from '@keelson/runtime';
import type { WebApp } from '../api/v1/web-app.ts';

/** The labels by which the Service and the Deployment find the pods. */
export function podLabels({ metadata }: DeepReadonly<WebApp>): Record<string, string> {
  return { 'app.kubernetes.io/name': 'webapp', 'app.kubernetes.io/instance': metadata.name };
}

/** What the Deployment of a WebApp must say; all else is for others to set. */
export function deploymentOf(webApp: DeepReadonly<WebApp>): ApplyInput<Deployment> {
  const { image, replicas, port } = webApp.spec;
  const labels = podLabels(webApp);
  const containers = [{ name: 'app', image, ports: [{ name: 'http', containerPort: port }] }];
  return {
    metadata: ownedMetadata(webApp),
    spec: {
      replicas,
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers } },
    },
  };
}

/** What the Service of a WebApp must say. */
export function serviceOf(webApp: DeepReadonly<WebApp>): ApplyInput<Service> {
  const { port, servicePort = port } = webApp.spec;
  return {
    metadata: ownedMetadata(webApp),
    spec: {
      selector: podLabels(webApp),
      ports: [{ name: 'http', port: servicePort, targetPort: 'http' }],
    },
  };
}

/** Named as the WebApp, and gone with it. */
function ownedMetadata(webApp: DeepReadonly<WebApp>) {
  const { namespace, name } = webApp.metadata;
  const owned = { metadata: { namespace, name, labels: podLabels(webApp) } };
  setControllerReference(webApp, owned);
  return owned.metadata;
}
