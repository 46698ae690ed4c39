import { parseArgs } from 'node:util';
import { Pod } from '@keelson/kubernetes/core/v1';
import { Manager } from '@keelson/runtime';
import { HealthCheckPolicyReconciler } from './controllers/health-check-policy-controller.ts';

const { values: flags } = parseArgs({
  options: {
    kubeconfig: { type: 'string' },
    'metrics-bind-address': { type: 'string', default: '0' },
    'health-probe-bind-address': { type: 'string', default: ':8081' },
    'leader-elect': { type: 'boolean', default: false },
  },
});
const { POD_NAME, POD_NAMESPACE, WATCH_NAMESPACE } = process.env;

const manager = new Manager({
  kubeconfig: flags.kubeconfig,
  namespaces: WATCH_NAMESPACE?.split(',').filter((namespace) => namespace !== ''),
  leaderElection: flags['leader-elect'] ? { name: 'health-check-policy' } : false,
  metrics: { bindAddress: flags['metrics-bind-address'] },
  health: { bindAddress: flags['health-probe-bind-address'] },
  // Which marks are the operator's own stands in the pods' managed fields.
  cache: { byObject: [{ type: Pod, keepManagedFields: true }] },
});
manager.add(
  new HealthCheckPolicyReconciler(manager.client, manager.events, {
    operatorPod: POD_NAME === undefined ? undefined : { namespace: POD_NAMESPACE, name: POD_NAME },
  }),
);
await manager.run();
