import { describe, expect, it } from 'vitest';
import { deprecationWarningOf } from './deprecation-warning.ts';
import { compareVersions } from './kube-version.ts';
import { convertByName, servedVersionsOf } from './versions.ts';

const definition = {
  spec: {
    group: 'inst.test',
    names: { kind: 'Scaled' },
    versions: [
      { name: 'v1beta1', served: true, deprecated: true },
      { name: 'v1', served: true },
      { name: 'v1alpha1', served: true, deprecated: true, deprecationWarning: 'really gone' },
      { name: 'v3', served: false },
    ],
  },
};

describe('compareVersions', () => {
  it('puts stable versions before betas and alphas', () => {
    const names = [
      'foo10',
      'v1alpha1',
      'v12alpha1',
      'v3beta1',
      'foo1',
      'v10',
      'v11beta2',
      'v1',
      'v2',
    ];
    expect(names.toSorted(compareVersions)).toEqual([
      'v10',
      'v2',
      'v1',
      'v11beta2',
      'v3beta1',
      'v12alpha1',
      'v1alpha1',
      'foo1',
      'foo10',
    ]);
  });
});

describe('versions of a definition', () => {
  it('are served in the order of discovery', () => {
    expect(servedVersionsOf(definition)).toEqual(['v1', 'v1beta1', 'v1alpha1']);
  });

  it('are converted by name', () => {
    const object = { apiVersion: 'inst.test/v1', kind: 'Scaled', spec: { a: 1 } };
    const convert = convertByName(definition);
    expect(convert(object, 'v1')).toBe(object);
    expect(convert(object, 'v1beta1')).toEqual({ ...object, apiVersion: 'inst.test/v1beta1' });
  });

  it('warn when they are deprecated', () => {
    expect(deprecationWarningOf(definition, 'v1')).toBeUndefined();
    expect(deprecationWarningOf(definition, 'v1beta1')).toBe(
      'inst.test/v1beta1 Scaled is deprecated; use inst.test/v1 Scaled',
    );
    expect(deprecationWarningOf(definition, 'v1alpha1')).toBe('really gone');
  });
});
