import { cp, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { CustomResourceDefinitions } from '@keelson/control-plane/offline';
import {
  ApiError,
  createHttpTransport,
  installCustomResources,
  loadClusterConfig,
  RestClient,
  type Transport,
  uninstallCustomResources,
} from '@keelson/runtime';
import { RecordingLogger } from '@keelson/runtime/testing';
import { generate } from '@keelson/scaffold';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { parse } from 'yaml';

// Each folder of `fixtures` is one thing that can be said: the source, the definition that comes
// of it, and specs that the API server takes or refuses. What the definitions say offline is held to
// what the server says.
const golden = path.join(import.meta.dirname, 'fixtures');
const cases = await readdir(golden);

interface Refused {
  readonly spec: object;
  readonly message: string;
}

interface Values {
  readonly accepted: readonly object[];
  readonly refused?: readonly Refused[];
  /** What one of the accepted specs, the first, cannot become. */
  readonly refusedChanges?: readonly Refused[];
}

interface Definition {
  readonly metadata: { readonly name: string };
  readonly spec: {
    readonly group: string;
    readonly scope: string;
    readonly names: { readonly kind: string };
  };
}

const tsconfig = {
  extends: path.resolve(import.meta.dirname, '../../tsconfig.base.json'),
  compilerOptions: { noEmit: true, composite: false, incremental: false, types: [] },
};

const texts = new Map<string, string>();
const definitions = new Map<string, Definition>();

beforeAll(async () => {
  const directory = await mkdtemp(path.join(tmpdir(), 'keelson-golden-'));
  try {
    await cp(golden, path.join(directory, 'src'), { recursive: true });
    await symlink(path.join(import.meta.dirname, '../node_modules'), `${directory}/node_modules`);
    await writeFile(path.join(directory, 'tsconfig.json'), JSON.stringify(tsconfig));
    await writeFile(path.join(directory, 'package.json'), JSON.stringify({ type: 'module' }));
    await generate({ projectDirectory: directory });
    const bases = path.join(directory, 'config/crd/bases');
    for (const file of await readdir(bases)) {
      const [name = ''] = file.split('.');
      const text = await readFile(path.join(bases, file), 'utf8');
      texts.set(name, text);
      definitions.set(name, parse(text) as Definition);
    }
  } finally {
    await rm(directory, { recursive: true });
  }
});

describe('the generator', () => {
  it('has sixty cases and more', () => expect(cases.length).toBeGreaterThan(60));

  it.each(cases)('makes what is expected of %s', async (name) => {
    const text = texts.get(name) ?? '';
    await expect(text).toMatchFileSnapshot(path.join(golden, name, 'expected.yaml'));
  });
});

describe('an API server', () => {
  let transport: Transport;
  let client: RestClient;
  const logger = new RecordingLogger();

  beforeAll(async () => {
    const kubeconfig = inject('kubeconfigPath');
    transport = createHttpTransport(await loadClusterConfig({ kubeconfig }));
    client = new RestClient({ transport, logger });
    await installCustomResources(client, [...definitions.values()]);
  }, 120_000);

  afterAll(async () => {
    await uninstallCustomResources(client, [...definitions.values()]);
    await transport[Symbol.asyncDispose]();
  }, 120_000);

  it('takes the definitions without a warning', () => {
    expect(logger.messages('warn')).toEqual([]);
  });

  it.each(cases)('takes and refuses what it should of %s', async (name) => {
    const text = await readFile(path.join(golden, name, 'values.yaml'), 'utf8');
    const { accepted, refused = [], refusedChanges = [] } = parse(text) as Values;
    const { group, scope, names } = definitions.get(name)!.spec;
    const type = { apiVersion: `${group}/v1`, kind: names.kind };
    const offline = new CustomResourceDefinitions([...definitions.values()]).of(type);
    const place = scope === 'Namespaced' ? { namespace: 'default' } : {};
    const metadata = { ...place, name: 'golden' };
    const options = { dryRun: true, fieldValidation: 'Strict' } as const;

    for (const spec of accepted) {
      const created = await client.create(type, { metadata, spec }, options);
      expect(offline.validate({ spec, metadata })).toEqual([]);
      expect(offline.withDefaults({ spec, metadata }).spec).toEqual(created['spec']);
    }
    for (const { spec, message } of refused) {
      const object = { metadata, spec };
      const complaints = await complaintsOf(client.create(type, object, options));
      expect(complaints.join('\n'), JSON.stringify(spec)).toContain(message);
      const unknown = offline.unknownFields(object).map((field) => `unknown field "${field}"`);
      const said = unknown.length > 0 ? unknown : offline.validate(object);
      expect(said.toSorted()).toEqual(complaints);
    }
    const [spec] = accepted;
    if (refusedChanges.length === 0) return;
    const stored = await client.create(type, { metadata, spec });
    try {
      for (const change of refusedChanges) {
        const object = { ...stored, spec: change.spec };
        const complaints = await complaintsOf(client.update(object, options));
        expect(complaints.join('\n'), JSON.stringify(change.spec)).toContain(change.message);
        expect(offline.validate(object, { old: stored }).toSorted()).toEqual(complaints);
      }
    } finally {
      await client.delete(type, metadata);
    }
  });
});

/** What the server has against a write, a line for each field, sorted. */
async function complaintsOf(write: Promise<unknown>): Promise<string[]> {
  const error = await write.catch((reason: unknown) => reason);
  if (!(error instanceof ApiError)) throw new Error('the server took it', { cause: error });
  const unknown = error.message.match(/unknown field "[^"]+"/g);
  const lines = error.causes.map(({ field, message }) => `${field}: ${message}`);
  return (unknown ?? [...new Set(lines)]).toSorted();
}
