import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ClusterConfig } from '../client/config/cluster-config.ts';
import { RestClient } from '../client/rest-client.ts';
import {
  type ScriptedAnswer,
  ScriptedTransport,
} from '../client/scripted-transport.test.support.ts';
import type { TransportRequest } from '../client/transport.ts';
import { FakeClock } from '../testing/fake-clock.ts';
import { RecordingLogger } from '../testing/recording-logger.ts';
import type { ServerCertificate } from '../util/http-listener.ts';
import { selfSignedCertificate } from '../util/self-signed-certificate.ts';
import { type ManagerWebhookOptions, resolveManagerOptions } from './manager-options.ts';
import { WebhookCertificate } from './webhook-certificate.ts';

describe('the certificate of the webhooks', () => {
  let folder: string;
  const logger = new RecordingLogger();

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'keelson-certificate-'));
    logger.lines.length = 0;
  });
  afterEach(() => rm(folder, { recursive: true }));

  async function start(
    config: Partial<ClusterConfig>,
    webhooks: ManagerWebhookOptions = {},
    answer: (request: TransportRequest) => ScriptedAnswer = () => ({ status: 404 }),
  ) {
    const transport = new ScriptedTransport(answer);
    const certificate = new WebhookCertificate({
      options: resolveManagerOptions({ name: 'ship', webhooks }).webhooks,
      client: new RestClient({ transport }),
      cluster: {
        config: async () => ({ source: 'a file', ...config }) as ClusterConfig,
        namespace: async () => 'ship-system',
      },
      anchors: () => ({ mutating: ['ship-hooks'], validating: [], definitions: [] }),
      certificateMetrics: { read() {}, failed() {} },
      clock: new FakeClock({ wallTime: Date.now() }),
      logger,
    });
    const served: ServerCertificate[] = [];
    await certificate.start((material) => served.push(material));
    return { certificate, served, transport };
  }

  it('is that in the files, where there are any', async () => {
    const { cert, key } = selfSignedCertificate(Date.now());
    await writeFile(path.join(folder, 'tls.crt'), cert);
    await writeFile(path.join(folder, 'tls.key'), key);
    const { certificate, served } = await start({ source: 'in-cluster' }, { certDir: folder });
    expect(served).toEqual([{ cert, key }]);
    certificate[Symbol.dispose]();
  });

  it('is missed by name where a folder was given', async () => {
    await expect(start({}, { certDir: folder })).rejects.toThrow(path.join(folder, 'tls.crt'));
  });

  it('is one of our own in a cluster, kept in a Secret', async () => {
    let secret: unknown;
    const answer = (request: TransportRequest): ScriptedAnswer => {
      if (request.method === 'POST') {
        secret = { ...JSON.parse(request.body ?? ''), apiVersion: 'v1', kind: 'Secret' };
        return { status: 201, body: secret };
      }
      const name = request.path.split('/').at(-1)!;
      if (name === 'ship-webhook-server-cert' && secret !== undefined) return { body: secret };
      const body = { kind: 'Status', code: 404, reason: 'NotFound', details: { name } };
      return { status: 404, body };
    };
    const inCluster = { source: 'in-cluster', server: 'https://10.0.0.1' };
    const { certificate, served } = await start(inCluster, {}, answer);
    expect(served).toHaveLength(1);
    expect(secret).toMatchObject({
      metadata: { namespace: 'ship-system', name: 'ship-webhook-server-cert' },
      type: 'kubernetes.io/tls',
    });
    certificate[Symbol.dispose]();
  });

  it('is asked for by nobody when the API server is elsewhere, which is said in one line', async () => {
    const { certificate, served, transport } = await start({ server: 'https://10.0.0.1:6443' });
    certificate.listening({ host: '::', port: 9443 });
    expect(served).toHaveLength(1);
    expect(transport.lines).toEqual([]);
    expect(logger.lines.map(({ message }) => message)).toEqual([
      'Webhooks are off: the API server at 10.0.0.1:6443 cannot reach this process. What the cluster has configured stays as it is; develop them with "operator dev", or deploy',
    ]);
    certificate[Symbol.dispose]();
  });
});
