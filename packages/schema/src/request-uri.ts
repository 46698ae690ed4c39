/** Whether Go's url.ParseRequestURI accepts a text: an absolute URI or an absolute path. */
export function isRequestUri(text: string): boolean {
  if (text === '' || hasControlByte(text)) return false;
  if (text === '*') return true;
  const scheme = schemeLength(text);
  if (scheme === undefined) return false;
  let rest = text.slice(scheme === 0 ? 0 : scheme + 1);
  const query = rest.indexOf('?');
  if (query >= 0) rest = rest.slice(0, query);
  if (!rest.startsWith('/')) return scheme > 0;
  if (scheme > 0 && rest.startsWith('//')) {
    const slash = rest.indexOf('/', 2);
    const authority = rest.slice(2, slash < 0 ? undefined : slash);
    rest = slash < 0 ? '' : rest.slice(slash);
    if (!isAuthority(authority)) return false;
  }
  return hasValidEscapes(rest);
}

/** Length of the scheme before its colon, 0 when there is none, `undefined` when Go refuses it. */
function schemeLength(text: string): number | undefined {
  const match = /^([A-Za-z][A-Za-z0-9+.-]*):/.exec(text);
  if (match !== null) return (match[1] as string).length;
  return text.startsWith(':') ? undefined : 0;
}

function isAuthority(authority: string): boolean {
  const at = authority.lastIndexOf('@');
  if (at >= 0) {
    const user = authority.slice(0, at);
    if (!/^[A-Za-z0-9._:~!$&'()*+,;=%@-]*$/.test(user) || !hasValidEscapes(user)) return false;
  }
  return isHost(authority.slice(at + 1));
}

function isHost(host: string): boolean {
  if (host.startsWith('[')) {
    const close = host.lastIndexOf(']');
    if (close < 0 || !isOptionalPort(host.slice(close + 1))) return false;
    return /^\[[0-9A-Fa-f:.]+(?:%25[A-Za-z0-9._~%-]+)?\]/.test(host.slice(0, close + 1));
  }
  const colon = host.lastIndexOf(':');
  if (colon >= 0 && !isOptionalPort(host.slice(colon))) return false;
  // A host may only escape bytes beyond ASCII.
  return /^(?:[A-Za-z0-9\-_.~!$&'()*+,;=:[\]<>"]|[^\0-\x7f]|%[89A-Fa-f][0-9A-Fa-f])*$/u.test(host);
}

function isOptionalPort(text: string): boolean {
  return /^(?::\d*)?$/.test(text);
}

function hasValidEscapes(text: string): boolean {
  return !/%(?![0-9A-Fa-f]{2})/.test(text);
}

function hasControlByte(text: string): boolean {
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code < 0x20 || code === 0x7f) return true;
  }
  return false;
}
