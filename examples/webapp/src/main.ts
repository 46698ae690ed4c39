import { parseArgs } from 'node:util';
import { Manager, parseNamespaces } from '@keelson/runtime';
import { WebAppReconciler } from './controllers/web-app-controller.ts';
import { WebAppDefaulter } from './webhooks/v1/web-app-defaulter.ts';
import { WebAppValidator } from './webhooks/v1/web-app-validator.ts';

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
const { OPERATOR_NAME, WATCH_NAMESPACE } = process.env;

const manager = new Manager({
  name: OPERATOR_NAME ?? 'webapp',
  kubeconfig: flags.kubeconfig,
  namespaces: parseNamespaces(WATCH_NAMESPACE),
  leaderElection: flags['leader-elect'] ? { name: 'webapp' } : false,
  metrics: { bindAddress: flags['metrics-bind-address'], secure: flags['metrics-secure'] },
  health: { bindAddress: flags['health-probe-bind-address'] },
  // Without a path the manager makes and renews its certificate itself.
  webhooks: {
    bindAddress: flags['webhook-bind-address'],
    certDir: flags['webhook-cert-path'],
  },
});

manager.add(new WebAppReconciler(manager.client));
manager.add(new WebAppDefaulter());
manager.add(new WebAppValidator());
await manager.run();
