import { describe, expect, it } from 'vitest';
import { proxyOf } from './proxy.ts';

const env = { HTTPS_PROXY: 'http://tls:1', HTTP_PROXY: 'http://plain:1' };

function proxy(server: string, NO_PROXY = ''): string | undefined {
  return proxyOf(server, { configured: undefined, env: { ...env, NO_PROXY } });
}

describe('proxyOf()', () => {
  it('takes the configured one, whatever the environment has', () => {
    const sources = { configured: 'socks5://own:1', env: { ...env, NO_PROXY: '*' } };
    expect(proxyOf('https://api:6443', sources)).toBe('socks5://own:1');
  });

  it('takes that of the environment by the scheme of the server', () => {
    expect([proxy('https://api:6443'), proxy('http://api')]).toEqual([
      'http://tls:1',
      'http://plain:1',
    ]);
    const small = { https_proxy: 'proxy:3128' };
    expect(proxyOf('https://api', { configured: undefined, env: small })).toBe('http://proxy:3128');
  });

  it.each(['https://localhost:6443', 'https://127.0.0.1', 'https://[::1]:6443'])(
    'reaches %s directly',
    (server) => {
      expect(proxy(server)).toBeUndefined();
    },
  );

  it.each([
    ['https://api.example.com', '*', true],
    ['https://api.example.com', 'example.com', true],
    ['https://api.example.com', '.example.com', true],
    ['https://api.example.com', '*.example.com', true],
    ['https://api.example.com', 'API.Example.com', true],
    ['https://api.example.com', 'x, api.example.com', true],
    ['https://example.com', '.example.com', false],
    ['https://notexample.com', 'example.com', false],
    ['https://api.example.com', 'example.org,,', false],
    ['https://api.example.com:6443', 'api.example.com:6443', true],
    ['https://api.example.com:6443', 'api.example.com:443', false],
    ['https://api.example.com', 'api.example.com:443', true],
    ['https://10.96.0.1', '10.96.0.0/12', true],
    ['https://10.112.0.1', '10.96.0.0/12', false],
    ['https://10.96.0.1', '10.96.0.1', true],
    ['https://10.96.0.1', 'fd00::/8', false],
    ['https://10.96.0.1', '10.96.0.0/99', false],
    ['https://10.96.0.1', 'nonsense/8', false],
    ['https://[fd00::1]:6443', 'fd00::1', true],
    ['https://[fd00::1]:6443', '[fd00::1]:6443', true],
    ['https://[fd00::1]:6443', 'fd00::/8', true],
    ['https://[fe00::1]:6443', 'fd00::/8', false],
  ])('reaches %s directly with NO_PROXY=%s: %s', (server, exceptions, isDirect) => {
    expect(proxy(server, exceptions) === undefined).toBe(isDirect);
  });

  it('refuses what is no proxy, without its password', () => {
    const configured = 'ftp://me:secret@proxy:1';
    expect(() => proxyOf('https://api', { configured, env: {} })).toThrow(
      '"ftp://proxy:1" is not a proxy: write http://, https:// or socks5://host:port',
    );
  });
});
