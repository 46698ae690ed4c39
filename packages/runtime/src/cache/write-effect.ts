import type { KubernetesObject } from '@keelson/kubernetes';
import type { DeepReadonly } from '../api/deep-readonly.ts';
import { deepEqual } from '../api/deep-equal.ts';

type Fields = Readonly<Record<string, unknown>>;

/** What the server changes with every write. */
const bookkeeping: ReadonlySet<string> = new Set([
  'resourceVersion',
  'generation',
  'managedFields',
]);

/**
 * Whether a change of an object holds nothing beyond a write: each field that differs was set by the
 * write's `body`, to the very value that it has now. `null` in a body removes a field (RFC 7396).
 */
export function addsNothingTo(
  body: object,
  change: {
    readonly old: DeepReadonly<KubernetesObject>;
    readonly now: DeepReadonly<KubernetesObject>;
  },
): boolean {
  const { metadata: oldMetadata, ...old } = change.old;
  const { metadata: nowMetadata, ...now } = change.now;
  const { metadata = {}, ...rest } = body as Fields;
  return (
    isExplained(metadata, withoutBookkeeping(oldMetadata), withoutBookkeeping(nowMetadata)) &&
    isExplained(rest, old, now)
  );
}

function isExplained(written: unknown, old: unknown, now: unknown): boolean {
  if (deepEqual(old, now)) return true;
  if (written === undefined) return false;
  if (written === null) return now === undefined;
  if (!isFields(written)) return deepEqual(written, now);
  if (!isFields(now)) return false;
  const before = isFields(old) ? old : {};
  const names = new Set([...Object.keys(before), ...Object.keys(now)]);
  return Array.from(names).every((name) =>
    isExplained(field(written, name), field(before, name), field(now, name)),
  );
}

function withoutBookkeeping(metadata: object): Fields {
  return Object.fromEntries(Object.entries(metadata).filter(([name]) => !bookkeeping.has(name)));
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Names are data: `__proto__` and `constructor` are nothing special. */
function field(fields: Fields, name: string): unknown {
  return Object.hasOwn(fields, name) ? fields[name] : undefined;
}
