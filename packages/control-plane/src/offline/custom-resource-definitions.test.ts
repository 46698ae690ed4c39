import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CustomResourceDefinitions, readDefinitions } from './custom-resource-definitions.ts';

const ref = { apiVersion: 'shop.example.com/v1', kind: 'Store' };

const definition = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'stores.shop.example.com' },
  spec: {
    group: 'shop.example.com',
    names: { kind: 'Store', plural: 'stores' },
    scope: 'Namespaced',
    versions: [
      {
        name: 'v1',
        served: true,
        storage: true,
        subresources: { status: {} },
        schema: {
          openAPIV3Schema: {
            type: 'object',
            properties: {
              spec: {
                type: 'object',
                properties: {
                  size: { type: 'integer', minimum: 0, default: 1 },
                  name: {
                    type: 'string',
                    'x-kubernetes-validations': [
                      { rule: 'self == oldSelf', message: 'name is for good' },
                    ],
                  },
                },
              },
              status: { type: 'object', properties: { ready: { type: 'boolean' } } },
            },
          },
        },
      },
    ],
  },
};

const named = { name: 'a' };

describe('DefinedKind', () => {
  const stores = new CustomResourceDefinitions([definition]).of(ref);

  it('says what a server would refuse an object for', () => {
    expect(stores.validate({ metadata: named, spec: {} })).toEqual([]);
    expect(stores.validate({ metadata: named, spec: { size: -1 } })).toEqual([
      'spec.size: Invalid value: -1: spec.size in body should be greater than or equal to 0',
    ]);
    expect(stores.validate({ metadata: { generateName: 'a-' } })).toEqual([]);
    expect(stores.validate({ metadata: { name: 'A b' } })).toEqual([
      expect.stringMatching(
        /^metadata\.name: Invalid value: "A b": a lowercase RFC 1123 subdomain/,
      ),
    ]);
    expect(stores.validate({ spec: {} })).toEqual([
      'metadata.name: Required value: name or generateName is required',
    ]);
  });

  it('says what a server says of metadata that it cannot read', () => {
    const object = { metadata: { ...named, labels: 3 } };
    const why = expect.stringMatching(
      /^Store in version "v1" cannot be handled as a Store: .*labels/,
    ) as string;
    expect(stores.validate(object)).toEqual([why]);
    expect(() => stores.prune(object)).toThrow(/labels/);
  });

  it('compares a change with what is stored', () => {
    const old = { metadata: named, spec: { name: 'x', size: -1 } };
    expect(stores.validate({ metadata: named, spec: { name: 'x', size: -1 } }, { old })).toEqual(
      [],
    );
    expect(stores.validate({ metadata: named, spec: { name: 'y' } }, { old })).toEqual([
      'spec.name: Invalid value: "y": name is for good',
    ]);
    expect(stores.validate({ metadata: { name: 'b' }, spec: { name: 'x' } }, { old })).toEqual([
      'metadata.name: Invalid value: "b": field is immutable',
    ]);
  });

  it('judges a status where a status is written', () => {
    const old = { metadata: named, spec: { name: 'x' } };
    const object = { ...old, status: { ready: 'yes' } };
    expect(stores.validate(object)).toEqual([]);
    expect(stores.validate(object, { old })).toEqual([]);
    expect(stores.validate(object, { old, subresource: 'status' })).toEqual([
      'status.ready: Invalid value: "string": ready in body must be of type boolean: "string"',
      '<nil>: Invalid value: null: some validation rules were not checked because the object was invalid; correct the existing errors to complete validation',
    ]);
  });

  it('fills in defaults and takes out what is unknown, in a copy', () => {
    const object = { metadata: named, spec: { colour: 'red' } };
    expect(stores.unknownFields(object)).toEqual(['spec.colour']);
    expect(stores.prune(object)).toEqual({ ...ref, metadata: named, spec: {} });
    expect(stores.withDefaults(object)).toEqual({ ...ref, metadata: named, spec: { size: 1 } });
    expect(object).toEqual({ metadata: named, spec: { colour: 'red' } });
  });
});

describe('CustomResourceDefinitions', () => {
  it('says which kind it does not know', () => {
    const definitions = new CustomResourceDefinitions([definition]);
    for (const unknown of [
      { ...ref, kind: 'Shop' },
      { ...ref, apiVersion: 'shop.example.com/v2' },
      { ...ref, apiVersion: 'example.com/v1' },
    ]) {
      expect(() => definitions.of(unknown)).toThrow(
        `no definition of ${unknown.kind} in ${unknown.apiVersion}: run "operator generate"`,
      );
    }
  });
});

describe('readDefinitions', () => {
  let folder = '';

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'keelson-definitions-'));
    await writeFile(path.join(folder, 'a.yaml'), `---\n${JSON.stringify(definition)}\n---\n`);
    await writeFile(path.join(folder, 'kustomization.yml'), 'kind: Kustomization\n');
    await writeFile(path.join(folder, 'notes.txt'), '{');
    await writeFile(path.join(folder, 'broken.json'), '{');
  });

  afterAll(() => rm(folder, { recursive: true }));

  it('reads a folder or a file', async () => {
    const ofFolder = (await readDefinitions(folder)).of(ref);
    expect(ofFolder.withDefaults({ spec: {} })).toMatchObject({ spec: { size: 1 } });
    const ofFile = (await readDefinitions(path.join(folder, 'a.yaml'))).of(ref);
    expect(ofFile.validate({ metadata: named })).toEqual([]);
  });

  it('says what it cannot read', async () => {
    await expect(readDefinitions(path.join(folder, 'none'))).rejects.toThrow('ENOENT');
    await expect(readDefinitions(path.join(folder, 'broken.json'))).rejects.toThrow('is not YAML');
    await expect(readDefinitions(path.join(folder, 'kustomization.yml'))).rejects.toThrow(
      'holds no CustomResourceDefinition: run "operator generate"',
    );
  });
});
