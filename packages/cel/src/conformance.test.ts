import { tests } from '@bufbuild/cel-spec/testdata/conformance.js';
import { describe, expect, it } from 'vitest';
import { check } from './check/checker.ts';
import { kubernetesEnvironment } from './check/environment.ts';
import { dynType } from './check/type.ts';
import { CostLimitError, Frame } from './evaluate/frame.ts';
import { plan } from './evaluate/program.ts';
import { parse } from './syntax/parser.ts';
import { toDuration, toTimestamp } from './values/conversion.ts';
import { equal } from './values/equality.ts';
import { EntriesMap, EvaluationError, TypeValue, Uint, type Value } from './values/value.ts';

/** Suites of the CEL specification that are of things that Kubernetes does not have. */
const excludedSuites: Readonly<Record<string, string>> = {
  bindings_ext: 'cel.bind is not enabled for CRDs',
  block_ext: 'cel.block is not enabled for CRDs',
  encoders_ext: 'base64 is not enabled for CRDs',
  enums: 'enums of protobuf messages',
  math_ext: 'math.* is not enabled for CRDs',
  proto2: 'messages of protobuf',
  proto2_ext: 'extensions of protobuf messages',
  proto3: 'messages of protobuf',
  wrappers: 'wrapper messages of protobuf',
};

/** Cases within the other suites, by what their expression holds. */
const excludedCases: readonly (readonly [RegExp, string])[] = [
  [/google\.protobuf|TestAllTypes|NestedTestAllTypes|proto[23]|cel\.expr/u, 'messages of protobuf'],
  [/\.reverse\(\)/u, 'string.reverse is of version 3 of the strings library; Kubernetes has 2'],
  [/\bmath\./u, 'math.* is not enabled for CRDs'],
];

interface Original {
  readonly name?: string;
  readonly expr: string;
  readonly container?: string;
  readonly disableMacros?: boolean;
  readonly disableCheck?: boolean;
  readonly checkOnly?: boolean;
  readonly typeEnv?: readonly { readonly name: string; readonly function?: unknown }[];
  readonly bindings?: Readonly<Record<string, { readonly value?: Encoded }>>;
  readonly value?: Encoded;
  readonly evalError?: unknown;
  readonly typedResult?: { readonly result?: Encoded };
  readonly unknown?: unknown;
}

type Encoded = Readonly<Record<string, unknown>>;

interface Suite {
  readonly name: string;
  readonly suites?: readonly Suite[];
  readonly tests?: readonly { readonly original: unknown }[];
}

