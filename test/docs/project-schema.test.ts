import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  compileSchema,
  type JsonObject,
  prune,
  type StructuralSchema,
  validateValue,
} from '@keelson/schema';
import { createApi, createProject, createWebhook } from '@keelson/scaffold';
import { expect, it } from 'vitest';
import { parse } from 'yaml';

const cli = path.resolve(import.meta.dirname, '../../packages/cli');

// Editors read the schema: what it says is judged by our own reading of such schemas.
it('describes all that the command writes into PROJECT', async () => {
  const directory = await mkdtemp(path.join(tmpdir(), 'keelson-project-'));
  try {
    await createProject({
      directory,
      domain: 'example.com',
      projectName: 'ship',
      namespaced: true,
    });
    const captain = { directory, group: 'crew', kind: 'Captain' };
    await createApi({ ...captain, version: 'v1' });
    await createApi({ ...captain, version: 'v2', controller: false, plural: 'captains' });
    await createApi({
      directory,
      group: 'apps',
      kind: 'Deployment',
      version: 'v1',
      resource: false,
    });
    const all = { defaulting: true, validation: true, conversion: true };
    await createWebhook({ ...captain, version: 'v1', ...all });
    const text = await readFile(path.join(directory, 'PROJECT'), 'utf8');
    const [, file] = /yaml-language-server: \$schema=node_modules\/@keelson\/cli\/(\S+)/.exec(
      text,
    )!;
    const schema = JSON.parse(await readFile(path.join(cli, file!), 'utf8')) as StructuralSchema;
    const compiled = compileSchema(schema);
    const project = parse(text) as JsonObject;
    expect(validateValue(compiled.root, project)).toEqual([]);
    expect(prune(compiled, project)).toEqual([]);
    expect(validateValue(compiled.root, { ...project, version: '2', domain: 1 })).toHaveLength(2);
  } finally {
    await rm(directory, { recursive: true });
  }
});
