import { errorText, type JsonObject } from '@keelson/schema';
import { describe, expect, it } from 'vitest';
import { asksQualifiedFinalizers } from './validate-finalizers.ts';
import { generateName } from './generate-name.ts';
import {
  anyName,
  configKeyName,
  dns1035LabelName,
  labelName,
  nameRuleOf,
  pathSegmentName,
  subdomainName,
} from './name-rules.ts';
import { validateMetadata, validateMetadataUpdate } from './validate-metadata.ts';

const keyRule =
  "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";
const rules = { isNamespaced: true, nameRule: subdomainName };

function textsOf(metadata: JsonObject, options = {}): string[] {
  return validateMetadata(
    { name: 'x', namespace: 'default', ...metadata },
    { ...rules, ...options },
  ).map(errorText);
}

describe('validateMetadata', () => {
  it('says everything in the order of the server', () => {
    // As a kube-apiserver 1.37.2 answered for a ConfigMap.
    expect(
      textsOf(
        {
          name: 'A_b',
          labels: { _x: '-y' },
          annotations: { 'A/B/C': '1', _Y: '2' },
          finalizers: ['orphan', 'foregroundDeletion', 'xx', '_y'],
          generation: -1,
          ownerReferences: [
            { apiVersion: '', kind: '', name: '', uid: '' },
            { apiVersion: 'v1', kind: 'Event', name: 'e', uid: '1' },
            { apiVersion: 'a/b/c', kind: 'K', name: 'e', uid: '1', controller: true },
            {
              apiVersion: 'g/v1',
              kind: 'K',
              name: 'f',
              uid: '1',
              controller: true,
              blockOwnerDeletion: false,
            },
          ],
        },
        { qualifiesFinalizers: true },
      ),
    ).toEqual([
      `metadata.name: Invalid value: "A_b": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')`,
      'metadata.generation: Invalid value: -1: must be greater than or equal to 0',
      `metadata.labels: Invalid value: "_x": name part ${keyRule}`,
      `metadata.labels: Invalid value: "-y": a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')`,
      `metadata.annotations: Invalid value: "A/B/C": a valid label key ${keyRule} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`,
      `metadata.annotations: Invalid value: "_Y": name part ${keyRule}`,
      'metadata.ownerReferences[0].apiVersion: Required value: must not be empty',
      'metadata.ownerReferences[0].kind: Required value: must not be empty',
      'metadata.ownerReferences[0].name: Required value: must not be empty',
      'metadata.ownerReferences[0].uid: Required value: must not be empty',
      'metadata.ownerReferences[1]: Invalid value: {"apiVersion":"v1","kind":"Event","name":"e","uid":"1"}: /v1, Kind=Event is disallowed from being an owner',
      'metadata.ownerReferences[2].apiVersion: Invalid value: "a/b/c": must be <group>/<version> or <version>',
      'metadata.ownerReferences: Invalid value: [{"apiVersion":"","kind":"","name":"","uid":""},{"apiVersion":"v1","kind":"Event","name":"e","uid":"1"},{"apiVersion":"a/b/c","kind":"K","name":"e","uid":"1","controller":true},{"apiVersion":"g/v1","kind":"K","name":"f","uid":"1","controller":true,"blockOwnerDeletion":false}]: Only one reference can have Controller set to true. Found "true" in references for K/e and K/f',
      `metadata.finalizers: Invalid value: "_y": name part ${keyRule}`,
      'metadata.finalizers: Invalid value: ["orphan","foregroundDeletion","xx","_y"]: finalizer orphan and foregroundDeletion cannot be both set',
      'metadata.finalizers[2]: Invalid value: "xx": name is neither a standard finalizer name nor is it fully qualified',
      'metadata.finalizers[3]: Invalid value: "_y": name is neither a standard finalizer name nor is it fully qualified',
    ]);
  });

  it('asks for a name and for a namespace where there is one', () => {
    expect(textsOf({ name: '', namespace: '' })).toEqual([
      'metadata.name: Required value: name or generateName is required',
      'metadata.namespace: Required value',
    ]);
    expect(textsOf({}, { isNamespaced: false })).toEqual([
      'metadata.namespace: Forbidden: not allowed on this type',
    ]);
    expect(textsOf({ namespace: 'a.b' })).toEqual([
      'metadata.namespace: Invalid value: "a.b": must not contain dots',
    ]);
  });

  it('limits annotations to 256 KiB', () => {
    expect(textsOf({ annotations: { a: 'x'.repeat(262_143) } })).toEqual([]);
    expect(textsOf({ annotations: { a: 'x'.repeat(262_144) } })).toEqual([
      'metadata.annotations: Too long: may not be more than 262144 bytes',
    ]);
    expect(textsOf({ annotations: { 'Example.COM/Upper': '' } })).toEqual([]);
  });

  it('counts the bytes of labels', () => {
    expect(textsOf({ labels: { a: 'x'.repeat(64), ['y'.repeat(64)]: '' } })).toEqual([
      `metadata.labels: Invalid value: "${'x'.repeat(64)}": must be no more than 63 bytes`,
      `metadata.labels: Invalid value: "${'y'.repeat(64)}": name part must be no more than 63 bytes`,
    ]);
  });

  it('judges managed fields', () => {
    expect(
      textsOf({
        managedFields: [
          { manager: 'm', operation: 'Apply', fieldsType: 'FieldsV1' },
          { manager: 'x'.repeat(129), fieldsType: 'FieldsV2' },
          { manager: 'a\u0001', operation: 'Remove', subresource: 's'.repeat(257) },
        ],
      }),
    ).toEqual([
      'metadata.managedFields[1].operation: Required value: must not be empty',
      'metadata.managedFields[1].fieldsType: Invalid value: "FieldsV2": must be `FieldsV1`',
      'metadata.managedFields[1].manager: Too long: may not be more than 128 bytes',
      'metadata.managedFields[2].operation: Unsupported value: "Remove": supported values: "Apply", "Update"',
      String.raw`metadata.managedFields[2].manager: Invalid value: "a\x01": invalid character U+0001 (at position 1)`,
      'metadata.managedFields[2].subresource: Too long: may not be more than 256 bytes',
    ]);
  });
});

