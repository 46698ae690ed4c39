import { isObject, type Json, parseJson } from './exact-json.ts';

/** How two lists of transcript lines differ, to be read: per exchange, the fields that are not the same, but for some. */
export function describeDifference(
  recorded: readonly string[],
  answered: readonly string[],
  without: readonly string[] = [],
): string[] {
  const description: string[] = [];
  for (let index = 0; index < Math.max(recorded.length, answered.length); index += 1) {
    const [before, after] = [recorded[index], answered[index]].map((line) => parse(line, without));
    if (show(before) === show(after)) continue;
    const said = [before, after].find((line) => isObject(line) && 'request' in line);
    description.push(`${index + 1}. ${isObject(said) ? text(said['request']) : ''}`);
    if (before === undefined) description.push('   not recorded');
    else if (after === undefined) description.push('   not done');
    else if (isObject(after) && 'thrown' in after) description.push(`   ${text(after['thrown'])}`);
    else description.push(...describeValues('', before, after));
  }
  return description;
}

function describeValues(path: string, before: Json | undefined, after: Json | undefined): string[] {
  if (show(before) === show(after)) return [];
  if (isObject(before) && isObject(after)) {
    const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
    return [...keys].flatMap((key) => {
      return describeValues(path === '' ? key : `${path}.${key}`, before[key], after[key]);
    });
  }
  if (Array.isArray(before) && Array.isArray(after)) {
    const length = Math.max(before.length, after.length);
    return Array.from({ length }, (_, index) => {
      return describeValues(`${path}[${index}]`, before[index], after[index]);
    }).flat();
  }
  return [`   ${path}:`, `     - ${show(before)}`, `     + ${show(after)}`];
}

function parse(line: string | undefined, without: readonly string[]): Json | undefined {
  return line === undefined ? undefined : strip(parseJson(line), without);
}

function strip(value: Json | undefined, without: readonly string[]): Json | undefined {
  if (Array.isArray(value)) return value.map((item) => strip(item, without) as Json);
  if (!isObject(value)) return value;
  const kept = Object.entries(value).filter(([key]) => !without.includes(key));
  return Object.fromEntries(kept.map(([key, child]) => [key, strip(child, without) as Json]));
}

function text(value: Json | undefined): string {
  return typeof value === 'string' ? value : show(value);
}

function show(value: Json | undefined): string {
  if (value === undefined) return '(absent)';
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'bigint' ? String(part) : part,
  );
}
