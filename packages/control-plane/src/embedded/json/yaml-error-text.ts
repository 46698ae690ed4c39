import type { YAMLParseError } from 'yaml';

/** A message of go-yaml 2, and whether its scanner or its parser says it: they count lines differently. */
interface Finding {
  readonly message: string;
  readonly at: number;
  readonly isParser?: boolean;
}

/**
 * The server's words for what is wrong with a YAML text, those of go-yaml 2. Our parser tells mistakes
 * apart in another way: for the usual ones the texts are equal, lines included.
 */
export function yamlErrorText(error: YAMLParseError, text: string): string {
  const { message, at, isParser } = findingOf(error, text);
  // The server ends a last line that does not end itself.
  const atEnd = isParser === true && at >= text.length && !text.endsWith('\n');
  const line = lineIndex(text, at) + (atEnd ? 1 : 0);
  if (line === 0) return `yaml: ${message}`;
  return `yaml: line ${isParser === true ? line : line + 1}: ${message}`;
}

/** What the server refuses before it parses; `undefined` when there is nothing. */
export function yamlTextError(text: string): string | undefined {
  // oxlint-disable-next-line no-control-regex -- these are what is looked for
  if (/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/.test(text)) {
    return 'yaml: control characters are not allowed';
  }
  return /^%YAML\s+(?!1\.)/.test(text) ? 'yaml: found incompatible YAML document' : undefined;
}

function findingOf({ code, message, pos }: YAMLParseError, text: string): Finding {
  const [at] = pos;
  const scannerMessage = scannerMessages.get(code);
  if (code === 'TAB_AS_INDENT') return { message: tabMessage(text, at), at };
  if (scannerMessage !== undefined) return { message: scannerMessage, at };
  if (code === 'BLOCK_AS_IMPLICIT_KEY' || code === 'MULTILINE_IMPLICIT_KEY') {
    return nestedValue(text, at);
  }
  return byMessage(message, text, at);
}

const scannerMessages: ReadonlyMap<string, string> = new Map([
  ['BAD_SCALAR_START', 'found character that cannot start any token'],
  ['BAD_DQ_ESCAPE', 'found unknown escape character'],
  ['BAD_ALIAS', 'did not find expected alphabetic or numeric character'],
]);

/** A tab is at fault where a text without quotes might go on, and where something else has to begin. */
function tabMessage(text: string, at: number): string {
  const before = text.slice(0, text.lastIndexOf('\n', at - 1) + 1).trimEnd();
  const lastLine = before.slice(before.lastIndexOf('\n') + 1);
  const goesOn = lastLine !== '' && !/(?:[:'"\]}]|(?:^|\s)[-?]|(?:^|\s)#.*)$/.test(lastLine);
  return goesOn
    ? 'found a tab character that violates indentation'
    : 'found character that cannot start any token';
}

/** The colon is at fault that makes a value a key. */
function nestedValue(text: string, at: number): Finding {
  const colon = /:(?=\s|$)/.exec(text.slice(at));
  if (colon === null) return { message: 'did not find expected key', at, isParser: true };
  return { message: 'mapping values are not allowed in this context', at: at + colon.index };
}

function byMessage(message: string, text: string, at: number): Finding {
  if (message.startsWith('Missing closing')) {
    return { message: 'found unexpected end of stream', at: text.length };
  }
  if (message.startsWith('Flow')) return unfinishedFlow(message, text, at);
  if (/block-seq-ind/.test(message)) {
    return { message: 'block sequence entries are not allowed in this context', at };
  }
  if (message.startsWith('Block scalar header')) {
    return { message: 'did not find expected comment or line break', at };
  }
  const isInList =
    message.startsWith('All sequence items') ||
    (message.startsWith('Unexpected') && /^\s*- /.test(text));
  return {
    message: isInList ? "did not find expected '-' indicator" : 'did not find expected key',
    at,
    isParser: true,
  };
}

function unfinishedFlow(message: string, text: string, at: number): Finding {
  const isContent = /[[{,:]\s*$/.test(text.slice(0, at));
  const end = message.startsWith('Flow map') ? '}' : ']';
  return {
    message: isContent
      ? 'did not find expected node content'
      : `did not find expected ',' or '${end}'`,
    at,
    isParser: true,
  };
}

/** Counts from 0. */
function lineIndex(text: string, at: number): number {
  return text.slice(0, at).split('\n').length - 1;
}
