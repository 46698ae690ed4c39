import { readFileSync } from 'node:fs';

/** Release of this package, which generated manifests are marked with. */
export function generatorVersion(): string {
  // The folder above both `src` and `dist`.
  const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
