// The embedded control plane beside the real one: how long a start takes, how many custom resources
// are created in a second, how long until a watch tells of one, and what objects cost in memory. Each
// server runs in a process of its own (the real one in two more); the two take turns.
//
//   node test/bench/control-plane.ts [objects a turn, 3000] [at the same time, 16] [turns, 3]
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { type ClientHttp2Session, connect, constants } from 'node:http2';
import { createInterface } from 'node:readline';
import path from 'node:path';

const [objects = 3000, width = 16, turns = 3] = process.argv.slice(2).map(Number);
const backends = ['embedded', 'real'] as const;
type Backend = (typeof backends)[number];

interface Served extends AsyncDisposable {
  readonly pid: number;
  readonly wholeMs: number;
  readonly startMs: number;
  readonly session: ClientHttp2Session;
  readonly headers: Record<string, string>;
}

async function serve(backend: Backend): Promise<Served> {
  const begun = performance.now();
  const script = path.join(import.meta.dirname, 'serve.ts');
  const child = spawn(process.execPath, [...process.execArgv, script, backend], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface(child.stdout);
  const line = await new Promise<string>((resolve, reject) => {
    lines.once('line', resolve);
    child.once('exit', () => reject(new Error(`the ${backend} server did not start`)));
  });
  const wholeMs = performance.now() - begun;
  const { kubeconfig, startMs } = JSON.parse(line) as { kubeconfig: string; startMs: number };
  const { server, headers, tls } = read(kubeconfig);
  const session = connect(server, tls);
  return {
    pid: child.pid ?? 0,
    wholeMs,
    startMs,
    session,
    headers,
    async [Symbol.asyncDispose]() {
      session.destroy();
      child.stdin.end();
      await new Promise((resolve) => {
        child.once('exit', resolve);
      });
    },
  };
}

/** Both backends write their kubeconfig as JSON, one with a token and one with a certificate. */
function read(kubeconfig: string) {
  const config = JSON.parse(readFileSync(kubeconfig, 'utf8')) as {
    clusters: { cluster: Record<string, string> }[];
    users: { user: Record<string, string> }[];
  };
  const { cluster } = config.clusters[0] ?? { cluster: {} };
  const { user } = config.users[0] ?? { user: {} };
  const decode = (text: string | undefined): Buffer | undefined =>
    text === undefined ? undefined : Buffer.from(text, 'base64');
  const ca = decode(cluster['certificate-authority-data']);
  const cert = decode(user['client-certificate-data']);
  const key = decode(user['client-key-data']);
  const headers: Record<string, string> =
    user['token'] === undefined ? {} : { authorization: `Bearer ${user['token']}` };
  const tls = {
    ...(ca === undefined ? undefined : { ca }),
    ...(cert === undefined || key === undefined ? undefined : { cert, key }),
  };
  return { server: cluster['server'] ?? '', headers, tls };
}

interface Request {
  readonly method: string;
  readonly path: string;
  readonly body?: unknown;
}

function send(served: Served, { method, path, body }: Request): Promise<string> {
  return new Promise((resolve, reject) => {
    const stream = served.session.request({
      ...served.headers,
      [constants.HTTP2_HEADER_METHOD]: method,
      [constants.HTTP2_HEADER_PATH]: path,
      'content-type': 'application/json',
    });
    let status = 0;
    let text = '';
    stream.on('response', (headers) => {
      status = Number(headers[constants.HTTP2_HEADER_STATUS] ?? 0);
    });
    stream.setEncoding('utf8');
    stream.on('data', (chunk: string) => {
      text += chunk;
    });
    stream.on('end', () => {
      if (status < 300) resolve(text);
      else reject(new Error(`${method} ${path}: ${status} ${text}`));
    });
    stream.on('error', reject);
    stream.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

const group = 'bench.example.com';
const kind = { group, names: { kind: 'Widget', plural: 'widgets' } };
const widgets = `/apis/${group}/v1/namespaces/default/widgets`;

function widget(name: string) {
  return {
    apiVersion: `${group}/v1`,
    kind: 'Widget',
    metadata: { name, labels: { app: 'bench' } },
    spec: { size: 3, colour: 'red', parts: ['a', 'b'], options: { deep: true } },
  };
}

async function install(served: Served): Promise<void> {
  const schema = {
    type: 'object',
    properties: {
      spec: {
        type: 'object',
        required: ['size'],
        properties: {
          size: { type: 'integer', minimum: 1 },
          colour: { type: 'string', enum: ['red', 'green'] },
          parts: { type: 'array', items: { type: 'string', maxLength: 10 } },
          options: { type: 'object', additionalProperties: { type: 'boolean' } },
          added: { type: 'string', default: 'by the server' },
        },
      },
    },
  };
  const versions = [
    { name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: schema } },
  ];
  await send(served, {
    method: 'POST',
    path: '/apis/apiextensions.k8s.io/v1/customresourcedefinitions',
    body: {
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: { name: `widgets.${group}` },
      spec: { ...kind, scope: 'Namespaced', versions },
    },
  });
  // The real server takes writes of a new kind a moment later.
  for (let attempt = 0; ; attempt++) {
    try {
      await send(served, { method: 'POST', path: widgets, body: widget('first') });
      return;
    } catch (error) {
      if (attempt === 400) throw error;
      await new Promise((resolve) => {
        setTimeout(resolve, 50);
      });
    }
  }
}

async function createMany(served: Served, prefix: string): Promise<number> {
  let next = 0;
  const begun = performance.now();
  await Promise.all(
    Array.from({ length: width }, async () => {
      while (next < objects) {
        await send(served, { method: 'POST', path: widgets, body: widget(`${prefix}-${next++}`) });
      }
    }),
  );
  return objects / ((performance.now() - begun) / 1000);
}

/** Milliseconds from before a create until a watch has told of it; the median of some. */
async function watchLatency(served: Served): Promise<number> {
  const { metadata } = JSON.parse(
    await send(served, { method: 'GET', path: `${widgets}?limit=1` }),
  );
  const stream = served.session.request({
    ...served.headers,
    [constants.HTTP2_HEADER_PATH]: `${widgets}?watch=true&resourceVersion=${metadata.resourceVersion}`,
  });
  let seen = '';
  let wake: (() => void) | undefined;
  stream.setEncoding('utf8');
  stream.on('data', (chunk: string) => {
    seen += chunk;
    wake?.();
  });
  const times: number[] = [];
  for (let index = 0; index < 200; index++) {
    const name = `latency-${index}`;
    const begun = performance.now();
    const told = new Promise<void>((resolve) => {
      wake = () => {
        if (seen.includes(`"${name}"`)) resolve();
      };
    });
    const created = send(served, { method: 'POST', path: widgets, body: widget(name) });
    await told;
    times.push(performance.now() - begun);
    await created;
  }
  stream.close();
  return times.toSorted((a, b) => a - b)[100] ?? 0;
}

/** Resident memory of a process and its descendants, in MiB. */
function memoryOf(pid: number): number {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ');
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const own = Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024;
  return children
    .filter((child) => child !== '')
    .reduce((sum, child) => sum + memoryOf(Number(child)), own);
}

const results = new Map<Backend, Map<string, number[]>>();
function note(backend: Backend, what: string, value: number): void {
  const figures = results.get(backend) ?? new Map<string, number[]>();
  results.set(backend, figures);
  figures.set(what, [...(figures.get(what) ?? []), value]);
}

for (let turn = 0; turn < turns; turn++) {
  for (const backend of backends) {
    await using served = await serve(backend);
    note(backend, 'process to ready, ms', served.wholeMs);
    note(backend, 'startControlPlane(), ms', served.startMs);
    note(backend, 'memory at rest, MiB', memoryOf(served.pid));
    await install(served);
    note(backend, 'create to watch, ms (p50)', await watchLatency(served));
    note(backend, 'creates a second, one by one', await createOneByOne(served));
    note(backend, `creates a second, ${width} at a time`, await createMany(served, 'many'));
    note(backend, `memory with ${objects} objects more, MiB`, memoryOf(served.pid));
  }
}

async function createOneByOne(served: Served): Promise<number> {
  const count = Math.min(objects, 500);
  const begun = performance.now();
  for (let index = 0; index < count; index++) {
    await send(served, { method: 'POST', path: widgets, body: widget(`single-${index}`) });
  }
  return count / ((performance.now() - begun) / 1000);
}

const median = (values: readonly number[] = []): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
console.log(`medians of ${turns} turns`);
for (const what of results.get('embedded')?.keys() ?? []) {
  const [ours = 0, theirs = 0] = backends.map((backend) => median(results.get(backend)?.get(what)));
  const ratio = (theirs / ours).toFixed(2);
  console.log(
    `${what.padEnd(40)} embedded ${ours.toFixed(1).padStart(8)}   real ${theirs.toFixed(1).padStart(8)}   real/embedded ${ratio}`,
  );
}