/** Versions of libraries that Kubernetes has, where the specification has moved on. */
const knownDifferences: readonly (readonly [RegExp, string])[] = [
  [
    /format\(\[.*(?:double\("|3\.14|2\.71828|4\.2|1052\.03|duration\("422s)/u,
    'format is of version 2 of the strings library: numbers are written in American English',
  ],
  [/'tacocat'\.(?:last)?[iI]ndexOf\('a', 30\)/u, 'cel-go 0.29 gives -1 beyond the end'],
];

function decode(encoded: Encoded): Value {
  const [[kind, raw] = ['', undefined]] = Object.entries(encoded);
  switch (kind) {
    case 'nullValue':
      return null;
    case 'boolValue':
    case 'stringValue':
      return raw as boolean | string;
    case 'int64Value':
      return BigInt(raw as string);
    case 'uint64Value':
      return new Uint(BigInt(raw as string));
    case 'doubleValue':
      return Number(raw);
    case 'bytesValue':
      return Uint8Array.from(Buffer.from(raw as string, 'base64'));
    case 'typeValue':
      return new TypeValue(raw as string);
    case 'listValue':
      return ((raw as { values?: Encoded[] }).values ?? []).map(decode);
    case 'mapValue': {
      const { entries = [] } = raw as { entries?: { key: Encoded; value: Encoded }[] };
      return EntriesMap.of(entries.map(({ key, value }) => [decode(key), decode(value)]));
    }
    case 'objectValue': {
      const { '@type': type, value } = raw as { '@type': string; value: string };
      if (type.endsWith('.Duration')) return toDuration(value);
      if (type.endsWith('.Timestamp')) return toTimestamp(value);
      break;
    }
  }
  throw new TypeError(`no value of ours: ${JSON.stringify(encoded)}`);
}

/** The value, or the failure as text. */
function evaluate({ expr, bindings = {}, typeEnv = [] }: Original): { value: Value } | string {
  const parsed = parse(expr);
  if (parsed.expression === undefined) return parsed.problems.map(({ message }) => message).join();
  const names = [...Object.keys(bindings), ...typeEnv.map(({ name }) => name)];
  const variables = new Map(names.map((name) => [name, dynType]));
  const { checked, problems } = check(
    parsed.expression,
    kubernetesEnvironment({ variables, structs: new Map() }),
  );
  if (problems.length > 0) return problems.map(({ message }) => message).join();
  const bound = new Map(
    Object.entries(bindings).map(([name, { value = {} }]) => [name, decode(value)]),
  );
  try {
    return { value: plan(checked)(new Frame(bound, Infinity)) };
  } catch (error) {
    if (error instanceof EvaluationError || error instanceof CostLimitError) return error.message;
    throw error;
  }
}

function casesOf(suite: Suite, path: string): { name: string; original: Original }[] {
  const own = (suite.tests ?? []).map(({ original }) => {
    const one = original as Original;
    return { name: `${path}/${one.name ?? one.expr}`, original: one };
  });
  return [...own, ...(suite.suites ?? []).flatMap((s) => casesOf(s, `${path}/${s.name}`))];
}

function reasonToSkip({
  expr,
  container,
  unknown,
  disableMacros,
  ...rest
}: Original): string | undefined {
  if (unknown !== undefined) return 'unknown values are not of Kubernetes';
  if (disableMacros) return 'macros are always on';
  if (rest.disableCheck) return 'expressions are always checked';
  if (rest.checkOnly) return 'types are compared by the recorded rules';
  if (rest.typeEnv?.some((one) => one.function)) return 'functions of its own';
  if (container !== undefined && container !== '') return 'expressions have no container';
  const text =
    expr +
    JSON.stringify(rest.bindings ?? {}) +
    JSON.stringify(rest.typeEnv ?? []) +
    JSON.stringify(rest.value ?? {});
  return [...excludedCases, ...knownDifferences].find(([pattern]) =>
    pattern.test(text.replaceAll(/google\.protobuf\.(?:Duration|Timestamp)"/gu, '"')),
  )?.[1];
}

const all = (tests as unknown as Suite).suites!.flatMap((suite) =>
  casesOf(suite, suite.name).map((one) => ({
    ...one,
    skipped: excludedSuites[suite.name] ?? reasonToSkip(one.original),
  })),
);
const run = all.filter(({ skipped }) => skipped === undefined);

describe('the conformance tests of the CEL specification', () => {
  it.each(run)('$name', ({ original }) => {
    const result = evaluate(original);
    const wanted = original.typedResult?.result ?? original.value ?? { boolValue: true };
    if (original.evalError !== undefined) {
      expect(result).toBeTypeOf('string');
    } else if (typeof result === 'string') {
      expect.fail(`${original.expr}: ${result}`);
    } else {
      const value = decode(wanted);
      const isSame = equal(result.value, value) || Object.is(result.value, value);
      expect(isSame, `${original.expr} gives something else`).toBe(true);
    }
  });

  it('are these many; the others have their reasons', () => {
    const counts = new Map<string, number>();
    for (const { skipped = 'run' } of all) counts.set(skipped, (counts.get(skipped) ?? 0) + 1);
    const sorted = [...counts].toSorted(([a], [b]) => (a < b ? -1 : 1));
    expect(Object.fromEntries(sorted)).toMatchInlineSnapshot(`
      {
        "base64 is not enabled for CRDs": 4,
        "cel-go 0.29 gives -1 beyond the end": 2,
        "cel.bind is not enabled for CRDs": 5,
        "cel.block is not enabled for CRDs": 37,
        "enums of protobuf messages": 85,
        "expressions are always checked": 127,
        "expressions have no container": 233,
        "extensions of protobuf messages": 18,
        "format is of version 2 of the strings library: numbers are written in American English": 21,
        "math.* is not enabled for CRDs": 199,
        "messages of protobuf": 278,
        "run": 1274,
        "types are compared by the recorded rules": 25,
        "wrapper messages of protobuf": 36,
      }
    `);
  });
});
