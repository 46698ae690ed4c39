import { isJsonObject, type JsonObject, type JsonValue } from '@keelson/schema';
import { JsonError } from '../json/json-error.ts';
import { parseYaml, type ParsedYaml, yamlWarnings } from '../json/parse-yaml.ts';
import { badRequest, type StatusError } from '../status-error.ts';
import { goValueName } from './patch-body.ts';

/** The body of an apply patch. */
export interface ApplyPatchBody {
  readonly value: JsonObject;
  /**
   * Refuses the patch with `fieldValidation=Strict`, but only when it could be applied otherwise;
   * absent when no key is repeated.
   */
  readonly strictError?: StatusError;
  /** The texts of the Warning headers with `Warn`. */
  readonly warnings: readonly string[];
}

/**
 * Reads the body of an apply patch, YAML or JSON, that must be of a certain kind.
 * @throws {StatusError} 400 in the server's words
 */
export function readApplyPatch(
  text: string,
  expected: { readonly apiVersion: string; readonly kind: string },
): ApplyPatchBody {
  const { value: parsed, strictError } = parse(text);
  const value = parsed ?? {};
  if (!isJsonObject(value)) {
    throw badRequest(
      `error decoding patch: error unmarshaling JSON: while decoding JSON: json: cannot unmarshal ${goValueName(value)} into Go value of type map[string]interface {}`,
    );
  }
  if (value['apiVersion'] !== expected.apiVersion || value['kind'] !== expected.kind) {
    throw badRequest(`invalid object type: ${goKind(value['apiVersion'], value['kind'])}`);
  }
  if (strictError === '') return { value, warnings: [] };
  return {
    value,
    strictError: badRequest(
      `error strict decoding patch: error converting YAML to JSON: ${strictError}`,
    ),
    warnings: yamlWarnings(strictError),
  };
}

function parse(text: string): ParsedYaml {
  try {
    return parseYaml(text);
  } catch (error) {
    if (!(error instanceof JsonError)) throw error;
    // What looks like JSON is let through the first of two conversions.
    const step = text.trimStart().startsWith('{')
      ? 'error decoding patch: error converting YAML to JSON'
      : 'error encoding patch';
    throw badRequest(`${step}: ${error.message}`);
  }
}

/** A kind as Go prints it: `apps/v1, Kind=Deployment`. */
function goKind(apiVersion: JsonValue | undefined, kind: JsonValue | undefined): string {
  const name = typeof kind === 'string' ? kind : '';
  if (typeof apiVersion !== 'string' || apiVersion === '') return `/, Kind=${name}`;
  const slashes = apiVersion.split('/').length - 1;
  if (slashes > 1) return '/, Kind=';
  return `${slashes === 0 ? '/' : ''}${apiVersion}, Kind=${name}`;
}
