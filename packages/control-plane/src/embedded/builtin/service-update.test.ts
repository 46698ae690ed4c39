import { errorText, type JsonObject } from '@keelson/schema';
import { describe, expect, it } from 'vitest';
import { createServiceRules } from './service-rules.ts';
import { validateServiceStatus, validateServiceUpdate } from './service-update.ts';

const spec: JsonObject = {
  type: 'ClusterIP',
  clusterIP: '10.0.0.20',
  clusterIPs: ['10.0.0.20'],
  ipFamilies: ['IPv4'],
  ipFamilyPolicy: 'SingleStack',
  internalTrafficPolicy: 'Cluster',
  sessionAffinity: 'None',
  ports: [{ port: 80, protocol: 'TCP', targetPort: 80 }],
};

function changed(change: JsonObject): string[] {
  const service = { metadata: {}, spec: { ...spec, ...change } };
  const old = { metadata: {}, spec };
  createServiceRules().prepareForUpdate?.(service, old);
  return validateServiceUpdate(service, old).map(errorText);
}

describe('validateServiceUpdate', () => {
  it('takes one of the two fields of an address for both', () => {
    expect(changed({ clusterIP: '10.0.0.21' })).toEqual([
      'spec.clusterIPs[0]: Invalid value: ["10.0.0.21"]: may not change once set',
    ]);
    expect(changed({ clusterIP: 'None' })).toEqual([
      'spec.clusterIPs[0]: Invalid value: ["None"]: may not change once set',
    ]);
    expect(changed({ clusterIP: '' })).toEqual([]);
    expect(changed({ clusterIPs: [] })).toEqual([]);
  });

  it('does not look for an address again', () => {
    expect(changed({ clusterIP: '10.1.1.1' })).toEqual([
      'spec.clusterIPs[0]: Invalid value: ["10.1.1.1"]: may not change once set',
    ]);
    expect(changed({ ipFamilies: ['IPv4', 'IPv4'] })).toEqual([
      'spec.ipFamilies[1]: Duplicate value: "IPv4"',
    ]);
  });

  it('keeps the first family', () => {
    expect(changed({ ipFamilies: ['IPv6'] })).toEqual([
      'spec.clusterIPs[0]: Invalid value: "10.0.0.20": expected an IPv6 value as indicated by `ipFamilies[0]`',
    ]);
    const six = { clusterIP: 'fd00::1', clusterIPs: ['fd00::1'], ipFamilies: ['IPv6'] };
    expect(changed(six)).toContain(
      'spec.ipFamilies[0]: Invalid value: ["IPv6"]: may not change once set',
    );
  });

  it('asks who gives the second address back to say so', () => {
    const dual = {
      ...spec,
      clusterIPs: ['10.0.0.20', 'fd00::1'],
      ipFamilyPolicy: 'PreferDualStack',
    };
    const one = { ...spec, ipFamilyPolicy: 'PreferDualStack' };
    expect(validateServiceUpdate({ spec: one }, { spec: dual }).map(errorText)).toEqual([
      `spec.ipFamilyPolicy: Invalid value: "PreferDualStack": must be set to 'SingleStack' when releasing the secondary clusterIP`,
    ]);
    expect(validateServiceUpdate({ spec }, { spec: dual })).toEqual([]);
  });
});

describe('validateServiceStatus', () => {
  const texts = (type: string, ...ingress: JsonObject[]): string[] =>
    validateServiceStatus({ spec: { type }, status: { loadBalancer: { ingress } } }).map(errorText);

  it('leaves addresses to load balancers', () => {
    expect(texts('LoadBalancer', { ip: '1.2.3.4', ipMode: 'VIP' })).toEqual([]);
    expect(texts('ClusterIP')).toEqual([]);
    expect(texts('ClusterIP', { ip: '1.2.3.4' })).toEqual([
      "status.loadBalancer.ingress: Forbidden: may only be used when `spec.type` is 'LoadBalancer'",
    ]);
  });

  it('judges each address', () => {
    expect(
      texts('LoadBalancer', { ip: '1.2.3.4' }, { ipMode: 'VIP', hostname: '1.2.3.4' }),
    ).toEqual([
      'status.loadBalancer.ingress[0].ipMode: Required value: must be specified when `ip` is set',
      'status.loadBalancer.ingress[1].ipMode: Forbidden: may not be specified when `ip` is not set',
      'status.loadBalancer.ingress[1].hostname: Invalid value: "1.2.3.4": must be a DNS name, not an IP address',
    ]);
  });
});
