import type { ServedKind } from '../src/schema-definition.ts';
import { lineWidth } from './line-width.ts';

/** A kind as a value. Bundlers drop it, thanks to the mark, when it is not used. */
export function emitValue(kind: ServedKind): string {
  const name = kind.definition;
  const start = `export const ${name}: ResourceType<${name}> =`;
  const call = '/* @__PURE__ */ resourceType({';
  const isOneLine = `${start} ${call}`.length <= lineWidth;
  const indent = isOneLine ? '' : '  ';
  return [
    isOneLine ? `${start} ${call}` : `${start}\n  ${call}`,
    `${indent}  group: '${kind.group}',`,
    `${indent}  version: '${kind.version}',`,
    `${indent}  kind: '${kind.kind}',`,
    `${indent}  plural: '${kind.plural}',`,
    `${indent}  scope: '${kind.scope}',`,
    `${indent}});`,
  ].join('\n');
}
