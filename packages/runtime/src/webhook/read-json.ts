import type { IncomingMessage } from 'node:http';

/** A request that is refused before its content is looked at. */
export class RequestError extends Error {
  override readonly name = 'RequestError';
  /** The HTTP status that says why. */
  readonly code: number;

  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }
}

/** Deeper than any object, and no more than code that calls itself can walk. */
const maxDepth = 1_000;

/**
 * The JSON body of a request. What is longer than `maxBytes` is not read to its end.
 * @throws {RequestError} when there is none, or it is too long or too deep
 */
export async function readJson(request: IncomingMessage, maxBytes: number): Promise<unknown> {
  const tooLarge = `request entity is too large; limit is ${maxBytes} bytes`;
  const type = request.headers['content-type'];
  if (type !== 'application/json') {
    throw new RequestError(415, `contentType=${type ?? ''}, expected application/json`);
  }
  if (Number(request.headers['content-length'] ?? 0) > maxBytes) {
    throw new RequestError(413, tooLarge);
  }
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > maxBytes) throw new RequestError(413, tooLarge);
    chunks.push(chunk);
  }
  if (length === 0) throw new RequestError(400, 'request body is empty');
  const body = Buffer.concat(chunks);
  if (isTooDeep(body)) throw new RequestError(400, `the body is nested over ${maxDepth} deep`);
  try {
    return JSON.parse(body.toString()) as unknown;
  } catch {
    throw new RequestError(400, 'the body is not JSON');
  }
}

const [quote, backslash] = [0x22, 0x5c];
const [openMap, closeMap, openList, closeList] = [0x7b, 0x7d, 0x5b, 0x5d];

function isTooDeep(json: Uint8Array): boolean {
  let depth = 0;
  let isInText = false;
  for (let index = 0; index < json.length; index += 1) {
    const byte = json[index];
    if (isInText) {
      if (byte === backslash) index += 1;
      else if (byte === quote) isInText = false;
    } else if (byte === quote) {
      isInText = true;
    } else if (byte === openMap || byte === openList) {
      depth += 1;
      if (depth > maxDepth) return true;
    } else if (byte === closeMap || byte === closeList) {
      depth -= 1;
    }
  }
  return false;
}
