import { jsonPatchBetween, type UnstructuredObject } from '@keelson/runtime';

const longest = 100;

/**
 * The fields in which an object differs, one line each: `spec.replicas: 1 -> 2`. What the server counts and
 * notes by itself is left out, and so are the values of Secrets.
 */
export function describeChanges(before: UnstructuredObject, after: UnstructuredObject): string[] {
  const [from, to] = [contentOf(before), contentOf(after)];
  const isSecret = after['kind'] === 'Secret';
  return jsonPatchBetween(from, to).map((operation) => {
    const keys = operation.path.split('/').slice(1).map(unescape);
    const [was, is] = [valueAt(from, keys), 'value' in operation ? operation.value : undefined];
    const show = (value: unknown): string =>
      isSecret && /^(data|stringData)$/.test(keys[0] ?? '') ? '(hidden)' : shortened(value);
    const where = fieldOf(from, to, keys);
    if (operation.op === 'add') return `+ ${where}: ${show(is)}`;
    if (operation.op === 'remove') return `- ${where}: ${show(was)}`;
    return `~ ${where}: ${show(was)} -> ${show(is)}`;
  });
}

/** Without what the server counts and notes by itself. */
function contentOf({ metadata, ...content }: UnstructuredObject): Record<string, unknown> {
  const { managedFields: _, resourceVersion: __, generation: ___, ...rest } = metadata;
  return { ...content, metadata: rest };
}

/** `spec.containers[manager].image`: an item of a list by its name where it has one. */
function fieldOf(before: unknown, after: unknown, keys: readonly string[]): string {
  return keys.reduce((path, key, depth) => {
    const inner = keys.slice(0, depth + 1);
    if (Array.isArray(valueAt(before, keys.slice(0, depth)))) {
      const [was, is] = [nameAt(before, inner), nameAt(after, inner)];
      return `${path}[${was !== undefined && was === is ? was : key}]`;
    }
    const isPlain = /^[\w-]+$/.test(key);
    if (!isPlain) return `${path}[${JSON.stringify(key)}]`;
    return path === '' ? key : `${path}.${key}`;
  }, '');
}

function nameAt(root: unknown, keys: readonly string[]): string | undefined {
  const name = valueAt(root, [...keys, 'name']);
  return typeof name === 'string' ? name : undefined;
}

function valueAt(root: unknown, keys: readonly string[]): unknown {
  return keys.reduce<unknown>(
    (value, key) =>
      typeof value === 'object' && value !== null && Object.hasOwn(value, key)
        ? (value as Record<string, unknown>)[key]
        : undefined,
    root,
  );
}

/** One key of a JSON pointer (RFC 6901). */
function unescape(key: string): string {
  return key.replaceAll('~1', '/').replaceAll('~0', '~');
}

function shortened(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length <= longest ? text : `${text.slice(0, longest)}...`;
}