describe('validateMetadataUpdate', () => {
  const old = {
    name: 'x',
    namespace: 'default',
    uid: 'u',
    resourceVersion: '1',
    generation: 2,
    creationTimestamp: '2026-01-01T00:00:00Z',
  };

  function textsOfUpdate(metadata: JsonObject, before: JsonObject = old): string[] {
    return validateMetadataUpdate(metadata, before, {}).map(errorText);
  }

  it('lets labels and a newer generation through', () => {
    expect(textsOfUpdate({ ...old, generation: 3, labels: { a: 'b' } })).toEqual([]);
  });

  it('refuses a change of what does not change', () => {
    expect(
      textsOfUpdate({
        name: 'y',
        namespace: 'other',
        uid: 'v',
        generation: 1,
        deletionTimestamp: '2026-01-02T00:00:00Z',
        deletionGracePeriodSeconds: 5,
      }),
    ).toEqual([
      'metadata.resourceVersion: Invalid value: "": must be specified for an update',
      'metadata.generation: Invalid value: 1: must not be decremented',
      'metadata.name: Invalid value: "y": field is immutable',
      'metadata.namespace: Invalid value: "other": field is immutable',
      'metadata.uid: Invalid value: "v": field is immutable',
      'metadata.creationTimestamp: Invalid value: null: field is immutable',
      'metadata.deletionTimestamp: Invalid value: "2026-01-02T00:00:00Z": field is immutable',
      'metadata.deletionGracePeriodSeconds: Invalid value: 5: field is immutable',
    ]);
  });

  it('refuses new finalizers while deleting', () => {
    const deleting = { ...old, deletionTimestamp: '2026-01-02T00:00:00Z', finalizers: ['a/b'] };
    expect(textsOfUpdate({ ...deleting, finalizers: [] }, deleting)).toEqual([]);
    expect(textsOfUpdate({ ...deleting, finalizers: ['a/b', 'c/e', 'c/d'] }, deleting)).toEqual([
      'metadata.finalizers: Forbidden: no new finalizers can be added if the object is being deleted, found new finalizers []string{"c/d", "c/e"}',
    ]);
  });
});

describe('name rules', () => {
  it.each([
    ['', 'Namespace', labelName],
    ['', 'Service', labelName],
    ['', 'Pod', subdomainName],
    ['apps', 'StatefulSet', labelName],
    ['rbac.authorization.k8s.io', 'Role', pathSegmentName],
    ['certificates.k8s.io', 'CertificateSigningRequest', anyName],
    ['coordination.k8s.io', 'LeaseCandidate', configKeyName],
    ['example.com', 'Service', subdomainName],
  ])('%s/%s has its own', (group, kind, rule) => {
    expect(nameRuleOf(group, kind)).toBe(rule);
  });

  it('words what is wrong', () => {
    expect(labelName('a.b', false)).toEqual(['must not contain dots']);
    expect(labelName('a'.repeat(64), false)).toEqual(['must be no more than 63 characters']);
    expect(labelName('A', false)).toEqual([
      "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')",
    ]);
    expect(dns1035LabelName('1a', false)).toEqual([
      "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')",
    ]);
    expect(pathSegmentName('..', false)).toEqual(["may not be '..'"]);
    expect(pathSegmentName('a/b%', false)).toEqual(["may not contain '/'", "may not contain '%'"]);
    expect(configKeyName('..a', false)).toEqual(["must not start with '..'"]);
    expect(subdomainName('a'.repeat(254), false)).toEqual(['must be no more than 253 characters']);
  });

  it('lets a prefix end with a dash', () => {
    expect(subdomainName('a-', true)).toEqual([]);
    expect(subdomainName('a-', false)).toHaveLength(1);
    expect(subdomainName('-', true)).toHaveLength(1);
  });
});

describe('asksQualifiedFinalizers', () => {
  it('is of the groups whose kinds are validated with the core ones', () => {
    expect(['', 'apps', 'rbac.authorization.k8s.io'].map(asksQualifiedFinalizers)).toEqual([
      true,
      true,
      true,
    ]);
    expect(
      ['coordination.k8s.io', 'apiextensions.k8s.io', 'example.com'].map(asksQualifiedFinalizers),
    ).toEqual([false, false, false]);
  });
});

describe('generateName', () => {
  it('adds five letters to at most 58 characters', () => {
    const digits = [0, 0.999, 0.5, 0.25, 0.75];
    let at = 0;
    expect(generateName('a-', () => digits[at++] as number)).toBe('a-b9rj2');
    expect(generateName('x'.repeat(70), () => 0)).toBe(`${'x'.repeat(58)}bbbbb`);
  });
});
