/** The smallest objects that the server takes, for cases that are about something else. */
export function configMap(name: string, fields: object = {}): object {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, ...fields };
}

export function secret(name: string, fields: object = {}): object {
  return { apiVersion: 'v1', kind: 'Secret', metadata: { name }, ...fields };
}

export function labelled(name: string, labels: Readonly<Record<string, string>>): object {
  return secret(name, { metadata: { name, labels } });
}

export function lease(name: string, spec: object = {}): object {
  return { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata: { name }, spec };
}

export function pod(name: string, spec: object = {}): object {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name },
    spec: { containers: [{ name: 'main', image: 'example.com/app:1' }], ...spec },
  };
}

export function service(name: string, spec: object = {}): object {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name },
    spec: { selector: { app: 'a' }, ports: [{ port: 80 }], ...spec },
  };
}

export function node(name: string, fields: object = {}): object {
  return { apiVersion: 'v1', kind: 'Node', metadata: { name }, ...fields };
}

export const podTemplate = {
  metadata: { labels: { app: 'a' } },
  spec: { containers: [{ name: 'main', image: 'example.com/app:1' }] },
};

export function deployment(name: string, spec: object = {}): object {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name },
    spec: { selector: { matchLabels: { app: 'a' } }, template: podTemplate, ...spec },
  };
}

export function job(name: string, spec: object = {}): object {
  const { containers } = podTemplate.spec;
  const template = { spec: { containers, restartPolicy: 'Never' } };
  return { apiVersion: 'batch/v1', kind: 'Job', metadata: { name }, spec: { template, ...spec } };
}
