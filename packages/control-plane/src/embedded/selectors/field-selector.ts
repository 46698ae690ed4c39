import { compareUtf8 } from '@keelson/schema';
import { badRequest } from '../status-error.ts';

/** One term of a field selector: the field is, or is not, the value. */
interface FieldTerm {
  readonly label: string;
  readonly isEqual: boolean;
  readonly value: string;
}

/** Which objects a `fieldSelector` picks. */
export interface FieldSelector {
  readonly terms: readonly FieldTerm[];
  /** Whether it picks everything. */
  readonly isEmpty: boolean;
  /** Judges an object by the value that it has for each label. */
  matches(valueOf: (label: string) => string): boolean;
  /** The value that an object must have for a label; `undefined` when any may do. */
  exactValueOf(label: string): string | undefined;
}

/**
 * Compiles a field selector (`metadata.name=a,status.phase!=Running`).
 * @throws {StatusError} 400 in the server's words when it cannot be parsed
 */
export function parseFieldSelector(text: string): FieldSelector {
  const terms = splitTerms(text)
    .toSorted(compareUtf8)
    .filter((part) => part !== '')
    .map((part) => parseTerm(part, text))
    .filter(({ label, value }) => label !== '' || value !== '');
  if (terms.length === 0) return everything;
  return {
    terms,
    isEmpty: false,
    matches: (valueOf) =>
      terms.every(({ label, isEqual, value }) => (valueOf(label) === value) === isEqual),
    exactValueOf: (label) => terms.find((term) => term.isEqual && term.label === label)?.value,
  };
}

const everything: FieldSelector = {
  terms: [],
  isEmpty: true,
  matches: () => true,
  exactValueOf: () => undefined,
};

/** Splits at commas that no backslash precedes. */
function splitTerms(text: string): string[] {
  const terms: string[] = [];
  let start = 0;
  for (let index = 0; index < text.length; index++) {
    if (text[index] === '\\') {
      index++;
    } else if (text[index] === ',') {
      terms.push(text.slice(start, index));
      start = index + 1;
    }
  }
  terms.push(text.slice(start));
  return terms;
}

function parseTerm(term: string, selector: string): FieldTerm {
  const operator = /!=|==|=/.exec(term);
  if (operator === null) {
    throw badRequest(`invalid selector: '${selector}'; can't understand '${term}'`);
  }
  return {
    label: term.slice(0, operator.index),
    isEqual: operator[0] !== '!=',
    value: unescapeValue(term.slice(operator.index + operator[0].length)),
  };
}

function unescapeValue(text: string): string {
  if (!/[\\,=]/.test(text)) return text;
  return text.replaceAll(/\\([^]?)|[,=]/gu, (found, escaped: string | undefined) => {
    if (escaped === undefined) {
      throw badRequest(
        `invalid field selector: unescaped character in value: ${found.charCodeAt(0)}`,
      );
    }
    if (!/[\\,=]/.test(escaped)) {
      throw badRequest(`invalid field selector: invalid escape sequence: ${found}`);
    }
    return escaped;
  });
}
