import { lineWidth } from './line-width.ts';

/** A property of an interface, broken over lines where the formatter would. */
export function emitProperty(property: {
  readonly name: string;
  readonly type: string;
  readonly isOptional: boolean;
}): string {
  const { name, type, isOptional } = property;
  const key = /^[A-Za-z_$][\w$]*$/.test(name) ? name : `'${name}'`;
  const start = `  ${key}${isOptional ? '?' : ''}: `;
  const line = `${start}${type};`;
  if (line.length <= lineWidth) return line;
  const array = /^\((.*)\)\[\]$/.exec(type)?.[1];
  if (array !== undefined) return `${start}(${onePerLine(array)}\n  )[];`;
  const record = /^Record<string, (.*)>$/.exec(type)?.[1];
  if (record !== undefined) return `${start}Record<\n    string,${onePerLine(record)}\n  >;`;
  return `${start.trimEnd()}${onePerLine(type)};`;
}

function onePerLine(union: string): string {
  const members = union.split(' | ').map((member) => `\n    | ${member}`);
  return members.join('');
}
