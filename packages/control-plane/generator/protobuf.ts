/**
 * Writes data/protobuf.json, the fields of the messages that built-in kinds are sent as in protobuf:
 *
 *   node packages/control-plane/generator/protobuf.ts [--check]
 *
 * It needs Go: the types of the wire come from the `generated.proto` of the modules that go.mod pins,
 * the names and omissions of JSON from the struct tags beside them. Nothing is written with `--check`,
 * which fails when the file is out of date.
 *
 * A message is a line of fields in the order of Go's struct, each
 *
 *   <number>:<JSON name><marks>[!<Go name>][:<type>]
 *
 * without a JSON name where its own fields stand in the parent, with the Go name where it is not the
 * JSON name with a capital. Marks: `+` is written when zero, `*` is a pointer (told of a
 * message only beside a `+`). A type is a `string` when absent; `[]` before it is a list, `{}` a map; `#Name` is a message of the same module,
 * `meta/v1#Name` of another; those in lower case have a form of their own in JSON.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type GoField, type GoStruct, readGoStructs } from './go-structs.ts';
import { type ProtoField, readProtoFile } from './proto-files.ts';

const here = fileURLToPath(new URL('..', import.meta.url));
const output = join(here, 'data/protobuf.json');
const schemaFolder = join(here, '../kubernetes/schema');

/** Messages whose JSON is not an object of their fields. */
const special: Readonly<Record<string, string>> = {
  'meta/v1#Time': 'time',
  'meta/v1#MicroTime': 'microTime',
  'meta/v1#FieldsV1': 'raw',
  'resource#Quantity': 'quantity',
  'intstr#IntOrString': 'intOrString',
  'runtime#RawExtension': 'raw',
  'apiextensions/v1#JSON': 'raw',
  'apiextensions/v1#JSONSchemaPropsOrArray': 'schemaOrArray',
  'apiextensions/v1#JSONSchemaPropsOrBool': 'schemaOrBool',
  'apiextensions/v1#JSONSchemaPropsOrStringArray': 'schemaOrStrings',
};

const prefixes = { one: '', list: '[]', map: '{}' } as const;
const optionKinds = ['CreateOptions', 'DeleteOptions', 'PatchOptions', 'UpdateOptions'];

interface Message {
  readonly proto: readonly ProtoField[];
  /** Absent for a list of texts that has a type of its own, as `ExtraValue`. */
  readonly struct: GoStruct | undefined;
}

interface SchemaFile {
  readonly module: string;
  readonly kinds: readonly { readonly group: string; readonly version: string }[];
}

process.exitCode = main(process.argv.includes('--check'));

function main(isCheck: boolean): number {
  const text = `${JSON.stringify(protobufData(), undefined, 2)}\n`;
  if (!isCheck) {
    writeFileSync(output, text);
    return 0;
  }
  if (existsSync(output) && readFileSync(output, 'utf8') === text) return 0;
  process.stderr.write('out of date: packages/control-plane/data/protobuf.json\n');
  process.stderr.write('run: node packages/control-plane/generator/protobuf.ts\n');
  return 1;
}

function protobufData(): object {
  const files = readdirSync(schemaFolder)
    .filter((name) => name !== 'index.json')
    .toSorted()
    .map((name) => JSON.parse(readFileSync(join(schemaFolder, name), 'utf8')) as SchemaFile);
  const modules = files.map(({ module }) => module);
  const messages = readMessages(modules);
  return {
    apiVersions: Object.fromEntries(
      files.flatMap(({ module, kinds }) => {
        const [first] = kinds;
        if (first === undefined) return [];
        return [[first.group === '' ? first.version : `${first.group}/${first.version}`, module]];
      }),
    ),
    messages: linesOf(modules, messages),
  };
}

/** By `core/v1#Pod`. */
function readMessages(modules: readonly string[]): ReadonlyMap<string, Message> {
  const messages = new Map<string, Message>();
  for (const module of modules) {
    const folder = folderOf(module);
    const structs = readGoStructs(folder);
    for (const [name, proto] of readProtoFile(join(folder, 'generated.proto')).messages) {
      messages.set(`${module}#${name}`, { proto, struct: structs.get(name) });
    }
  }
  return messages;
}

function folderOf(module: string): string {
  if (module === 'meta/v1') return join(goModule('k8s.io/apimachinery'), 'pkg/apis', module);
  if (module.startsWith('apiextensions/')) {
    return join(goModule('k8s.io/apiextensions-apiserver'), 'pkg/apis', module);
  }
  if (module.startsWith('apiregistration/')) {
    return join(goModule('k8s.io/kube-aggregator'), 'pkg/apis', module);
  }
  return join(goModule('k8s.io/api'), module);
}

