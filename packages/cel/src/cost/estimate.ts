import type { Type } from '../check/type.ts';

/** Least and most; `Infinity` stands for Go's largest number. */
export interface Range {
  readonly min: number;
  readonly max: number;
}

export const unknownSize: Range = { min: 0, max: Infinity };

export function fixed(value: number): Range {
  return { min: value, max: value };
}

export function add(...ranges: readonly Range[]): Range {
  return {
    min: ranges.reduce((sum, { min }) => sum + min, 0),
    max: ranges.reduce((sum, { max }) => sum + max, 0),
  };
}

export function multiply(a: Range, b: Range): Range {
  return { min: product(a.min, b.min), max: product(a.max, b.max) };
}

/** Each bound times a factor, rounded up. */
export function scale({ min, max }: Range, factor: number): Range {
  return { min: Math.ceil(product(min, factor)), max: Math.ceil(product(max, factor)) };
}

export function union(a: Range, b: Range): Range {
  return { min: Math.min(a.min, b.min), max: Math.max(a.max, b.max) };
}

function product(a: number, b: number): number {
  return a === 0 || b === 0 ? 0 : a * b;
}

/** Cost of reading a character of text. */
export const perCharacter = 0.1;
/** Cost of a character of a pattern. */
export const perPatternCharacter = 0.25;
export const listCost = 10;
export const mapCost = 30;
export const structCost = 40;

/** An argument of a call, as an estimate sees it. */
export interface Argument {
  readonly type: Type;
  readonly size: Range;
  /** The value of an integer literal. */
  readonly integer: number | undefined;
  /** Of a list, the size of its items where the schema tells it. */
  readonly itemSize: Range;
}

/** What a call costs besides its arguments, and how large its result is. */
export interface CallEstimate {
  readonly cost: Range;
  readonly size?: Range | undefined;
}

/** A call whose cost is to be estimated. */
export interface EstimatedCall {
  readonly name: string;
  readonly overload: string;
  readonly target: Argument | undefined;
  readonly args: readonly Argument[];
}
