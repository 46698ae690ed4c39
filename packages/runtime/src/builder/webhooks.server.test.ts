import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  MutatingWebhookConfiguration,
  ValidatingWebhookConfiguration,
} from '@keelson/kubernetes/admissionregistration/v1';
import { CustomResourceDefinition } from '@keelson/kubernetes/apiextensions/v1';
import { Namespace } from '@keelson/kubernetes/core/v1';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { Client } from '../client/client.ts';
import { eventually } from '../testing/eventually.ts';
import { RecordingLogger } from '../testing/recording-logger.ts';
import { insecureGet } from '../util/insecure-get.test.support.ts';
import { selfSignedCertificate } from '../util/self-signed-certificate.ts';
import {
  Sailor,
  SailorV1alpha1,
  SailorV1alpha1Converter,
  SailorWebhook,
} from '../webhook/sailor.test.support.ts';
import { Manager } from './manager.ts';

declare module 'vitest' {
  interface ProvidedContext {
    kubeconfigPath: string;
    backend: 'real' | 'embedded';
  }
}

const schema = {
  openAPIV3Schema: {
    type: 'object',
    properties: { spec: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } },
  },
};

describe('webhooks of a manager, asked by a real API server', () => {
  const namespace = `webhooks-${randomUUID().slice(0, 8)}`;
  const stop = new AbortController();
  const logger = new RecordingLogger();
  let folder: string;
  let manager: Manager;
  let running: Promise<void>;
  let client: Client;
  let caBundle: string;

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'keelson-webhooks-'));
    const { cert, key } = selfSignedCertificate(Date.now());
    caBundle = Buffer.from(cert).toString('base64');
    await writeFile(path.join(folder, 'tls.crt'), cert);
    await writeFile(path.join(folder, 'tls.key'), key);
    manager = new Manager({
      kubeconfig: inject('kubeconfigPath'),
      namespaces: [namespace],
      logger,
      metrics: { bindAddress: '127.0.0.1:0' },
      health: { bindAddress: '127.0.0.1:0' },
      webhooks: { bindAddress: '127.0.0.1:0', certDir: folder },
    });
    manager.add(new SailorWebhook());
    manager.add(new SailorV1alpha1Converter());
    running = manager.start(stop.signal);
    client = manager.apiClient;
    const { port } = (await manager.webhookAddress)!;
    const url = (at: string) => `https://127.0.0.1:${port}${at}`;
    await client.create(Namespace, { metadata: { name: namespace } });
    await client.apply(CustomResourceDefinition, {
      metadata: { name: 'sailors.crew.example.com' },
      spec: {
        group: 'crew.example.com',
        scope: 'Namespaced',
        names: { kind: 'Sailor', plural: 'sailors' },
        versions: [
          { name: 'v1', served: true, storage: true, schema },
          { name: 'v1alpha1', served: true, storage: false, schema },
        ],
        conversion: {
          strategy: 'Webhook',
          webhook: {
            conversionReviewVersions: ['v1'],
            clientConfig: { url: url('/convert'), caBundle },
          },
        },
      },
    });
    const hook = (name: string, at: string, operations: string[]) => ({
      name,
      admissionReviewVersions: ['v1'],
      sideEffects: 'None',
      clientConfig: { url: url(at), caBundle },
      namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } },
      rules: [
        {
          apiGroups: ['crew.example.com'],
          apiVersions: ['v1'],
          resources: ['sailors'],
          operations,
        },
      ],
    });
    await client.create(MutatingWebhookConfiguration, {
      metadata: { name: namespace },
      webhooks: [hook('m.kb.io', '/mutate-crew-example-com-v1-sailor', ['CREATE', 'UPDATE'])],
    });
    await client.create(ValidatingWebhookConfiguration, {
      metadata: { name: namespace },
      webhooks: [hook('v.kb.io', '/validate-crew-example-com-v1-sailor', ['*'])],
    });
    // Until the API server has heard of all of it.
    await eventually(
      async () => {
        const probe = sailor('probe', {});
        const created = await client.create(Sailor, probe, { dryRun: true }).catch(() => undefined);
        return created?.spec.rank === 'seaman';
      },
      { timeoutMs: 20_000 },
    );
    await eventually(async () => {
      const denied = client.create(Sailor, sailor('probe', { rank: 'error' }), { dryRun: true });
      return denied.then(
        () => false,
        () => true,
      );
    });
  });

  afterAll(async () => {
    await client.delete(MutatingWebhookConfiguration, { name: namespace });
    await client.delete(ValidatingWebhookConfiguration, { name: namespace });
    await client.delete(CustomResourceDefinition, { name: 'sailors.crew.example.com' });
    await client.delete(Namespace, { name: namespace });
    stop.abort();
    await running;
    await rm(folder, { recursive: true });
  });

  const sailor = (name: string, spec: Sailor['spec']) => ({ metadata: { name, namespace }, spec });

  it('defaults and warns', async () => {
    const created = await client.create(Sailor, sailor('jim', {}));
    expect(created.spec).toEqual({ rank: 'seaman' });
    await client.create(Sailor, sailor('matt', { rank: 'mate' }));
    expect(logger.lines.some(({ message }) => message.includes('mates are rare'))).toBe(true);
  });

  it('denies in the words of the API server', async () => {
    const create = (rank: string) => client.create(Sailor, sailor('no', { rank }));
    await expect(create('pirate')).rejects.toMatchObject({
      code: 403,
      reason: 'Forbidden',
      message: 'admission webhook "v.kb.io" denied the request: no pirates',
    });
    await expect(create('none')).rejects.toMatchObject({
      code: 422,
      reason: 'Invalid',
      causes: [{ field: 'spec.rank' }, { field: 'spec.ships' }],
    });
    await expect(create('conflict')).rejects.toMatchObject({ code: 409, reason: 'Conflict' });
    await expect(create('panic')).rejects.toMatchObject({ code: 500 });
  });

  it('compares updates, and holds deletions back', async () => {
    const captain = await client.create(Sailor, sailor('ann', { rank: 'captain' }));
    const lowered = { ...captain, spec: { rank: 'seaman' } };
    await expect(client.update(lowered)).rejects.toMatchObject({ code: 422 });
    await expect(client.delete(Sailor, { namespace, name: 'ann' })).rejects.toMatchObject({
      code: 403,
    });
  });

  it('converts there and back', async () => {
    const spec = { title: 'cook', ship: 'Beagle' };
    const old = await client.create(SailorV1alpha1, { metadata: { name: 'old', namespace }, spec });
    expect(old.spec).toEqual(spec);
    const { spec: stored } = (await client.get(Sailor, { namespace, name: 'old' }))!;
    expect(stored).toEqual({ rank: 'cook', ships: ['Beagle'] });
    const bad = { metadata: { name: 'bad', namespace }, spec: { title: 'error' } };
    await expect(client.create(SailorV1alpha1, bad)).rejects.toThrow(
      'conversion webhook for crew.example.com/v1alpha1, Kind=Sailor failed: spec.title cannot be converted',
    );
  });

  it('is ready, and counts', async () => {
    const ready = async () => {
      const { host, port } = (await manager.healthAddress)!;
      return (await fetch(`http://${host}:${port}/readyz?verbose`)).text();
    };
    expect(await ready()).toMatch(/\[\+\]webhooks ok\n\[\+\]webhook-certificate ok/);
    const { host, port } = (await manager.metricsAddress)!;
    const metrics = await (await fetch(`http://${host}:${port}/metrics`)).text();
    expect(metrics).toMatch(
      /controller_runtime_webhook_requests_total\{webhook="\/validate-crew-example-com-v1-sailor",code="200"\} [1-9]/,
    );
    expect(metrics).toMatch(/controller_runtime_webhook_panics_total [1-9]/);
    const { port: webhookPort } = (await manager.webhookAddress)!;
    expect((await insecureGet(`https://127.0.0.1:${webhookPort}/convert`)).status).toBe(405);
  });
});
