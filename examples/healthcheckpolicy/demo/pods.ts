import type { Pod } from '@keelson/kubernetes/core/v1';
import type { CreateInput } from '@keelson/runtime';

const probe = { httpGet: { path: '/healthz', port: 8080 } };

/** The pods that the demo's policy looks at, and what is wrong with each. */
export const demoPods: readonly {
  readonly name: string;
  readonly about: string;
  readonly pod: CreateInput<Pod>;
}[] = [
  pod('good', 'liveness and readiness probes', { livenessProbe: probe, readinessProbe: probe }),
  pod('half', 'a liveness probe only', { livenessProbe: probe }),
  pod('bare', 'no probes at all', {}),
  pod('failing', 'both probes, but it will turn unready', {
    livenessProbe: probe,
    readinessProbe: probe,
  }),
];

function pod(name: string, about: string, probes: object): (typeof demoPods)[number] {
  const container = { name: 'app', image: 'registry.example.com/app:1', ...probes };
  return { name, about, pod: { metadata: { name }, spec: { containers: [container] } } };
}
