import { BlockList, isIP } from 'node:net';
import { ConfigError } from './config-error.ts';
import type { Environment } from './environment.ts';

/** Where a proxy may be named. */
export interface ProxySources {
  /** `proxy-url` of the kubeconfig. */
  readonly configured: string | undefined;
  readonly env: Environment;
}

const schemes = new Set(['http:', 'https:', 'socks5:', 'socks:']);

/**
 * The proxy for requests to `server`: the configured one, else that of the environment.
 * @throws {ConfigError} when it is not a URL of a proxy that we can use
 */
export function proxyOf(server: string, { configured, env }: ProxySources): string | undefined {
  const proxy = configured || proxyFromEnvironment(server, env);
  if (!proxy) return undefined;
  const url = proxy.includes('://') ? proxy : `http://${proxy}`;
  if (URL.canParse(url) && schemes.has(new URL(url).protocol)) return url;
  const shown = proxy.replace(/[^/]*@/, '');
  throw new ConfigError(`"${shown}" is not a proxy: write http://, https:// or socks5://host:port`);
}

/**
 * `HTTPS_PROXY` or `HTTP_PROXY` by the server's scheme, unless the server is this machine or
 * `NO_PROXY` names it by host, domain, address or range. Semantics: Go's `httpproxy`.
 */
function proxyFromEnvironment(server: string, env: Environment): string | undefined {
  const { protocol, hostname, port } = new URL(server);
  const isTls = protocol === 'https:';
  const proxy = isTls
    ? (env['HTTPS_PROXY'] ?? env['https_proxy'])
    : (env['HTTP_PROXY'] ?? env['http_proxy']);
  const host = hostname.replace(/^\[|\]$/g, '');
  if (!proxy || isLoopback(host)) return undefined;
  const target = { host, port: port || (isTls ? '443' : '80') };
  const exceptions = (env['NO_PROXY'] ?? env['no_proxy'] ?? '').split(',');
  return exceptions.some((entry) => isException(entry.trim().toLowerCase(), target))
    ? undefined
    : proxy;
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
}

interface Target {
  readonly host: string;
  readonly port: string;
}

function isException(entry: string, { host, port }: Target): boolean {
  if (entry === '') return false;
  if (entry === '*') return true;
  if (entry.includes('/')) return isInRange(entry, host);
  if (isIP(entry) !== 0) return isInRange(`${entry}/${isIP(entry) === 4 ? 32 : 128}`, host);
  const [, bracketed, name = bracketed ?? '', entryPort] =
    /^(?:\[(.*)\]|([^:]*))(?::(\d+))?$/.exec(entry) ?? [];
  if (name === '' || (entryPort !== undefined && entryPort !== port)) return false;
  // A leading dot leaves the domain itself out.
  const domain = name.replace(/^\*(?=\.)/, '');
  return host === domain || host.endsWith(domain.startsWith('.') ? domain : `.${domain}`);
}

function isInRange(range: string, host: string): boolean {
  const [address = '', bits = ''] = range.split('/');
  const [family, hostFamily] = [isIP(address), isIP(host)];
  if (family === 0 || family !== hostFamily || !/^\d+$/.test(bits)) return false;
  if (Number(bits) > (family === 4 ? 32 : 128)) return false;
  const name = family === 4 ? 'ipv4' : 'ipv6';
  const list = new BlockList();
  list.addSubnet(address, Number(bits), name);
  return list.check(host, name);
}
