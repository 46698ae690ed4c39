import {
  add,
  type CallEstimate,
  type EstimatedCall,
  fixed,
  multiply,
  perCharacter,
  perPatternCharacter,
  scale,
} from './estimate.ts';

const comparesText =
  /^(?:less|less_equals|greater|greater_equals)_(?:string|bytes)$|^(?:not_)?equals$/u;

/** The cost of the language's own functions. */
export function standardCallCost({ overload, target, args }: EstimatedCall): CallEstimate {
  const [first, second] = args.map(({ size }) => size);
  if (comparesText.test(overload) && first && second) {
    const max = Math.min(first.max, second.max);
    return { cost: scale({ min: max > 0 ? 1 : 0, max }, perCharacter) };
  }
  switch (overload) {
    case 'string_to_bytes':
      if (!first) break;
      return { cost: scale(first, perCharacter), size: { min: first.min, max: first.max * 4 } };
    case 'bytes_to_string':
      if (!first) break;
      return { cost: scale(first, perCharacter), size: { min: first.min / 4, max: first.max } };
    case 'strings_quote':
      if (!first) break;
      return {
        cost: scale(first, perCharacter),
        size: { min: first.min + 2, max: first.max * 2 + 2 },
      };
    case 'string_format':
      if (!target) break;
      return { cost: scale(target.size, perCharacter) };
    case 'starts_with_string':
    case 'ends_with_string':
      if (!first) break;
      return { cost: scale(first, perCharacter) };
    case 'in_list':
      if (!second) break;
      return { cost: second };
    case 'matches':
    case 'matches_string': {
      const [text, pattern] = target ? [target.size, first] : [first, second];
      if (!text || !pattern) break;
      return {
        cost: multiply(
          scale(add(text, fixed(1)), perCharacter),
          scale(pattern, perPatternCharacter),
        ),
      };
    }
    case 'contains_string':
      if (!target || !first) break;
      return { cost: multiply(scale(target.size, perCharacter), scale(first, perCharacter)) };
    case 'add_string':
    case 'add_bytes': {
      if (!first || !second) break;
      const size = add(first, second);
      return { cost: scale(size, perCharacter), size };
    }
    case 'add_list':
      if (!first || !second) break;
      return { cost: fixed(1), size: add(first, second) };
  }
  return { cost: fixed(1) };
}
