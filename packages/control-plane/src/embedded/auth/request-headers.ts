/** Headers of a request by lower-case name, every value apart, as `IncomingMessage.headersDistinct` has them. */
export type RequestHeaders = Readonly<Record<string, readonly string[] | undefined>>;

/** The first value of a header; `''` when it is absent. */
export function firstHeader(headers: RequestHeaders, name: string): string {
  return headers[name]?.[0] ?? '';
}
