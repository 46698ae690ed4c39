// Writes what controller-gen makes of the Go types in fixtures/controller-gen: the yardstick of
// controller-gen.test.ts. Needs Go and its module proxy.
//
//   node --conditions=keelson-source test/parity/make-golden.ts
import { execFile } from 'node:child_process';
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { parse, stringify } from 'yaml';

const controllerGen = 'sigs.k8s.io/controller-tools/cmd/controller-gen@v0.23.0';
const goMod = `module keelson.dev/parity

go 1.26

require (
	k8s.io/api v0.37.2
	k8s.io/apiextensions-apiserver v0.37.2
	k8s.io/apimachinery v0.37.2
)
`;

/** Fields of Kubernetes' own types: what they say of themselves is long, and not ours to keep. */
const builtIn = new Set(['conditions', 'owner', 'resources', 'selector', 'template']);

interface Schema {
  description?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly additionalProperties?: Schema;
}

function dropDescriptions(schema: Schema, isBuiltIn = false): void {
  if (isBuiltIn) delete schema.description;
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    dropDescriptions(property, isBuiltIn || builtIn.has(name));
  }
  if (schema.items) dropDescriptions(schema.items, isBuiltIn);
  if (schema.additionalProperties) dropDescriptions(schema.additionalProperties, isBuiltIn);
}

const fixtures = path.join(import.meta.dirname, 'fixtures', 'controller-gen');
const golden = path.join(fixtures, 'golden');
const folder = await mkdtemp(path.join(tmpdir(), 'keelson-parity-'));
try {
  await cp(fixtures, folder, { recursive: true });
  await writeFile(path.join(folder, 'go.mod'), goMod);
  const env = { ...process.env, GOFLAGS: '-mod=mod' };
  const run = promisify(execFile);
  await run('go', ['mod', 'tidy'], { cwd: folder, env });
  const options = ['crd:allowDangerousTypes=true', 'paths=./...', 'output:dir=made'];
  await run('go', ['run', controllerGen, ...options], { cwd: folder, env });
  for (const file of await readdir(path.join(folder, 'made'))) {
    const text = await readFile(path.join(folder, 'made', file), 'utf8');
    const crd = parse(text) as {
      spec: { versions: { schema: { openAPIV3Schema: Schema } }[] };
    };
    for (const { schema } of crd.spec.versions) dropDescriptions(schema.openAPIV3Schema);
    await writeFile(path.join(golden, file), stringify(crd, { lineWidth: 0 }));
  }
} finally {
  await rm(folder, { recursive: true });
}
