import { cp, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
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
// of it, and specs that the API server takes or refuses.
const golden = path.join(import.meta.dirname, 'fixtures');
const cases = await readdir(golden);

interface Values {
  readonly accepted: readonly object[];
  readonly refused?: readonly { readonly spec: object; readonly message: string }[];
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
    const { accepted, refused = [] } = parse(text) as Values;
    const { group, scope, names } = definitions.get(name)!.spec;
    const type = { apiVersion: `${group}/v1`, kind: names.kind };
    const place = scope === 'Namespaced' ? { namespace: 'default' } : {};
    const create = (spec: object) => {
      const object = { metadata: { ...place, name: 'golden' }, spec };
      return client.create(type, object, { dryRun: true, fieldValidation: 'Strict' });
    };
    for (const spec of accepted) await create(spec);
    for (const { spec, message } of refused) {
      await expect(create(spec), JSON.stringify(spec)).rejects.toThrow(message);
    }
  });
});
