import type { JsonValue } from '@keelson/schema';
import { JsonError } from '../json/json-error.ts';
import type { ParsedJson } from '../json/json-reader.ts';
import { parseJson } from '../json/parse-json.ts';
import { badRequest, StatusError } from '../status-error.ts';

/** `fieldValidation` of a request; absent is `Warn`. */
export type FieldValidation = 'Ignore' | 'Warn' | 'Strict';

/** What a patch made of an object, to be decoded as if it were sent. */
export interface PatchResult {
  /** Shares nothing with the object or the patch. */
  readonly value: JsonValue;
  /**
   * What strict decoding of the patch itself found (`duplicate field "spec.x"`): warnings, or with
   * `Strict` the beginning of the refusal, before what decoding the result finds. None for `Ignore`.
   */
  readonly strictErrors: readonly string[];
  /** The value becomes the object without being JSON in between: Go words what is wrong with it otherwise. */
  readonly isConverted?: boolean | undefined;
  /**
   * What the server shows as the value of `patch` when the result cannot be decoded: the patched
   * object, of a strategic merge patch the patch. Computed anew, so that decoding may change `value`.
   */
  readonly shown: () => string;
}

/**
 * Reads the body of a JSON, merge or strategic merge patch.
 * @throws {StatusError} 400 when it is not JSON
 */
export function parsePatch(text: string): ParsedJson {
  try {
    return parseJson(text);
  } catch (error) {
    if (!(error instanceof JsonError)) throw error;
    throw badRequest(
      error.isSyntax ? 'invalid JSON patch' : `error decoding patch: ${error.message}`,
    );
  }
}

/** Why a patch could not be applied is not told to the client. */
export function patchRejected(): StatusError {
  return new StatusError({
    message: 'the server rejected our request due to an error in our request',
    reason: 'Invalid',
    details: {},
    code: 422,
  });
}

/** Name of a value's type in Go's decoding errors. */
export function goValueName(value: JsonValue): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'bigint') return 'number';
  return typeof value;
}
