import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { kubeconfigText } from './kubeconfig.ts';

describe('kubeconfigText', () => {
  it('has one context, which is the current one, with everything inside', () => {
    const text = kubeconfigText({
      url: 'https://127.0.0.1:6443',
      caCertificate: 'CA',
      user: 'alice',
      credentials: { certificate: 'CERT', privateKey: 'KEY' },
    });
    expect(parse(text)).toEqual({
      apiVersion: 'v1',
      kind: 'Config',
      clusters: [
        {
          name: 'keelson',
          cluster: { server: 'https://127.0.0.1:6443', 'certificate-authority-data': 'Q0E=' },
        },
      ],
      users: [
        {
          name: 'alice',
          user: { 'client-certificate-data': 'Q0VSVA==', 'client-key-data': 'S0VZ' },
        },
      ],
      contexts: [{ name: 'alice', context: { cluster: 'keelson', user: 'alice' } }],
      'current-context': 'alice',
    });
  });
});
