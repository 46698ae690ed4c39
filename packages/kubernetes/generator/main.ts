import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { buildModules } from './build-modules.ts';
import { generatedFiles } from './generated-files.ts';
import { outdatedFiles, writeFiles } from './output.ts';
import { readSchema } from './schema-files.ts';
import { readServer } from './read-server.ts';

const { values } = parseArgs({
  options: {
    'from-server': { type: 'string' },
    'token-file': { type: 'string' },
    'ca-file': { type: 'string' },
    check: { type: 'boolean', default: false },
  },
});
const root = fileURLToPath(new URL('..', import.meta.url));
const url = values['from-server'];
const text = (path: string | undefined): string | undefined =>
  path === undefined ? undefined : readFileSync(path, 'utf8').trim();
const documents =
  url === undefined
    ? undefined
    : await readServer({ url, token: text(values['token-file']), ca: text(values['ca-file']) });
const structure =
  documents === undefined
    ? readSchema(`${root}/schema`)
    : { kubernetes: documents.kubernetes, modules: buildModules(documents) };
const files = generatedFiles(structure);
if (values.check) {
  const outdated = outdatedFiles(root, files);
  for (const file of outdated) console.error(`out of date: packages/kubernetes/${file}`);
  process.exitCode = outdated.length > 0 ? 1 : 0;
} else {
  writeFiles(root, files);
}
