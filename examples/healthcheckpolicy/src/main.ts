import { parseArgs } from 'node:util';
import { Pod } from '@keelson/kubernetes/core/v1';
import { Manager, parseNamespaces } from '@keelson/runtime';
import { HealthCheckPolicyReconciler } from './controllers/health-check-policy-controller.ts';
import { HealthCheckPolicyV1alpha1Converter } from './webhooks/v1beta1/health-check-policy-v1alpha1-converter.ts';
import { HealthCheckPolicyValidator } from './webhooks/v1beta1/health-check-policy-validator.ts';

const { values: flags } = parseArgs({
  allowNegative: true,
  options: {
    kubeconfig: { type: 'string' },
    'metrics-bind-address': { type: 'string', default: '0' },
    'metrics-secure': { type: 'boolean', default: true },
    'health-probe-bind-address': { type: 'string', default: ':8081' },
    'leader-elect': { type: 'boolean', default: false },
    'webhook-bind-address': { type: 'string', default: ':9443' },
    'webhook-cert-path': { type: 'string' },
  },
});
const { OPERATOR_NAME, POD_NAME, POD_NAMESPACE, WATCH_NAMESPACE } = process.env;

const manager = new Manager({
  name: OPERATOR_NAME ?? 'healthcheckpolicy',
  kubeconfig: flags.kubeconfig,
  namespaces: parseNamespaces(WATCH_NAMESPACE),
  leaderElection: flags['leader-elect'] ? { name: 'health-check-policy' } : false,
  metrics: { bindAddress: flags['metrics-bind-address'], secure: flags['metrics-secure'] },
  health: { bindAddress: flags['health-probe-bind-address'] },
  // Without a path the manager makes and renews its certificate itself.
  webhooks: {
    bindAddress: flags['webhook-bind-address'],
    certDir: flags['webhook-cert-path'],
  },
  // Which marks are the operator's own stands in the pods' managed fields.
  cache: { byObject: [{ type: Pod, keepManagedFields: true }] },
});

manager.add(
  new HealthCheckPolicyReconciler(manager.client, manager.events, {
    operatorPod: POD_NAME === undefined ? undefined : { namespace: POD_NAMESPACE, name: POD_NAME },
  }),
);
manager.add(new HealthCheckPolicyValidator());
manager.add(new HealthCheckPolicyV1alpha1Converter());
await manager.run();
