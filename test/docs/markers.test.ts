import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { generate } from '@keelson/scaffold';
import { expect, it } from 'vitest';
import { parse } from 'yaml';

interface Schema {
  readonly properties: Readonly<Record<string, Schema>>;
}

interface Row {
  readonly example: string;
  readonly schema: unknown;
}

/** The lines of the page's tables that end in a schema. */
function rowsOf(page: string): Row[] {
  return page.split('\n').flatMap((line) => {
    // A bar inside a cell is written with a backslash.
    const cells = line.split(/(?<!\\)\|/).map((cell) => cell.replaceAll('\\|', '|').trim());
    const [, , example = '', schema = ''] = cells;
    if (!schema.startsWith('`{')) return [];
    return [{ example: example.slice(1, -1), schema: JSON.parse(schema.slice(1, -1)) as unknown }];
  });
}

const tsconfig = {
  compilerOptions: {
    module: 'nodenext',
    target: 'es2024',
    types: [],
    strict: true,
    experimentalDecorators: true,
    noEmit: true,
    customConditions: ['keelson-source'],
  },
};

/** A kind with a field for each row. */
function sourceOf(rows: readonly Row[]): string {
  const all = rows.map(({ example }) => example).join(' ');
  const names = [...new Set(all.match(/[A-Z][A-Za-z0-9]+/g))].filter(
    (name) => !['Record', 'Colour', 'Part', 'KubernetesObject'].includes(name),
  );
  const classes = rows.map(({ example }, index) =>
    example.includes('class Part')
      ? example.replace('class Part', `class Row${index}`)
      : `class Row${index} { ${example}; }`,
  );
  return [
    `import { CustomResource, CustomResourceObject, ${names.join(', ')} } from '@keelson/runtime';`,
    `import type { KubernetesObject } from '@keelson/kubernetes';`,
    ...classes,
    `class Spec { ${rows.map((_, index) => `row${index}?: Row${index};`).join(' ')} }`,
    `@CustomResource({ group: 'docs.example.com', version: 'v1' })`,
    'export class Page extends CustomResourceObject<Spec> {}',
  ].join('\n');
}

it('has a schema beside each example that is what the generator makes of it', async () => {
  const page = path.join(import.meta.dirname, '../../docs/markers.md');
  const rows = rowsOf(await readFile(page, 'utf8'));
  expect(rows.length).toBeGreaterThan(30);
  const directory = await mkdtemp(path.join(tmpdir(), 'keelson-markers-'));
  try {
    await symlink(path.join(import.meta.dirname, '../node_modules'), `${directory}/node_modules`);
    await writeFile(path.join(directory, 'tsconfig.json'), JSON.stringify(tsconfig));
    await writeFile(path.join(directory, 'example.ts'), sourceOf(rows));
    await generate({ projectDirectory: directory });
    const file = path.join(directory, 'config/crd/bases/docs.example.com_pages.yaml');
    const crd = parse(await readFile(file, 'utf8')) as {
      spec: { versions: [{ schema: { openAPIV3Schema: Schema } }] };
    };
    const spec = crd.spec.versions[0].schema.openAPIV3Schema.properties['spec'] as Schema;
    const made = rows.map(({ example }, index) => {
      const row = spec.properties[`row${index}`] as Schema;
      const schema = example.includes('class Part') ? row : Object.values(row.properties)[0];
      return { example, schema };
    });
    expect(made).toEqual(rows);
  } finally {
    await rm(directory, { recursive: true });
  }
});
