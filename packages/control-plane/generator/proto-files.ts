import { readFileSync } from 'node:fs';

/** A field of a protobuf message. */
export interface ProtoField {
  readonly number: number;
  readonly name: string;
  readonly label: 'one' | 'list' | 'map';
  /** A scalar type, or the full name of a message: `k8s.io.api.core.v1.PodSpec`. */
  readonly type: string;
}

export interface ProtoFile {
  /** For example `k8s.io.api.core.v1`. */
  readonly package: string;
  readonly messages: ReadonlyMap<string, readonly ProtoField[]>;
}

const message = /^message (\w+) \{\n([\s\S]*?)^\}/gm;
const field = /^ {2}(?:(optional|repeated) ([\w.]+)|map<string, ([\w.]+)>) (\w+) = (\d+);/gm;
const scalars = ['bool', 'bytes', 'double', 'int32', 'int64', 'string'];

/** Reads a `generated.proto` of Kubernetes: one package of flat messages, without enums. */
export function readProtoFile(path: string): ProtoFile {
  const text = readFileSync(path, 'utf8').replace(/^ *\/\/.*\n/gm, '');
  const packageName = /^package ([\w.]+);/m.exec(text)?.[1];
  if (packageName === undefined) throw new Error(`${path} names no package`);
  const messages = new Map<string, readonly ProtoField[]>();
  for (const [, name = '', body = ''] of text.matchAll(message)) {
    const fields = [...body.matchAll(field)].map((match) => fieldOf(match, packageName));
    if (fields.length !== body.split('\n').filter((line) => line.trim() !== '').length) {
      throw new Error(`the message ${name} of ${packageName} has a field of an unknown form`);
    }
    messages.set(name, fields);
  }
  return { package: packageName, messages };
}

function fieldOf(match: readonly string[], packageName: string): ProtoField {
  const [, label, single, mapped, name = '', number = ''] = match;
  const type = single ?? mapped ?? '';
  return {
    number: Number(number),
    name,
    label: mapped === undefined ? (label === 'repeated' ? 'list' : 'one') : 'map',
    type: typeOf(type, packageName),
  };
}

function typeOf(type: string, packageName: string): string {
  if (type.startsWith('.')) return type.slice(1);
  return scalars.includes(type) ? type : `${packageName}.${type}`;
}
