// The bench's operator on @kubernetes/client-node's informer, with a queue of its own: see
// ../../operators.ts for what it must do and print.
import { createRequire } from 'node:module';

interface BenchObject {
  readonly metadata: { readonly namespace: string; readonly name: string; generation: number };
  readonly spec: { readonly value: number };
  readonly status?: { readonly observedValue?: number; readonly observedGeneration?: number };
}

interface Informer {
  on(event: 'add' | 'update', listener: (object: BenchObject) => void): void;
  on(event: 'error', listener: (error: unknown) => void): void;
  start(): Promise<void>;
  get(name: string, namespace: string): BenchObject | undefined;
}

/** What is used of client-node; this package does not depend on it. */
interface ClientNode {
  readonly KubeConfig: new () => {
    loadFromDefault(): void;
    makeApiClient(api: unknown): {
      listClusterCustomObject(request: object): Promise<object>;
      patchNamespacedCustomObjectStatus(request: object, options: unknown): Promise<object>;
    };
  };
  readonly CustomObjectsApi: unknown;
  readonly PatchStrategy: { readonly MergePatch: string };
  readonly makeInformer: (config: object, path: string, list: () => Promise<object>) => Informer;
  readonly setHeaderOptions: (name: string, value: string) => unknown;
}

const runtimeRequire = createRequire(import.meta.resolve('@keelson/runtime'));
const { CustomObjectsApi, KubeConfig, makeInformer, PatchStrategy, setHeaderOptions } =
  runtimeRequire('@kubernetes/client-node') as ClientNode;

const config = new KubeConfig();
config.loadFromDefault();
const api = config.makeApiClient(CustomObjectsApi);
const kind = { group: 'bench.dev', version: 'v1', plural: 'benches' };
const merge = setHeaderOptions('Content-Type', PatchStrategy.MergePatch);
const informer = makeInformer(config, '/apis/bench.dev/v1/benches', () =>
  api.listClusterCustomObject(kind),
);

/** Names that wait, those that are reconciled, and those that changed meanwhile. */
const waiting = new Set<string>();
const held = new Set<string>();
const dirty = new Set<string>();
let free = Number(process.env['WORKERS']);
let hasReconciled = false;

async function reconcile(key: string): Promise<void> {
  if (!hasReconciled) console.log('reconciling');
  hasReconciled = true;
  const [namespace = '', name = ''] = key.split('/');
  const bench = informer.get(name, namespace);
  if (bench === undefined) return;
  const { generation } = bench.metadata;
  const { value } = bench.spec;
  const { status } = bench;
  if (status?.observedValue === value && status.observedGeneration === generation) return;
  const body = { status: { observedValue: value, observedGeneration: generation } };
  await api.patchNamespacedCustomObjectStatus({ ...kind, namespace, name, body }, merge);
}

function work(): void {
  for (const key of waiting) {
    if (free === 0) return;
    waiting.delete(key);
    held.add(key);
    free -= 1;
    void reconcile(key)
      .catch((error: unknown) => {
        console.error(error);
        dirty.add(key);
      })
      .finally(() => {
        free += 1;
        held.delete(key);
        if (dirty.delete(key)) waiting.add(key);
        work();
      });
  }
}

function changed({ metadata: { namespace, name } }: BenchObject): void {
  const key = `${namespace}/${name}`;
  if (held.has(key)) dirty.add(key);
  else waiting.add(key);
  if (isSynced) work();
}

let isSynced = false;
informer.on('add', changed);
informer.on('update', changed);
informer.on('error', (error) => {
  if (!isSynced) throw error;
  console.error(error);
  setTimeout(() => void informer.start(), 1000);
});
await informer.start();
console.log('synced');
isSynced = true;
work();
process.once('SIGTERM', () => process.exit(0));
