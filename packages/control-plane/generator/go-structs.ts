import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What the declaration of a field in Go says of its JSON form. */
export interface GoField {
  /** Number in the protobuf message. */
  readonly number: number;
  /** Go's name: of the type for an embedded field. */
  readonly goName: string;
  /** Empty when the tag has none. */
  readonly jsonName: string;
  /** A struct whose fields stand in the parent. */
  readonly isInline: boolean;
  readonly isPointer: boolean;
  readonly omitEmpty: boolean;
  readonly omitZero: boolean;
}

/** A struct with its fields in the order of their declaration, which is that of Go's JSON. */
export interface GoStruct {
  /** It embeds TypeMeta: a kind of its own. */
  readonly isKind: boolean;
  readonly fields: readonly GoField[];
}

const declaration = /^type (\w+) struct ?\{(?:\}|\n([\s\S]*?)^\})/gm;
const fieldLine = /^\t(?:(\w+)[ \t]+)?([\w.*[\]{}]+)[ \t]+`([^`]*)`/gm;

/** Reads the structs of a Go package that protobuf messages are made of, by name. */
export function readGoStructs(folder: string): ReadonlyMap<string, GoStruct> {
  const structs = new Map<string, GoStruct>();
  for (const file of readdirSync(folder)) {
    if (!file.endsWith('.go') || /_test\.go$|^zz_|^generated\.pb/.test(file)) continue;
    const text = readFileSync(join(folder, file), 'utf8');
    for (const [, name = '', body = ''] of text.matchAll(declaration)) {
      structs.set(name, {
        isKind: /^\t(?:\w+\.)?TypeMeta[ \t]/m.test(body),
        fields: [...body.matchAll(fieldLine)].flatMap((match) => fieldOf(match) ?? []),
      });
    }
  }
  return structs;
}

function fieldOf([, name, type = '', tags = '']: readonly string[]): GoField | undefined {
  const number = Number(tagOf(tags, 'protobuf').split(',')[1]);
  if (!(number > 0)) return undefined;
  const [jsonName = '', ...options] = tagOf(tags, 'json').split(',');
  return {
    number,
    goName: name ?? (type.replace('*', '').split('.').at(-1) as string),
    jsonName,
    isInline: jsonName === '' && name === undefined,
    isPointer: type.startsWith('*'),
    omitEmpty: options.includes('omitempty'),
    omitZero: options.includes('omitzero'),
  };
}

function tagOf(tags: string, key: string): string {
  return new RegExp(`(?:^| )${key}:"([^"]*)"`).exec(tags)?.[1] ?? '';
}
