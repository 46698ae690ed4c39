import {
  add,
  type Argument,
  type CallEstimate,
  type EstimatedCall,
  fixed,
  listCost,
  multiply,
  perCharacter,
  perPatternCharacter,
  type Range,
  scale,
  union,
  unknownSize,
} from './estimate.ts';

type Estimate = (call: EstimatedCall) => CallEstimate | undefined;

const one: CallEstimate = { cost: fixed(1) };
const constant: Estimate = () => one;

/**
 * The cost of a function of a library; `undefined` for those of the language. Semantics: apiserver's
 * cel/library.CostEstimator, which wins over the estimates of cel-go's extensions by overload, but
 * for lists and sets.
 */
export function libraryCallCost(call: EstimatedCall): CallEstimate | undefined {
  const estimate = byOverload.get(call.overload) ?? byFunction.get(call.name);
  return estimate?.(call);
}

function sizeOf(argument: Argument | undefined): Range {
  return argument?.size ?? unknownSize;
}

/** Lists that are made: their items, a call, and the list itself. */
function newList(factor: number, size: Range): CallEstimate {
  return { cost: add(scale(size, factor), fixed(1 + listCost)), size };
}

function square({ target, args }: EstimatedCall, extra: number): CallEstimate {
  const size = sizeOf(args[0] ?? target);
  return newList(2 + extra, multiply(size, size));
}

function sets(factor: number): Estimate {
  return ({ args }) => ({
    cost: add(scale(multiply(sizeOf(args[0]), sizeOf(args[1])), factor), fixed(1)),
  });
}

const sortEstimates: (readonly [string, Estimate])[] = [
  'int',
  'uint',
  'double',
  'bool',
  'google.protobuf.Duration',
  'google.protobuf.Timestamp',
  'string',
  'bytes',
].flatMap((type) => {
  const extra = type === 'string' || type === 'bytes' ? perCharacter : 0;
  return [
    [`list_${type}_sort`, (call) => square(call, extra)],
    [`list_${type}_sortByAssociatedKeys`, (call) => square(call, extra)],
  ];
});

const byOverload: ReadonlyMap<string, Estimate> = new Map<string, Estimate>([
  [
    'list_slice',
    ({ target, args }) => {
      const end = args[1]?.integer ?? sizeOf(target).max;
      return newList(1, fixed(Math.max(0, end - (args[0]?.integer ?? 0))));
    },
  ],
  ['list_flatten', ({ target }) => newList(1, sizeOf(target))],
  ['list_flatten_int', ({ target, args }) => newList(args[0]?.integer ?? Infinity, sizeOf(target))],
  ['lists_range', ({ args }) => newList(1, fixed(args[0]?.integer ?? Infinity))],
  ['list_reverse', ({ target }) => newList(1, sizeOf(target))],
  ['list_distinct', (call) => square({ ...call, args: [] }, 0)],
  ...sortEstimates,
  ['list_sets_contains_list', sets(1)],
  ['list_sets_intersects_list', sets(1)],
  ['list_sets_equivalent_list', sets(2)],
  ['cidr_ip', constant],
]);

/** One pass over the text of an argument. */
function scan(factor: number): Estimate {
  return ({ args }) => args[0] && { cost: scale(sizeOf(args[0]), factor) };
}

/** One pass over the target, which gives a text as large. */
const transform: Estimate = ({ target }) =>
  target && { cost: scale(sizeOf(target), perCharacter), size: sizeOf(target) };

const traverse: Estimate = ({ target }) => {
  if (!target) return undefined;
  const [item] = target.type.parameters;
  if (!item) return { cost: scale(sizeOf(target), perCharacter) };
  const isText = item.kind === 'string' || item.kind === 'bytes';
  const each = isText ? add(fixed(1), scale(target.itemSize, perCharacter)) : fixed(1);
  return { cost: multiply(sizeOf(target), each) };
};

const join: Estimate = ({ target, args }) => {
  if (!target) return undefined;
  const list = sizeOf(target);
  let size = multiply(list, target.itemSize);
  if (args[0]) {
    const separators = { min: Math.max(0, list.min - 1), max: Math.max(0, list.max - 1) };
    size = add(size, multiply(sizeOf(args[0]), separators));
  }
  return { cost: scale(size, perCharacter), size };
};

