// `pnpm demo`: the operator at work on a Kubernetes API, told as it happens. `--keep` leaves everything
// running until Ctrl-C and prints how to reach it; `--real` runs etcd and kube-apiserver instead of the
// control plane that is part of this process.
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { type ControlPlane, startControlPlane } from '@keelson/control-plane';
import { Namespace, Pod } from '@keelson/kubernetes/core/v1';
import {
  type Client,
  createHttpTransport,
  findCondition,
  loadClusterConfig,
  RestClient,
} from '@keelson/runtime';
import { parse } from 'yaml';
import { HealthCheckPolicy as Alpha } from '../dist/api/v1alpha1/health-check-policy.js';
import { HealthCheckPolicy } from '../dist/api/v1beta1/health-check-policy.js';
import { narrate, say, sayLogLine } from './narrator.ts';
import { OperatorProcess } from './operator-process.ts';
import { demoPods } from './pods.ts';
import { installOperator, webhooksPublished } from './installation.ts';
import { tableOf } from './table.ts';

const namespace = 'workshop';
const key = { namespace, name: 'example' };
const { values: flags } = parseArgs({
  options: {
    keep: { type: 'boolean', default: false },
    real: { type: 'boolean', default: false },
  },
});

const interrupted = new AbortController();
process.once('SIGINT', () => interrupted.abort(new Error('interrupted')));
process.once('SIGTERM', () => interrupted.abort(new Error('terminated')));

try {
  await demo(interrupted.signal);
} catch (error) {
  if (!interrupted.signal.aborted) throw error;
  say('demo', 'interrupted: everything is stopped and removed');
  process.exitCode = 130;
}

async function demo(signal: AbortSignal): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), 'keelson-demo-'));
  await using cleanup = new AsyncDisposableStack();
  cleanup.defer(() => rm(folder, { recursive: true, force: true }));

  const controlPlane = cleanup.use(await startServer(signal));
  say('server', `Kubernetes API at ${controlPlane.url}`);

  const config = await loadClusterConfig({ kubeconfig: controlPlane.kubeconfigPath });
  const transport = cleanup.use(createHttpTransport(config));
  const client = new RestClient({ transport, fieldManager: 'demo' });

  const kubeconfig = await installOperator(client, controlPlane.kubeconfig, folder);
  say('demo', 'applied config/default: the definition, the webhooks, and a service account with');
  say('demo', 'the generated RBAC rules and nothing else');

  await client.create(Namespace, { metadata: { name: namespace } });
  const story = narrate(client, namespace, AbortSignal.any([signal, stopping(cleanup)]));
  const operator = cleanup.use(new OperatorProcess(kubeconfig, sayLogLine));
  await Promise.race([webhooksPublished(client), operator.ended(), rejectOnAbort(signal)]);

  await Promise.race([runScenes(client, signal), operator.ended(), story, rejectOnAbort(signal)]);
  console.log(`\n$ kubectl get healthcheckpolicies --namespace ${namespace}`);
  const group = `/apis/policy.k8s-go.openshift.org/v1beta1/namespaces/${namespace}`;
  console.log(`${await tableOf(transport, `${group}/healthcheckpolicies`)}\n`);

  if (flags.keep) {
    say('demo', 'everything stays up until Ctrl-C. In another terminal:');
    console.log(`\nexport KUBECONFIG=${controlPlane.kubeconfigPath}\n`);
    await Promise.race([operator.ended(), rejectOnAbort(signal)]);
  }
  say('operator', `stopped with exit code ${await operator.stop()}`);
}

function startServer(signal: AbortSignal): Promise<ControlPlane> {
  if (!flags.real) return startControlPlane();
  say('demo', 'starting etcd and kube-apiserver');
  return startControlPlane({ backend: 'real', signal, progress: (line) => say('server', line) });
}

async function runScenes(client: Client, signal: AbortSignal): Promise<void> {
  for (const { name, about, pod } of demoPods) {
    await client.create(Pod, { ...pod, metadata: { ...pod.metadata, namespace } });
    say('demo', `created pod ${name}: ${about}`);
  }
  const example = parse(
    await readFile(path.join(import.meta.dirname, 'workshop-policy.yaml'), 'utf8'),
  );
  await client.create(
    { apiVersion: example.apiVersion, kind: example.kind },
    withNamespace(example),
  );
  say('demo', "created the workshop's example policy");
  await settled(client, { failed: 2, passed: 2 }, signal);
  const old = await client.get(Alpha, key);
  say('demo', `read as v1alpha1, through the converter: podsFailed is ${old?.status?.podsFailed}`);
  await refused(client, { spec: { selector: { matchLabels: { [example.spec.podLabel]: 'no' } } } });

  say('demo', 'pod failing turns unready; the grace period becomes 1 second');
  await client.status.patch(
    Pod,
    { namespace, name: 'failing' },
    { type: 'merge', body: unready() },
  );
  await client.patch(HealthCheckPolicy, key, {
    type: 'merge',
    body: { spec: { gracePeriodSeconds: 1 } },
  });
  await settled(client, { failed: 3, passed: 1 }, signal);

  say('demo', 'action: annotate');
  await client.patch(HealthCheckPolicy, key, {
    type: 'merge',
    body: { spec: { action: 'annotate' } },
  });
  await settled(client, { failed: 3, passed: 1 }, signal);

  say('demo', 'action: kill, one pod per check, a check per second');
  const kill = { action: 'kill', checkIntervalSeconds: 1 };
  await client.patch(HealthCheckPolicy, key, { type: 'merge', body: { spec: kill } });
  await settled(client, { failed: 0, passed: 1 }, signal);
}

/** Waits until the operator has looked at the newest spec and counts these pods. */
async function settled(
  client: Client,
  expected: { readonly failed: number; readonly passed: number },
  signal: AbortSignal,
): Promise<void> {
  const { generation } = (await client.get(HealthCheckPolicy, key))?.metadata ?? {};
  const fieldSelector = `metadata.name=${key.name}`;
  for await (const { object } of client.watch(HealthCheckPolicy, {
    namespace,
    fieldSelector,
    signal,
  })) {
    const { observedGeneration = 0, statistics, conditions } = object.status ?? {};
    const { failed, passed } = statistics?.pods ?? {};
    if (observedGeneration < (generation ?? 0)) continue;
    if (failed !== expected.failed || passed !== expected.passed) continue;
    say('status', findCondition(conditions, 'Compliant')?.message ?? '');
    return;
  }
}

/** Tries a change that the validating webhook does not let pass. */
async function refused(client: Client, body: object): Promise<void> {
  try {
    await client.patch(HealthCheckPolicy, key, { type: 'merge', body });
  } catch (error) {
    say('server', (error as Error).message);
    return;
  }
  throw new Error('the validating webhook let everything pass');
}

function unready(): object {
  const lastTransitionTime = new Date().toISOString().replace(/\.\d+Z$/, 'Z');
  const condition = {
    type: 'Ready',
    status: 'False',
    reason: 'ContainersNotReady',
    lastTransitionTime,
  };
  return { status: { phase: 'Running', conditions: [condition] } };
}

function withNamespace<T extends { metadata: object }>(manifest: T): T {
  return { ...manifest, metadata: { ...manifest.metadata, namespace } };
}

/** A signal that fires when the stack begins to clean up. */
function stopping(cleanup: AsyncDisposableStack): AbortSignal {
  const controller = new AbortController();
  cleanup.defer(() => controller.abort());
  return controller.signal;
}

function rejectOnAbort(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const onAbort = (): void => reject(signal.reason as Error);
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort, { once: true });
  });
}
