import type { Environment } from './environment.ts';

/**
 * The proxy that the environment asks for, for requests to `server`: `HTTPS_PROXY` or `HTTP_PROXY` by
 * its scheme, unless `NO_PROXY` names the host. Semantics: Go's `httpproxy`, without address ranges.
 */
export function proxyFromEnvironment(server: string, env: Environment): string | undefined {
  const { protocol, hostname, port } = new URL(server);
  const name = protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY';
  const proxy = env[name] ?? env[name.toLowerCase()];
  if (!proxy || isLoopback(hostname)) return undefined;
  const exceptions = (env['NO_PROXY'] ?? env['no_proxy'] ?? '')
    .split(',')
    .map((entry) => entry.trim());
  return exceptions.some((entry) => isException(entry, hostname, port)) ? undefined : proxy;
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || hostname.startsWith('127.');
}

function isException(entry: string, hostname: string, port: string): boolean {
  if (entry === '*') return true;
  if (entry === '') return false;
  const [name = '', entryPort] = entry.split(/:(?=\d+$)/);
  if (entryPort !== undefined && entryPort !== port) return false;
  const domain = name.replace(/^\*?\./, '');
  return hostname === name || hostname.endsWith(`.${domain}`);
}
