/**
 * JSON text with a line for each entry, indented by two spaces. It works on the text, so that every number
 * stays as it is written. The text has to be JSON without spaces between its parts.
 */
export function indentJson(text: string): string {
  let result = '';
  let start = 0;
  let line = '\n';
  let index = 0;
  /** Copies up to and with the character before `index`. */
  const copy = (): void => {
    result += text.slice(start, index);
    start = index;
  };
  while (index < text.length) {
    const char = text[index++];
    if (char === '"') {
      index = endOfString(text, index);
    } else if (char === '{' || char === '[') {
      if (text[index] === '}' || text[index] === ']') {
        index++;
        continue;
      }
      line += '  ';
      copy();
      result += line;
    } else if (char === '}' || char === ']') {
      line = line.slice(0, -2);
      index--;
      copy();
      result += line;
      index++;
    } else if (char === ',') {
      copy();
      result += line;
    } else if (char === ':') {
      copy();
      result += ' ';
    }
  }
  copy();
  return result;
}

/** Index after the closing quote of a string whose opening quote is before `index`. */
function endOfString(text: string, index: number): number {
  for (let at = index; at < text.length; at++) {
    const char = text[at];
    if (char === '\\') at++;
    else if (char === '"') return at + 1;
  }
  return text.length;
}
