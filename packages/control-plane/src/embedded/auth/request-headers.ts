/** Headers of a request by lower-case name, every value apart, as `IncomingMessage.headersDistinct` has them. */
export type RequestHeaders = Readonly<Record<string, readonly string[] | undefined>>;

/** The first value of a header; `''` when it is absent. */
export function firstHeader(headers: RequestHeaders, name: string): string {
  return headers[name]?.[0] ?? '';
}

/** Headers that decide who asks; the others do not matter to authentication. */
const identityHeader = /^(?:authorization$|impersonate-)/;

/** The headers that say who asks: `rawHeaders`, where there are any, hold repeated ones apart. */
export function identityOf({
  headers,
  rawHeaders,
}: {
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly rawHeaders?: readonly string[] | undefined;
}): RequestHeaders {
  const identity: Record<string, readonly string[]> = {};
  for (const name in headers) {
    const value = headers[name];
    if (value === undefined || !identityHeader.test(name)) continue;
    identity[name] = rawHeaders === undefined ? [value] : valuesOf(rawHeaders, name);
  }
  return identity;
}

function valuesOf(rawHeaders: readonly string[], name: string): string[] {
  const isValue = (index: number): boolean =>
    index % 2 === 1 && rawHeaders[index - 1]?.toLowerCase() === name;
  return rawHeaders.filter((_text, index) => isValue(index));
}
