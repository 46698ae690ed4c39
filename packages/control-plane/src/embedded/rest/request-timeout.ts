import { goQuote } from '@keelson/schema';
import { badRequest } from '../status-error.ts';
import type { RequestInfo } from './request-info.ts';

const longVerbs: ReadonlySet<string> = new Set(['watch', 'proxy']);
const longSubresources: ReadonlySet<string> = new Set([
  'attach',
  'exec',
  'proxy',
  'log',
  'portforward',
]);

/**
 * Reads the parameter `timeout` of what is answered at once (WithRequestDeadline of the API server),
 * before anything else of the request. It does not matter else: answers of this server are not waited for.
 * @throws {StatusError} 400 when it is no duration
 */
export function checkTimeout({ verb, subresource }: RequestInfo, query: URLSearchParams): void {
  const value = query.get('timeout');
  if (value === null || value === '') return;
  if (longVerbs.has(verb) || longSubresources.has(subresource)) return;
  const problem = durationProblem(value);
  if (problem === undefined) return;
  throw badRequest(`invalid timeout specified in the request URL - time: ${problem}`);
}

/** Why Go's `time.ParseDuration` does not take a text. */
function durationProblem(text: string): string | undefined {
  const quoted = goQuote(text);
  let rest = text.replace(/^[+-]/, '');
  if (rest === '0') return undefined;
  if (rest === '') return `invalid duration ${quoted}`;
  while (rest !== '') {
    const number = /^(?:\d+(?:\.\d*)?|\.\d+)/.exec(rest)?.[0];
    if (number === undefined) return `invalid duration ${quoted}`;
    rest = rest.slice(number.length);
    const unit = /^[^.\d]+/.exec(rest)?.[0];
    if (unit === undefined) return `missing unit in duration ${quoted}`;
    if (!/^(?:ns|us|µs|μs|ms|s|m|h)$/.test(unit)) {
      return `unknown unit ${goQuote(unit)} in duration ${quoted}`;
    }
    rest = rest.slice(unit.length);
  }
  return undefined;
}