const split: Estimate = ({ target, args }) =>
  target && {
    cost: scale(sizeOf(target), 2 * perCharacter),
    size: { min: 0, max: args[1]?.integer ?? sizeOf(target).max },
  };

const replace: Estimate = ({ target, args }) => {
  const [from, to] = args;
  if (!target || !from || !to) return undefined;
  const size = sizeOf(target);
  const most = replaced(size.max, { from: sizeOf(from).min, to: sizeOf(to).max });
  const least = replaced(size.min, { from: sizeOf(from).max, to: sizeOf(to).min });
  return {
    cost: scale(size, 2 * perCharacter),
    size: add(multiply({ min: least.count, max: most.count }, sizeOf(to)), {
      min: least.kept,
      max: most.kept,
    }),
  };
};

/** How often a text can be replaced in one of a size, and how much of it stays. */
function replaced(
  size: number,
  { from, to }: { readonly from: number; readonly to: number },
): { count: number; kept: number } {
  if (from === 0) return { count: size + 1, kept: size };
  if (to <= from) return { count: 0, kept: size };
  return { count: Math.ceil(size / from), kept: 0 };
}

const find: Estimate = ({ target, args }) => {
  if (!target || !args[0]) return undefined;
  const text = scale(add(sizeOf(target), fixed(1)), perCharacter);
  const pattern = scale(sizeOf(args[0]), perPatternCharacter);
  return { cost: multiply(text, pattern), size: { min: 0, max: sizeOf(target).max } };
};

const addressSize: Range = { min: 4, max: 16 };

const containsAddress: Estimate = ({ name, overload, args }) => {
  let cost = scale(add(addressSize, addressSize), perCharacter);
  if (name === 'containsCIDR') cost = add(cost, scale(addressSize, perCharacter), fixed(1));
  if (overload.endsWith('_string')) cost = add(cost, scale(sizeOf(args[0]), perCharacter));
  return { cost };
};

const validate: Estimate = ({ args }) => ({
  cost: scale(scale(sizeOf(args[0]), perCharacter), 128 * perPatternCharacter),
});

const equals: Estimate = ({ args }) => {
  const [a, b] = args;
  if (!a || !b || a.type.name !== b.type.name) return undefined;
  switch (a.type.name) {
    case 'net.IP':
    case 'net.CIDR':
    case 'kubernetes.Quantity':
    case 'kubernetes.Semver':
      return one;
    case 'kubernetes.NamedFormat':
      return { cost: scale({ min: 1, max: 64 }, perCharacter) };
    case 'kubernetes.URL':
      return { cost: scale({ min: 1, max: union(b.size, b.size).max }, perCharacter) };
    default:
      return undefined;
  }
};

const byFunction: ReadonlyMap<string, Estimate> = new Map<string, Estimate>([
  ...['isSorted', 'sum', 'max', 'min', 'indexOf', 'lastIndexOf'].map(
    (name) => [name, traverse] as const,
  ),
  ...['lowerAscii', 'upperAscii', 'substring', 'trim'].map((name) => [name, transform] as const),
  ...['cidr', 'isIP', 'isCIDR', 'ip', 'quantity', 'isQuantity', 'semver', 'isSemver'].map(
    (name) => [name, scan(perCharacter)] as const,
  ),
  ...[
    'masked',
    'prefixLength',
    'family',
    'isUnspecified',
    'isLoopback',
    'isLinkLocalMulticast',
    'isLinkLocalUnicast',
    'isGlobalUnicast',
    'format.named',
    'sign',
    'asInteger',
    'isInteger',
    'asApproximateFloat',
    'isGreaterThan',
    'isLessThan',
    'compareTo',
    'add',
    'sub',
    'major',
    'minor',
    'patch',
    'getScheme',
    'getHostname',
    'getHost',
    'getPort',
    'getEscapedPath',
    'getQuery',
  ].map((name) => [name, constant] as const),
  ['url', ({ args }) => args[0] && { cost: scale(args[0].size, perCharacter), size: args[0].size }],
  ['ip.isCanonical', scan(2 * perCharacter)],
  ['join', join],
  ['split', split],
  ['replace', replace],
  ['find', find],
  ['findAll', find],
  ['containsIP', containsAddress],
  ['containsCIDR', containsAddress],
  ['validate', validate],
  ['_==_', equals],
]);
