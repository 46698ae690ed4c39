import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { loadDefinitions } from '@keelson/kubernetes/schema';
import { isJsonObject, type JsonObject } from '@keelson/schema';
import { parseAllDocuments } from 'yaml';
import { customResourceStrategy } from '../embedded/custom-resources/custom-resource-strategy.ts';
import { objectOf, textOf, versionsOf } from '../embedded/custom-resources/definition.ts';
import { DefinedKind, type KindRef } from './defined-kind.ts';

/** CustomResourceDefinitions, to judge objects by without a server. */
export class CustomResourceDefinitions {
  readonly #definitions: readonly JsonObject[];
  readonly #builtin = loadDefinitions();
  readonly #kinds = new Map<string, DefinedKind>();

  /** Takes definitions (apiextensions.k8s.io/v1) that a server would accept. */
  constructor(definitions: readonly object[]) {
    this.#definitions = definitions as readonly JsonObject[];
  }

  /**
   * What the definitions say of one version of a kind: `resourceTypeOf(HealthCheckPolicy)`, or any
   * object of it. The same kind always gives the same value.
   * @throws {Error} when none of the definitions has it
   */
  of({ apiVersion, kind }: KindRef): DefinedKind {
    const key = `${apiVersion} ${kind}`;
    const known = this.#kinds.get(key) ?? this.#compile({ apiVersion, kind });
    this.#kinds.set(key, known);
    return known;
  }

  #compile(ref: KindRef): DefinedKind {
    const [group = '', name = ''] = ref.apiVersion.split('/');
    const definition = this.#definitions.find((candidate) => {
      const spec = objectOf(candidate, 'spec');
      const isKind = textOf(spec, 'group') === group;
      return isKind && textOf(objectOf(spec, 'names'), 'kind') === ref.kind;
    });
    const versions = definition === undefined ? [] : versionsOf(definition);
    if (definition === undefined || !versions.some((version) => version['name'] === name)) {
      throw new Error(
        `no definition of ${ref.kind} in ${ref.apiVersion}: run "operator generate", and read the folder that it writes`,
      );
    }
    return new DefinedKind({
      ref,
      group,
      isNamespaced: textOf(objectOf(definition, 'spec'), 'scope') === 'Namespaced',
      strategy: customResourceStrategy(definition, name, this.#builtin),
    });
  }
}

/**
 * The CustomResourceDefinitions of YAML files: a file, or a folder such as `config/crd/bases`. Other
 * objects in them are left out.
 * @throws {Error} when there is no such file, one is not YAML, or there is no definition in any
 */
export async function readDefinitions(fileOrFolder: string): Promise<CustomResourceDefinitions> {
  const texts = await readYaml(fileOrFolder);
  const objects = texts.flatMap(({ file, text }) => parseObjects(file, text));
  const definitions = objects.filter((object) => object['kind'] === 'CustomResourceDefinition');
  if (definitions.length === 0) {
    throw new Error(`${fileOrFolder} holds no CustomResourceDefinition: run "operator generate"`);
  }
  return new CustomResourceDefinitions(definitions);
}

async function readYaml(fileOrFolder: string): Promise<{ file: string; text: string }[]> {
  const isFolder = (await stat(fileOrFolder)).isDirectory();
  const names = isFolder ? (await readdir(fileOrFolder)).toSorted() : [''];
  const files = names
    .filter((name) => !isFolder || /\.ya?ml$/.test(name))
    .map((name) => path.join(fileOrFolder, name));
  return Promise.all(files.map(async (file) => ({ file, text: await readFile(file, 'utf8') })));
}

function parseObjects(file: string, text: string): JsonObject[] {
  return parseAllDocuments(text)
    .map((document): unknown => {
      const [error] = document.errors;
      if (error !== undefined) throw new Error(`${file} is not YAML: ${error.message}`);
      return document.toJS({ maxAliasCount: 0 });
    })
    .filter(isJsonObject);
}
