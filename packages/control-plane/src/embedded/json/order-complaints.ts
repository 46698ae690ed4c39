import { goQuote } from '@keelson/schema';
import { JsonReader } from './json-reader.ts';
import { maxJsonDepth } from './parse-json.ts';

const mostComplaints = 100;

/**
 * What strict decoding says of a JSON text, in the order in which Go's decoder comes across it: the
 * given `unknown field "…"`, and the repeated ones. What is in an unknown field is passed over.
 */
export function orderComplaints(text: string, unknown: readonly string[]): string[] {
  const unseen = new Set(unknown);
  const complaints = new Set<string>();
  let skipped: string | undefined;
  const onKey = (path: string, isRepeated: boolean): void => {
    if (skipped !== undefined && isBelow(path, skipped)) return;
    const complaint = `unknown field "${path}"`;
    skipped = unseen.has(complaint) ? path : undefined;
    if (skipped !== undefined) complaints.add(complaint);
    else if (isRepeated) complaints.add(`duplicate field ${goQuote(path)}`);
  };
  new JsonReader(text, { maxDepth: maxJsonDepth, onKey }).read();
  return [...complaints].slice(0, mostComplaints);
}

function isBelow(path: string, parent: string): boolean {
  return path.startsWith(parent) && /^[.[]/.test(path.slice(parent.length));
}
