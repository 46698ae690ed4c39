import type { JsonObject } from '@keelson/schema';
import { MessageDecoder } from './decode-message.ts';
import { type MessageTable, readMessageTable } from './message-table.ts';
import { ProtobufError } from './protobuf-error.ts';
import { fieldNumberOf, WireReader } from './wire-reader.ts';

/** What a body says that it is. */
export interface NamedKind {
  readonly apiVersion: string;
  readonly kind: string;
}

/** A body, decoded. */
export interface DecodedBody extends NamedKind {
  /** As Go would write the object in JSON; only its kind where that is not a built-in one. */
  readonly value: JsonObject;
}

/** An object that cannot be decoded, of a kind that is known. */
export class ProtobufObjectError extends ProtobufError {
  readonly apiVersion: string;
  readonly kind: string;

  constructor(message: string, { apiVersion, kind }: NamedKind) {
    super(message);
    this.apiVersion = apiVersion;
    this.kind = kind;
  }
}

/** `k8s` and the style of the encoding. */
const magic = [0x6b, 0x38, 0x73, 0];
const nothing: NamedKind = { apiVersion: '', kind: '' };

/** An immutable file, read when the first body comes. */
let table: MessageTable | undefined;

/**
 * Decodes a body in Kubernetes' protobuf form (apimachinery's runtime/serializer/protobuf): a magic
 * number, then an envelope (runtime.Unknown) that names the kind of the bytes inside. `expected` is
 * the kind of a body that names none.
 * @throws {ProtobufError} when there is no such envelope
 * @throws {ProtobufObjectError} when the object in it cannot be decoded
 */
export function decodeProtobuf(bytes: Uint8Array, expected = nothing): DecodedBody {
  const body = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  checkMagic(body);
  const { typeMeta, raw } = readEnvelope(new WireReader(body, magic.length));
  const apiVersion = versionOf(typeMeta) || expected.apiVersion;
  const kind = typeMeta.kind || expected.kind;
  const value: JsonObject = { kind, apiVersion };
  table ??= readMessageTable();
  const message = table.messageOfKind(apiVersion, kind);
  if (message === undefined) return { apiVersion, kind, value };
  try {
    Object.assign(value, new MessageDecoder(table).decode(raw, message));
  } catch (error) {
    if (!(error instanceof ProtobufError)) throw error;
    throw new ProtobufObjectError(error.message, { apiVersion, kind });
  }
  return { apiVersion, kind, value };
}

/** What is no version counts as none. */
function versionOf({ apiVersion }: NamedKind): string {
  return apiVersion.split('/').length > 2 ? '' : apiVersion;
}

function checkMagic(body: Buffer): void {
  if (body.length === 0) throw new ProtobufError('empty data');
  if (magic.some((byte, index) => body[index] !== byte)) {
    throw new ProtobufError(
      `provided data does not appear to be a protobuf message, expected prefix [${magic.join(' ')}]`,
    );
  }
  if (body.length === magic.length) throw new ProtobufError('empty body');
}

interface Envelope {
  readonly typeMeta: NamedKind;
  /** The object, without a kind. */
  readonly raw: WireReader;
}

function readEnvelope(reader: WireReader): Envelope {
  let typeMeta = nothing;
  let raw = new WireReader(Buffer.alloc(0));
  while (!reader.isDone) {
    switch (nextField(reader, 'Unknown', ['TypeMeta', 'Raw', 'ContentEncoding', 'ContentType'])) {
      case 1:
        typeMeta = readTypeMeta(reader.message());
        break;
      case 2:
        raw = reader.message();
        break;
      case 3:
      case 4:
        reader.bytes();
        break;
    }
  }
  return { typeMeta, raw };
}

function readTypeMeta(reader: WireReader): NamedKind {
  let { apiVersion, kind } = nothing;
  while (!reader.isDone) {
    const number = nextField(reader, 'TypeMeta', ['APIVersion', 'Kind']);
    if (number === 1) apiVersion = reader.text();
    else if (number === 2) kind = reader.text();
  }
  return { apiVersion, kind };
}

/** Number of the next field, 0 after passing over one that is not known. All are texts or bytes. */
function nextField(reader: WireReader, message: string, names: readonly string[]): number {
  const tag = reader.tag();
  const number = fieldNumberOf(tag, message);
  const wireType = tag & 7;
  const name = names[number - 1];
  if (name === undefined) {
    reader.skip(wireType);
    return 0;
  }
  if (wireType === 2) return number;
  throw new ProtobufError(`proto: wrong wireType = ${wireType} for field ${name}`);
}
