import { readFileSync } from 'node:fs';
import { errorBody, type JsonObject } from '@keelson/schema';
import { describe, expect, it } from 'vitest';
import { subdomainName } from '../metadata/name-rules.ts';
import { validateMetadata } from '../metadata/validate-metadata.ts';
import { DecodeError } from '../registry/decode-error.ts';
import { invalid, StatusError } from '../status-error.ts';
import { customResourceStrategy } from './custom-resource-strategy.ts';

/** An object of the recorded version, and what a real server (1.37.2) answered to its create. */
interface RecordedInstance {
  readonly name: string;
  readonly object: JsonObject;
  readonly answer: Answer;
}

interface Answer {
  readonly code: number;
  readonly spec?: JsonObject;
  readonly status?: JsonObject;
  readonly metadata?: JsonObject;
  readonly warnings?: string;
  readonly message?: string;
  /** `reason|field|message` each. */
  readonly causes?: readonly string[];
}

const { version, cases } = JSON.parse(
  readFileSync(new URL('recorded-instances.test.json', import.meta.url), 'utf8'),
) as { version: JsonObject; cases: RecordedInstance[] };

const strategy = customResourceStrategy(
  {
    spec: {
      group: 'judge.test',
      names: { plural: 'judgeds', kind: 'Judged' },
      versions: [version],
    },
  },
  'v1',
);

/** Creates as the REST handlers do. */
function create(object: JsonObject): Answer {
  const unknown = strategy.decode(object);
  strategy.setDefaults(object);
  const metadata = object['metadata'] as JsonObject;
  delete metadata['creationTimestamp'];
  strategy.prepareForCreate(object, { subresource: '', username: 'admin' });
  const errors = [
    ...validateMetadata(
      { ...metadata, namespace: 'default' },
      { isNamespaced: true, nameRule: subdomainName },
    ),
    ...strategy.validate(object),
  ];
  if (errors.length > 0) {
    const target = { group: 'judge.test', kind: 'Judged' };
    const { status } = invalid(target, metadata['name'] as string, errors);
    return {
      code: status.code,
      message: status.message,
      causes: errors.map((error) => `${error.type}|${error.field}|${errorBody(error)}`),
    };
  }
  const { spec, status } = object;
  const warnings = [
    ...unknown.map((path) => `unknown field "${path}"`),
    ...strategy.warningsOf(object, undefined),
  ].map((warning) => `299 - ${JSON.stringify(warning)}`);
  return {
    code: 201,
    metadata,
    ...(spec === undefined ? undefined : { spec: spec as JsonObject }),
    ...(status === undefined ? undefined : { status: status as JsonObject }),
    ...(warnings.length === 0 ? undefined : { warnings: warnings.join(', ') }),
  };
}

function answerOf(object: JsonObject): Answer {
  try {
    return create(object);
  } catch (error) {
    if (error instanceof DecodeError) {
      const prefix = 'Judged in version "v1" cannot be handled as a Judged';
      return { code: 400, message: `${prefix}: ${error.message}`, causes: [] };
    }
    if (!(error instanceof StatusError)) throw error;
    return { code: error.status.code, message: error.status.message, causes: [] };
  }
}

/** Go walks maps in random order, so that the order of two errors means nothing. */
function comparable({ causes, message, ...rest }: Answer): object {
  if ((causes?.length ?? 0) < 2) return { ...rest, message, causes };
  return { ...rest, causes: causes?.toSorted() };
}

describe('customResourceStrategy', () => {
  it.each(cases)('answers as the server does: $name', ({ object, answer }) => {
    const sent: JsonObject = {
      apiVersion: 'judge.test/v1',
      kind: 'Judged',
      ...object,
      metadata: { name: 'a', ...(object['metadata'] as JsonObject | undefined) },
    };
    // Warnings of a refused write are those of its fields; they are compared where it is accepted.
    const { warnings, ...refused } = answer;
    const expected = answer.code < 300 ? answer : refused;
    expect(comparable(answerOf(sent))).toEqual(comparable(expected));
    expect(warnings === undefined || warnings.startsWith('299 - ')).toBe(true);
  });
});
