import { parseArgs } from 'node:util';
import { Manager, parseNamespaces } from '@keelson/runtime';

const { values: flags } = parseArgs({
  options: {
    kubeconfig: { type: 'string' },
    'metrics-bind-address': { type: 'string', default: '0' },
    'health-probe-bind-address': { type: 'string', default: ':8081' },
    'leader-elect': { type: 'boolean', default: false },
  },
});
const { OPERATOR_NAME, WATCH_NAMESPACE } = process.env;

const manager = new Manager({
  name: OPERATOR_NAME ?? {{projectName|ts}},
  kubeconfig: flags.kubeconfig,
  namespaces: parseNamespaces(WATCH_NAMESPACE),
  leaderElection: flags['leader-elect'] ? { name: {{projectName|ts}} } : false,
  metrics: { bindAddress: flags['metrics-bind-address'] },
  health: { bindAddress: flags['health-probe-bind-address'] },
});

await manager.run();
