import { randomUUID } from 'node:crypto';
import { type AddressInfo, connect, createServer } from 'node:net';
import { ValidatingWebhookConfiguration } from '@keelson/kubernetes/admissionregistration/v1';
import { ConfigMap, Namespace, Secret } from '@keelson/kubernetes/core/v1';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { type AdmissionHandler, allowed } from '../api/admission.ts';
import { loadClusterConfig } from '../client/config/load-cluster-config.ts';
import { createHttpTransport } from '../client/http-transport.ts';
import { RestClient } from '../client/rest-client.ts';
import { ValidatingWebhook } from '../decorators/webhook.ts';
import { eventually } from '../testing/eventually.ts';
import { RecordingLogger } from '../testing/recording-logger.ts';
import type { ServerCertificate } from '../util/http-listener.ts';
import { systemClock } from '../util/system-clock.ts';
import { admissionEndpoints } from './admission-endpoint.ts';
import type { TrustAnchor } from './certificate-store.ts';
import { ClusterCertificateStore } from './cluster-certificate-store.ts';
import { ManagedCertificate } from './managed-certificate.ts';
import { readAnchors } from './trust-anchors.ts';
import { noWebhookMetrics } from './webhook-metrics.ts';
import { WebhookServer } from './webhook-server.ts';

declare module 'vitest' {
  interface ProvidedContext {
    kubeconfigPath: string;
  }
}

@ValidatingWebhook({ path: '/validate' })
class Agreeable implements AdmissionHandler {
  handle() {
    return allowed();
  }
}

const wanted = { rotations: 5, perSecond: 200 };
/** Long enough for a machine that is busy; certificates count in whole seconds. */
const lifetimes = { lifetimeMs: 9_000, propagationMs: 1_000 };

describe('a certificate of our own, on a real API server', () => {
  const name = `rotation-${randomUUID().slice(0, 8)}`;
  const secret = { namespace: name, name: 'webhook-server-cert' };
  const cleanup = new AsyncDisposableStack();
  const ports: number[] = [];
  let client: RestClient;
  let url: string;

  beforeAll(async () => {
    const config = await loadClusterConfig({ kubeconfig: inject('kubeconfigPath') });
    client = new RestClient({ transport: cleanup.use(createHttpTransport(config)) });
    await client.create(Namespace, { metadata: { name } });
    // In the place of a Service: each connection goes to the next replica.
    const balancer = createServer((socket) => {
      const [port] = ports;
      ports.push(ports.shift()!);
      const upstream = connect(port!, '127.0.0.1');
      socket.on('error', () => upstream.destroy()).pipe(upstream);
      upstream.on('error', () => socket.destroy()).pipe(socket);
    });
    await new Promise<void>((resolve) => balancer.listen(0, '127.0.0.1', resolve));
    cleanup.defer(() => void balancer.close());
    url = `https://127.0.0.1:${(balancer.address() as AddressInfo).port}`;
    await client.create(ValidatingWebhookConfiguration, {
      metadata: { name },
      webhooks: [
        {
          name: 'agreeable.example.com',
          admissionReviewVersions: ['v1'],
          sideEffects: 'None',
          clientConfig: { url: `${url}/validate` },
          namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': name } },
          rules: [
            {
              apiGroups: [''],
              apiVersions: ['v1'],
              resources: ['configmaps'],
              operations: ['CREATE'],
            },
          ],
        },
      ],
    });
    cleanup.defer(() => client.delete(ValidatingWebhookConfiguration, { name }));
  });

  afterAll(() => cleanup.disposeAsync());

  class Store extends ClusterCertificateStore {
    override anchors(): Promise<readonly TrustAnchor[]> {
      const names = { mutating: [], validating: [name], definitions: [] };
      return readAnchors(client, names, url);
    }
  }

  async function startReplica(seen: Set<string>) {
    const logger = new RecordingLogger();
    const store = new Store({
      client,
      secret,
      anchors: () => ({ mutating: [], validating: [], definitions: [] }),
    });
    const certificate = new ManagedCertificate({
      ...lifetimes,
      store,
      hosts: ['127.0.0.1'],
      clock: systemClock,
      logger,
      intervalMs: 300,
    });
    const source = {
      start: (serve: (material: ServerCertificate) => void) =>
        certificate.start((material) => {
          seen.add(material.cert);
          serve(material);
        }),
      get expiresAt() {
        return certificate.expiresAt;
      },
      [Symbol.dispose]: () => certificate[Symbol.dispose](),
    };
    const server = new WebhookServer({
      address: { host: '127.0.0.1', port: 0 },
      certificate: source,
      metrics: noWebhookMetrics,
      clock: systemClock,
      logger,
    });
    const [endpoint] = admissionEndpoints(new Agreeable(), noWebhookMetrics);
    server.add(endpoint!);
    const { port } = await server.listen();
    ports.push(port);
    return {
      logger,
      stop: async () => {
        ports.splice(ports.indexOf(port), 1);
        await server[Symbol.asyncDispose]();
      },
    };
  }

  it(
    'is renewed five times by two replicas while reviews go on, and none is lost',
    { timeout: 180_000 },
    async () => {
      const seen = new Set<string>();
      const [first, second] = await Promise.all([startReplica(seen), startReplica(seen)]);
      expect(seen.size).toBe(1);
      const review = () =>
        client.create(
          ConfigMap,
          { metadata: { name: `review-${randomUUID()}`, namespace: name } },
          { dryRun: true },
        );
      // The API server learns of the first authority.
      await eventually(
        () =>
          review().then(
            () => true,
            () => false,
          ),
        { timeoutMs: 20_000 },
      );

      const stop = new AbortController();
      const failures: unknown[] = [];
      let reviews = 0;
      const asker = async () => {
        while (!stop.signal.aborted) {
          const startedAt = Date.now();
          await review().then(
            () => (reviews += 1),
            (error: unknown) => failures.push(error),
          );
          const pauseMs = (10 / wanted.perSecond) * 1_000 - (Date.now() - startedAt);
          if (pauseMs > 0) await new Promise((resolve) => setTimeout(resolve, pauseMs));
        }
      };
      const askers = Array.from({ length: 10 }, asker);
      await eventually(() => seen.size > 2 || failures.length > 0, { timeoutMs: 60_000 });
      // Half way, a replica is replaced.
      const third = await startReplica(seen);
      await first.stop();
      const isOver = () => seen.size > wanted.rotations || failures.length > 0;
      await eventually(isOver, { timeoutMs: 120_000 });
      stop.abort();
      await Promise.all(askers);
      await Promise.all([second.stop(), third.stop()]);
      expect(failures).toEqual([]);
      expect(seen.size).toBeGreaterThan(wanted.rotations);
      expect(reviews).toBeGreaterThan(1_000);
      for (const { logger } of [first, second, third]) {
        expect(logger.lines.filter(({ level }) => level === 'error')).toEqual([]);
      }
      const shared = (await client.get(Secret, secret)) as Secret;
      expect(Object.keys(shared.data ?? {})).toEqual(
        expect.arrayContaining(['ca.crt', 'tls.crt', 'tls.key']),
      );
    },
  );
});
