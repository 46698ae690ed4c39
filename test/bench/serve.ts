// Runs one control plane in this process until its standard input ends, for a bench that measures it
// from outside: prints the kubeconfig's path and how long the start took, as one line of JSON.
//
//   node test/bench/serve.ts real|embedded
import { once } from 'node:events';

const started = performance.now();
const { startControlPlane } = await import('@keelson/control-plane');
const imported = performance.now();
await using controlPlane =
  process.argv[2] === 'real'
    ? await startControlPlane({ backend: 'real' })
    : await startControlPlane({ backend: 'embedded' });
const ready = performance.now();
console.log(
  JSON.stringify({
    kubeconfig: controlPlane.kubeconfigPath,
    importMs: imported - started,
    startMs: ready - imported,
  }),
);
process.on('message', () => undefined);
process.stdin.resume();
await once(process.stdin, 'end');
