/** Where a text ceases to be base64, as Go counts. */
export interface Base64Fault {
  readonly offset: number;
}

/** The text in the form that Go writes (standard alphabet, padded), or where it is at fault. */
export function decodeBase64(text: string): string | Base64Fault {
  const compact = text.replace(/[\r\n]/gu, '');
  if (compact.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/u.test(compact)) {
    return Buffer.from(compact, 'base64').toString('base64');
  }
  return { offset: faultOf(text) };
}

/** Go's decoder takes four letters at a time and tells the first that does not fit. */
function faultOf(text: string): number {
  let count = 0;
  for (let index = 0; index < text.length; index++) {
    const char = text.charAt(index);
    if (char === '\r' || char === '\n') continue;
    if (char === '=') return count % 4 < 2 ? index : afterPadding(text, index, count % 4);
    if (!/[A-Za-z0-9+/]/u.test(char)) return index;
    count++;
  }
  return text.length - (count % 4);
}

function afterPadding(text: string, index: number, filled: number): number {
  const rest = text.slice(index + 1).replace(/[\r\n]/gu, '');
  if (filled === 3) return rest === '' ? text.length : index + 1;
  if (rest === '') return text.length;
  return rest.startsWith('=') ? index + 2 : index;
}
