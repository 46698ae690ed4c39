import { reservedWords } from '../syntax/reserved-words.ts';

/**
 * A property's name in an expression; `undefined` when it can have none (Kubernetes documentation,
 * "Validation rules", "Escaping").
 */
export function escapeProperty(name: string): string | undefined {
  if (reservedWords.has(name)) return `__${name}__`;
  if (!/^[A-Za-z_./-][A-Za-z0-9_./-]*$/u.test(name)) return undefined;
  return name
    .replaceAll('__', '__underscores__')
    .replaceAll('.', '__dot__')
    .replaceAll('-', '__dash__')
    .replaceAll('/', '__slash__');
}
