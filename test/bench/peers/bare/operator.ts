// The bench's operator with no framework: a watch and patches over undici. What Node itself costs.
// See ../../operators.ts for what it must do and print.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

/** What is used of undici; this package does not depend on it. */
interface UndiciAgent {
  request(options: object): Promise<{
    readonly statusCode: number;
    readonly body: AsyncIterable<Uint8Array> & { text(): Promise<string> };
  }>;
}

interface BenchObject {
  readonly metadata: {
    readonly name: string;
    readonly namespace: string;
    readonly generation: number;
    readonly resourceVersion: string;
    readonly annotations?: Readonly<Record<string, string>>;
    managedFields?: unknown;
  };
  readonly spec: { readonly value: number };
  readonly status?: { readonly observedValue?: number; readonly observedGeneration?: number };
}

const runtimeRequire = createRequire(import.meta.resolve('@keelson/runtime'));
const { Agent } = runtimeRequire('undici') as { Agent: new (options: object) => UndiciAgent };

// The control plane writes JSON.
const { clusters, users } = JSON.parse(readFileSync(process.env['KUBECONFIG'] ?? '', 'utf8')) as {
  clusters: { cluster: Record<string, string> }[];
  users: { user: Record<string, string> }[];
};
const pem = (data: string | undefined): Buffer => Buffer.from(data ?? '', 'base64');
const origin = clusters[0]?.cluster['server'] ?? '';
const agent = new Agent({
  allowH2: true,
  bodyTimeout: 0,
  connect: {
    ca: pem(clusters[0]?.cluster['certificate-authority-data']),
    cert: pem(users[0]?.user['client-certificate-data']),
    key: pem(users[0]?.user['client-key-data']),
  },
});
const patchHeaders = {
  accept: 'application/json',
  'content-type': 'application/merge-patch+json',
};

const store = new Map<string, BenchObject>();
const waiting = new Set<string>();
const held = new Set<string>();
const dirty = new Set<string>();
let free = Number(process.env['WORKERS']);
let isSynced = false;
let hasReconciled = false;

async function reconcile(key: string): Promise<void> {
  if (!hasReconciled) console.log('reconciling');
  hasReconciled = true;
  const bench = store.get(key);
  if (bench === undefined) return;
  const { generation, name, namespace } = bench.metadata;
  const { value } = bench.spec;
  const { status } = bench;
  if (status?.observedValue === value && status.observedGeneration === generation) return;
  const { statusCode, body } = await agent.request({
    origin,
    path: `/apis/bench.dev/v1/namespaces/${namespace}/benches/${name}/status`,
    method: 'PATCH',
    headers: patchHeaders,
    body: JSON.stringify({ status: { observedValue: value, observedGeneration: generation } }),
  });
  const text = await body.text();
  if (statusCode !== 200) throw new Error(text);
  JSON.parse(text);
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

function accept(line: string): void {
  const { type, object } = JSON.parse(line) as { type: string; object: BenchObject };
  if (type === 'BOOKMARK') {
    if (object.metadata.annotations?.['k8s.io/initial-events-end'] !== 'true') return;
    isSynced = true;
    console.log('synced');
    work();
    return;
  }
  delete object.metadata.managedFields;
  const key = `${object.metadata.namespace}/${object.metadata.name}`;
  store.set(key, object);
  if (held.has(key)) dirty.add(key);
  else waiting.add(key);
  if (isSynced) work();
}

process.once('SIGTERM', () => process.exit(0));
const { body } = await agent.request({
  origin,
  path: '/apis/bench.dev/v1/benches?watch=true&sendInitialEvents=true&allowWatchBookmarks=true&resourceVersionMatch=NotOlderThan',
  method: 'GET',
});
let rest = Buffer.alloc(0);
for await (const chunk of body) {
  let begin = 0;
  const bytes = rest.length === 0 ? Buffer.from(chunk) : Buffer.concat([rest, chunk]);
  for (let end = bytes.indexOf(10); end !== -1; end = bytes.indexOf(10, begin)) {
    accept(bytes.toString('utf8', begin, end));
    begin = end + 1;
  }
  rest = bytes.subarray(begin);
}
