/**
 * Asks a real API server for the answers in packages/schema/src/recorded-schemas.test.json, and
 * writes them there: `node --conditions=keelson-source test/schema/record-answers.ts`. A case has a
 * schema for `spec.value` and a value of it; an update has the value before, written where no schema
 * forbids it; a schema case is the whole schema of a CustomResourceDefinition.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { startControlPlane } from '@keelson/control-plane';
import { HttpClient, readText } from '../conformance/http-client.ts';

interface Case {
  readonly name: string;
  readonly schema: object;
  readonly value?: unknown;
  readonly old?: unknown;
  readonly isolated?: boolean;
  readonly metadata?: object;
  answer?: unknown;
}

type Cases = Readonly<Record<'values' | 'updates' | 'statuses' | 'schemas', Case[]>>;

interface AnswerBody {
  readonly status?: Readonly<Record<string, unknown>>;
  readonly spec?: Readonly<Record<string, unknown>>;
  readonly message?: string;
  readonly details?: { readonly causes?: readonly Cause[] };
}

interface Cause {
  readonly reason: string;
  readonly field?: string;
  readonly message?: string;
}

interface Answer {
  readonly status: number;
  readonly warnings: readonly string[];
  readonly body: AnswerBody;
}

const file = new URL('../../packages/schema/src/recorded-schemas.test.json', import.meta.url);
const cases = JSON.parse(await readFile(file, 'utf8')) as Cases;
await using controlPlane = await startControlPlane({ backend: 'real' });
const client = HttpClient.fromKubeconfig(controlPlane.kubeconfig);

async function send(method: string, path: string, body?: object): Promise<Answer> {
  const headers = { 'content-type': 'application/json' };
  const request =
    body === undefined ? { method, path } : { method, path, headers, body: JSON.stringify(body) };
  const { status, headers: received, stream } = await client.open(request);
  const text = await readText(stream);
  const warnings = [received['warning'] ?? []].flat();
  return { status, warnings, body: text.startsWith('{') ? JSON.parse(text) : {} };
}

const definitions = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';
const anything = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };

function definition(plural: string, schema: object, subresources: object = {}): object {
  const [openAPIV3Schema, lax] = [schema, anything];
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.probe.test` },
    spec: {
      group: 'probe.test',
      scope: 'Cluster',
      names: { plural, kind: plural },
      versions: [
        { name: 'v1', served: true, storage: true, schema: { openAPIV3Schema }, subresources },
        { name: 'v0', served: true, storage: false, schema: { openAPIV3Schema: lax } },
      ],
    },
  };
}

/** Installs a resource with the schemas of cases as properties of `field`. */
async function install(
  plural: string,
  properties: object,
  field: 'spec' | 'status' = 'spec',
): Promise<void> {
  const schema = { type: 'object', properties: { [field]: { type: 'object', properties } } };
  const body = definition(plural, schema, field === 'status' ? { status: {} } : {});
  const { status, body: answer } = await send('POST', definitions, body);
  if (status !== 201) throw new Error(JSON.stringify(answer, undefined, 1));
  for (;;) {
    const { status: served } = await send('GET', `/apis/probe.test/v1/${plural}`);
    const { status: before } = await send('GET', `/apis/probe.test/v0/${plural}`);
    if (served === 200 && before === 200) return;
  }
}

/** What a case keeps of an answer: paths as if the case had the resource for itself. */
function recorded({ status, warnings, body }: Answer, key: string): unknown {
  const text = (value: string): string => value.replaceAll(key, 'value');
  const unknown = [...warnings.join(', ').matchAll(/299 - "((?:[^"\\]|\\.)*)"/g)].map(([, line]) =>
    text((line as string).replaceAll('\\"', '"')),
  );
  const kept = unknown.length === 0 ? {} : { warnings: unknown };
  if (status < 300) return { value: (body.status ?? body.spec)?.[key], ...kept };
  const causes = body.details?.causes ?? [];
  if (status !== 422) return { status, message: text(body.message ?? ''), ...kept };
  return {
    errors: causes.map(({ reason, field, message }) => ({
      reason,
      field: text(field ?? ''),
      message: text(message ?? ''),
    })),
    ...kept,
  };
}

function keyOf(index: number): string {
  return `k${String(index).padStart(3, '0')}k`;
}

interface Instance {
  readonly plural: string;
  readonly version: string;
}

function instance({ plural, version }: Instance, body: object, metadata: object = {}): object {
  const type = { apiVersion: `probe.test/${version}`, kind: plural };
  return { ...type, metadata: { name: 'a', ...metadata }, ...body };
}

const shared = cases.values.map((item, index) => [keyOf(index), item] as const);
await install(
  'values',
  Object.fromEntries(
    shared.filter(([, item]) => item.isolated !== true).map(([key, item]) => [key, item.schema]),
  ),
);
for (const [key, item] of shared) {
  const plural = item.isolated === true ? `values${key}` : 'values';
  if (item.isolated === true) await install(plural, { [key]: item.schema });
  const path = `/apis/probe.test/v1/${plural}?dryRun=All&fieldValidation=Warn`;
  item.answer = recorded(
    await send(
      'POST',
      path,
      instance({ plural, version: 'v1' }, { spec: { [key]: item.value } }, item.metadata),
    ),
    key,
  );
}
for (const [plural, field, subresource] of [
  ['updates', 'spec', ''],
  ['statuses', 'status', '/status'],
] as const) {
  const properties = cases[plural].map(({ schema }, index) => [keyOf(index), schema]);
  await install(plural, Object.fromEntries(properties), field);
  for (const [index, item] of cases[plural].entries()) {
    const key = keyOf(index);
    const before = instance({ plural, version: 'v0' }, { [field]: { [key]: item.old } });
    await send('POST', `/apis/probe.test/v0/${plural}`, before);
    const path = `/apis/probe.test/v1/${plural}/a`;
    const { body: old } = await send('GET', path);
    const changed = { ...old, [field]: { [key]: item.value } };
    const query = 'dryRun=All&fieldValidation=Warn';
    item.answer = recorded(await send('PUT', `${path}${subresource}?${query}`, changed), key);
    await send('DELETE', path);
  }
}
for (const [index, item] of cases.schemas.entries()) {
  const plural = `schemas${index}`;
  const body = definition(plural, item.schema);
  item.answer = recorded(await send('POST', `${definitions}?dryRun=All`, body), 'nothing');
}
await writeFile(file, `${JSON.stringify(cases, undefined, 1)}\n`);
