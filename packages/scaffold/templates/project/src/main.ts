import { parseArgs } from 'node:util';
import { Manager } from '@keelson/runtime';

const { values: flags } = parseArgs({
  options: {
    kubeconfig: { type: 'string' },
    'metrics-bind-address': { type: 'string', default: '0' },
    'health-probe-bind-address': { type: 'string', default: ':8081' },
    'leader-elect': { type: 'boolean', default: false },
  },
});
const { WATCH_NAMESPACE = '' } = process.env;

const manager = new Manager({
  kubeconfig: flags.kubeconfig,
  namespaces: WATCH_NAMESPACE.split(',').filter((namespace) => namespace !== ''),
  leaderElection: flags['leader-elect'] ? { name: {{projectName|ts}} } : false,
  metrics: { bindAddress: flags['metrics-bind-address'] },
  health: { bindAddress: flags['health-probe-bind-address'] },
});

await manager.run();
