import { type ReadBody, summaryOf } from '../json/read-body.ts';
import { badRequest } from '../status-error.ts';
import { decodeProtobuf, type NamedKind, ProtobufObjectError } from './decode-protobuf.ts';
import { ProtobufError } from './protobuf-error.ts';

/**
 * Reads a body of protobuf, a character for each byte. Fields that are not known are passed over, as
 * the server does whatever validation was asked for.
 * @throws {StatusError} 400 in the server's words
 */
export function readProtobufBody(body: string, expected: NamedKind): ReadBody {
  const bytes = Buffer.from(body, 'latin1');
  try {
    const { value } = decodeProtobuf(bytes, expected);
    return { value, strictErrors: [], warnings: [] };
  } catch (error) {
    if (!(error instanceof ProtobufError)) throw error;
    if (error instanceof ProtobufObjectError) {
      const version = error.apiVersion.split('/').at(-1);
      throw badRequest(
        `${error.kind} in version "${version}" cannot be handled as a ${expected.kind}: ${error.message}`,
      );
    }
    throw badRequest(
      `the object provided is unrecognized (must be of type ${expected.kind}): ${error.message} (${summaryOf(bytes)})`,
    );
  }
}
