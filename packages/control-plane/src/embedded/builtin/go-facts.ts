import { coreFields } from './go-fields-core.ts';
import { groupFields } from './go-fields-groups.ts';

/** What Go's declaration of a field says that the published schema does not. */
export interface GoField {
  /** A struct in place, not a pointer to one: it is always written. Mark `&`. */
  readonly isValue: boolean;
  /** A pointer to a scalar: its zero is written too. Mark `*`. */
  readonly isPointer: boolean;
  /** Required, and yet left out when zero. Mark `-`. */
  readonly isOmitted: boolean;
  /** Optional, and yet written when zero. Mark `+`. */
  readonly isWritten: boolean;
  /** The struct that is embedded to have the field. Mark `^`. */
  readonly embedded: string | undefined;
  /** Go's name of the type where the schema does not tell it. Mark `=`, the last one. */
  readonly type: string | undefined;
}

/** By `core/v1#PodSpec`, then by field. What is not in it follows from the schema. */
export type GoFacts = ReadonlyMap<string, ReadonlyMap<string, GoField>>;

/** Reads the tables of Go's declarations: a module, then a line for each type with its marked fields. */
export function readGoFacts(): GoFacts {
  const facts = new Map<string, ReadonlyMap<string, GoField>>();
  let module = '';
  for (const line of `${coreFields}\n${groupFields}`.split('\n')) {
    if (line === '') continue;
    if (!line.startsWith(' ')) {
      module = line;
      continue;
    }
    const [name, ...fields] = line.trim().split(' ');
    facts.set(`${module}#${name}`, new Map(fields.map(readField)));
  }
  return facts;
}

function readField(text: string): [string, GoField] {
  const [declared, type] = text.split('=', 2) as [string, string | undefined];
  const [marked = '', embedded] = declared.split('^', 2);
  const name = marked.replace(/[&*+-]+$/u, '');
  const marks = marked.slice(name.length);
  return [
    name,
    {
      isValue: marks.includes('&'),
      isPointer: marks.includes('*'),
      isOmitted: marks.includes('-'),
      isWritten: marks.includes('+'),
      embedded,
      type,
    },
  ];
}
