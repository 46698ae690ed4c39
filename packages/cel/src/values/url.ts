/** A URL as Go's net/url reads it. */
export class Url {
  readonly typeName = 'kubernetes.URL';
  readonly text: string;
  readonly scheme: string;
  /** With the port. */
  readonly host: string;
  readonly path: string;
  readonly query: string;

  constructor(text: string, parts: Pick<Url, 'scheme' | 'host' | 'path' | 'query'>) {
    this.text = text;
    this.scheme = parts.scheme;
    this.host = parts.host;
    this.path = parts.path;
    this.query = parts.query;
  }

  get hostname(): string {
    return this.host.replace(/:[0-9]*$/u, '').replace(/^\[(.*)\]$/u, '$1');
  }

  get port(): string {
    return /:([0-9]*)$/u.exec(this.host)?.[1] ?? '';
  }

  /** The values of each parameter. */
  parameters(): Map<string, string[]> {
    const found = new Map<string, string[]>();
    for (const [name, value] of new URLSearchParams(this.query)) {
      found.set(name, [...(found.get(name) ?? []), value]);
    }
    return found;
  }
}

/** Reads an absolute URL or a path; the text of Go's error when it is neither. */
export function parseUrl(text: string): Url | string {
  const refuse = (reason: string): string => `parse ${JSON.stringify(text)}: ${reason}`;
  if (text === '') return refuse('empty url');
  for (const character of text) {
    const code = character.codePointAt(0) as number;
    if (code < 0x20 || code === 0x7f) {
      return `parse ${JSON.stringify(text)}: net/url: invalid control character in URL`;
    }
  }
  const escape = /%(?![0-9a-fA-F]{2}).{0,2}/u.exec(text.split('?', 1)[0] as string);
  if (escape) return refuse(`invalid URL escape ${JSON.stringify(escape[0])}`);
  const schemed = /^([A-Za-z][A-Za-z0-9+.-]*):(.*)$/su.exec(text);
  const [, scheme = '', rest = text] = schemed ?? [];
  if (!schemed && text.startsWith(':')) return refuse('missing protocol scheme');
  if (!rest.startsWith('/')) {
    if (scheme === '') return refuse('invalid URI for request');
    const [opaque = '', query = ''] = rest.split(/\?(.*)/su);
    return new Url(text, {
      scheme: scheme.toLowerCase(),
      host: '',
      path: opaque === '' ? '' : '',
      query,
    });
  }
  const [before = '', query = ''] = rest.split(/\?(.*)/su);
  const authority =
    scheme !== '' && before.startsWith('//') ? /^\/\/([^/]*)(.*)$/su.exec(before) : null;
  const host = (authority?.[1] ?? '').replace(/^.*@/su, '');
  if (/[\s"<>\\^`{}|]/u.test(host)) {
    const bad = /[\s"<>\\^`{}|]/u.exec(host)?.[0];
    return refuse(`invalid character ${JSON.stringify(bad)} in host name`);
  }
  const port = /^(?:\[[^\]]*\]|[^:]*)(:.*)?$/su.exec(host)?.[1];
  if (port !== undefined && !/^:[0-9]*$/u.test(port)) {
    return refuse(`invalid port ${JSON.stringify(port)} after host`);
  }
  return new Url(text, {
    scheme: scheme.toLowerCase(),
    host,
    path: authority ? (authority[2] as string) : before,
    query,
  });
}
