import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  checkDomain,
  checkGroup,
  checkKind,
  checkPlural,
  checkProjectName,
  checkShortName,
  checkVersion,
  kebabCase,
  toProjectName,
} from './names.ts';

describe('checkKind', () => {
  it.each(['HealthCheckPolicy', 'HTTPRoute', 'A', 'Redis7', 'X'.repeat(63)])(
    'accepts %s',
    (kind) => {
      expect(checkKind(kind)).toBe(kind);
    },
  );

  it.each([
    [
      'healthCheckPolicy',
      'Kind must be camelcase (expected HealthCheckPolicy was healthCheckPolicy)',
    ],
    ['health-check', 'Kind must be camelcase (expected HealthCheck was health-check)'],
    ['captain', 'Kind must be camelcase (expected Captain was captain)'],
    ['1Captain', 'Kind "1Captain" is invalid: must start with a letter A-Z'],
    ['Ünicode', 'must start with a letter A-Z and have letters and digits only'],
    ['', 'Kind "" is invalid'],
    ['../Etc', 'must start with a letter A-Z and have letters and digits only'],
    ['X'.repeat(64), 'at most 63 characters'],
  ])('refuses %s', (kind, message) => {
    expect(() => checkKind(kind)).toThrow(message);
  });
});

describe('checkVersion', () => {
  it.each(['v1', 'v12', 'v1alpha1', 'v2beta10'])('accepts %s', (version) => {
    expect(checkVersion(version)).toBe(version);
  });

  it.each(['1', 'V1', 'v1gamma1', 'v1alpha', 'v', 'v1beta1 ', 'v1/..'])('refuses %s', (version) => {
    expect(() => checkVersion(version)).toThrow(/must match \^v\\d\+/);
  });
});

describe('checkGroup', () => {
  it.each(['policy', 'apps', 'core', 'my-group', 'example.test.crd.code-generator', '3com'])(
    'accepts %s',
    (group) => {
      expect(checkGroup(group, 'example.com')).toBe(group);
    },
  );

  it.each(['Policy', '-a', 'a-', 'a..b', 'a/b', '..', '', 'a b', 'policy\n'])(
    'refuses %j',
    (group) => {
      expect(() => checkGroup(group, 'example.com')).toThrow('must be a DNS-1123 subdomain');
    },
  );

  it('counts the domain', () => {
    const label = 'a'.repeat(60);
    const long = `${label}.${label}.${label}.${label}`;
    expect(() => checkGroup(long, 'example.com')).toThrow('at most 253 characters');
  });
});

describe('other names', () => {
  it('says the rule that is broken', () => {
    expect(() => checkDomain('Example.com')).toThrow(
      'domain "Example.com" is invalid: must be a DNS',
    );
    expect(() => checkProjectName('my.project')).toThrow('must be a DNS-1123 label');
    expect(() => checkProjectName('a'.repeat(41))).toThrow('at most 40 characters');
    expect(() => checkPlural('1s')).toThrow('must be a DNS-1035 label');
    expect(() => checkShortName('Hcp')).toThrow('must be a DNS-1035 label');
  });
});

describe('kebabCase', () => {
  it.each([
    ['HealthCheckPolicy', 'health-check-policy'],
    ['HTTPRoute', 'http-route'],
    ['Redis7Cluster', 'redis7-cluster'],
    ['MyHTTP', 'my-http'],
    ['A', 'a'],
  ])('%s is %s', (kind, kebab) => {
    expect(kebabCase(kind)).toBe(kebab);
  });

  it('makes of every kind a file name of lower case letters, digits and single dashes', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[A-Z][A-Za-z0-9]{0,62}$/), (kind) => {
        expect(kebabCase(kind)).toMatch(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/);
        expect(kebabCase(kind).replaceAll('-', '')).toBe(kind.toLowerCase());
      }),
    );
  });
});

describe('toProjectName', () => {
  it('makes a project name of nearly any folder', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (folder) => {
        const name = toProjectName(`x${folder}`);
        expect(checkProjectName(name)).toBe(name);
      }),
    );
  });
});