function goModule(name: string): string {
  const args = ['list', '-m', '-f', '{{.Dir}}', name];
  return execFileSync('go', args, { cwd: here, encoding: 'utf8' }).trim();
}

/** The messages that kinds are made of, by module and name. */
function linesOf(
  modules: readonly string[],
  messages: ReadonlyMap<string, Message>,
): Record<string, Record<string, string>> {
  const lines = new Map<string, string>();
  const add = (id: string): void => {
    if (lines.has(id) || formOf(id, messages) !== undefined) return;
    lines.set(id, '');
    const { line, references } = lineOf(id, messages);
    lines.set(id, line);
    for (const reference of references) add(reference);
  };
  for (const [id, { struct }] of messages) if (struct?.isKind === true && isSent(id)) add(id);
  const byModule = modules.map((module) => {
    const own = [...lines].filter(([id]) => id.startsWith(`${module}#`));
    return [module, own.map(([id, line]) => [id.slice(module.length + 1), line])] as const;
  });
  return Object.fromEntries(
    byModule.map(([module, own]) => [module, Object.fromEntries(own.toSorted(byName))]),
  );
}

/** Nobody sends a list. */
function isSent(id: string): boolean {
  const [module, name = ''] = id.split('#');
  return module === 'meta/v1' ? optionKinds.includes(name) : !name.endsWith('List');
}

/** The name of the form of its own that a message has in JSON. */
function formOf(id: string, messages: ReadonlyMap<string, Message>): string | undefined {
  const form = special[id];
  if (form !== undefined) return form;
  const message = messages.get(id);
  if (message === undefined) throw new Error(`there is no message ${id}`);
  if (message.struct !== undefined) return undefined;
  const [only] = message.proto;
  if (only?.name === 'items' && only.type === 'string') return 'items';
  throw new Error(`the message ${id} has no Go struct`);
}

function lineOf(
  id: string,
  messages: ReadonlyMap<string, Message>,
): { line: string; references: string[] } {
  const { proto, struct } = messages.get(id) as Message;
  const [module = ''] = id.split('#');
  const references: string[] = [];
  const declared = struct?.fields ?? [];
  const known = new Set(declared.map(({ number }) => number));
  const forgotten = proto.find(({ number }) => !known.has(number));
  if (forgotten !== undefined) throw new Error(`${id} has no field ${forgotten.name} in Go`);
  const fields = declared.map((field) => {
    const wire = proto.find(({ number }) => number === field.number);
    if (wire === undefined) throw new Error(`${id} has no field ${field.goName} in protobuf`);
    if (field.jsonName === '' && !field.isInline) {
      throw new Error(`${id}.${field.goName} has no name in JSON`);
    }
    let type = wire.type === 'string' ? '' : wire.type;
    const isMessage = type.includes('.');
    if (isMessage) {
      const reference = referenceOf(type);
      references.push(reference);
      const near = reference.startsWith(`${module}#`) ? reference.slice(module.length) : reference;
      type = formOf(reference, messages) ?? near;
    }
    const typed = `${prefixes[wire.label]}${type}`;
    const name = `${field.jsonName}${marksOf(field, wire, isMessage)}${goNameOf(field)}`;
    return `${field.number}:${name}${typed === '' ? '' : `:${typed}`}`;
  });
  return { line: fields.join(' '), references };
}

function byName([a = '']: readonly string[], [b = '']: readonly string[]): number {
  return a < b ? -1 : 1;
}

function marksOf(field: GoField, { label }: ProtoField, isMessage: boolean): string {
  if (field.isInline) return '';
  if (label !== 'one') return field.omitEmpty ? '' : '+';
  if (field.isPointer) {
    if (!field.omitEmpty) return '*+';
    return isMessage ? '' : '*';
  }
  // Go's omitempty leaves no struct out.
  return (isMessage || !field.omitEmpty) && !field.omitZero ? '+' : '';
}

function goNameOf({ jsonName, goName }: GoField): string {
  const capitalised = `${jsonName.charAt(0).toUpperCase()}${jsonName.slice(1)}`;
  return goName === capitalised ? '' : `!${goName}`;
}

/** `k8s.io.api.core.v1.PodSpec` becomes `core/v1#PodSpec`. */
function referenceOf(type: string): string {
  const parts = type.split('.');
  const name = parts.at(-1) as string;
  const [parent = '', last = ''] = parts.slice(-3, -1);
  return /^v\d/.test(last) ? `${parent}/${last}#${name}` : `${last}#${name}`;
}
