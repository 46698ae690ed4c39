import { randomUUID } from 'node:crypto';
import { ValidatingWebhookConfiguration } from '@keelson/kubernetes/admissionregistration/v1';
import { CustomResourceDefinition } from '@keelson/kubernetes/apiextensions/v1';
import { ConfigMap, Namespace } from '@keelson/kubernetes/core/v1';
import { describe, expect, inject, it } from 'vitest';
import { type AdmissionHandler, denied } from '../api/admission.ts';
import type { Converter } from '../api/conversion.ts';
import { loadClusterConfig } from '../client/config/load-cluster-config.ts';
import { createHttpTransport } from '../client/http-transport.ts';
import { RestClient } from '../client/rest-client.ts';
import { installCustomResources } from '../client/install-custom-resources.ts';
import { CustomResource, CustomResourceObject } from '../decorators/custom-resource.ts';
import { Conversion, ValidatingWebhook } from '../decorators/webhook.ts';
import { eventually } from '../testing/eventually.ts';
import { RecordingLogger } from '../testing/recording-logger.ts';
import { Manager } from './manager.ts';

declare module 'vitest' {
  interface ProvidedContext {
    kubeconfigPath: string;
  }
}

const name = `local-${randomUUID().slice(0, 8)}`;
const group = 'local.example.com';

@CustomResource({ group, version: 'v1' })
class Buoy extends CustomResourceObject<{ size?: number }> {}

@CustomResource({ group, version: 'v1alpha1', kind: 'Buoy', storage: false })
class BuoyV1alpha1 extends CustomResourceObject<{ size?: number }> {}

@ValidatingWebhook({ path: '/no-secrets', name: 'no.example.com' })
class NoSecrets implements AdmissionHandler {
  handle() {
    return denied('not in here');
  }
}

@Conversion({ hub: Buoy, spoke: BuoyV1alpha1 })
class BuoyConverter implements Converter<Buoy, BuoyV1alpha1> {
  toHub = ({ spec }: { readonly spec: { readonly size?: number } }) => ({ spec });
  fromHub = ({ spec }: { readonly spec: { readonly size?: number } }) => ({ spec });
}

const service = { name: 'webhook-service', namespace: 'default' };
const schema = { openAPIV3Schema: { type: 'object' } };
const definition = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: `buoys.${group}` },
  spec: {
    group,
    scope: 'Namespaced',
    names: { kind: 'Buoy', plural: 'buoys', singular: 'buoy', listKind: 'BuoyList' },
    versions: [
      { name: 'v1', served: true, storage: true, schema },
      { name: 'v1alpha1', served: true, storage: false, schema },
    ],
    conversion: {
      strategy: 'Webhook',
      webhook: {
        conversionReviewVersions: ['v1'],
        clientConfig: { service: { ...service, path: '/convert' } },
      },
    },
  },
};

describe('webhooks of a manager on the machine of the API server', () => {
  it('are called by URL, until they are installed for a cluster again', async () => {
    await using cleanup = new AsyncDisposableStack();
    const config = await loadClusterConfig({ kubeconfig: inject('kubeconfigPath') });
    const transport = cleanup.use(createHttpTransport(config));
    const client = new RestClient({ transport, fieldManager: 'test' });
    const logger = new RecordingLogger();
    const stop = new AbortController();
    const manager = new Manager({
      name,
      kubeconfig: inject('kubeconfigPath'),
      namespaces: [name],
      logger,
      metrics: { bindAddress: '0' },
      health: { bindAddress: '0' },
      webhooks: { bindAddress: '127.0.0.1:0' },
    });
    manager.add(new NoSecrets());
    manager.add(new BuoyConverter());
    const running = manager.start(stop.signal);
    cleanup.defer(() => running);
    cleanup.defer(() => stop.abort());
    await client.create(Namespace, { metadata: { name } });
    cleanup.defer(() => client.delete(Namespace, { name }));
    await installCustomResources(client, [definition]);
    cleanup.defer(() => client.delete(CustomResourceDefinition, { name: `buoys.${group}` }));
    const configuration = { name: `${name}-validating-webhook-configuration` };
    await client.create(ValidatingWebhookConfiguration, {
      metadata: configuration,
      webhooks: [
        {
          name: 'no.example.com',
          admissionReviewVersions: ['v1'],
          sideEffects: 'None',
          failurePolicy: 'Ignore',
          clientConfig: { service: { ...service, path: '/no-secrets' } },
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
    cleanup.defer(() => client.delete(ValidatingWebhookConfiguration, configuration));

    const create = () =>
      client.create(ConfigMap, { metadata: { name: 'a', namespace: name } }, { dryRun: true });
    const message = async () =>
      create().then(
        () => '',
        (error: Error) => error.message,
      );
    await eventually(async () => (await message()).includes('not in here'), { timeoutMs: 20_000 });
    const url = `https://127.0.0.1:${(await manager.webhookAddress)!.port}`;
    const endpoint = async () => {
      const found = await client.get(CustomResourceDefinition, { name: `buoys.${group}` });
      return found?.spec.conversion?.webhook?.clientConfig;
    };
    await eventually(async () => (await endpoint())?.url === `${url}/convert`);
    expect((await endpoint())?.service).toBeUndefined();
    const told = logger.lines.filter(({ message: line }) => line.includes('calls this process at'));
    expect(told).toHaveLength(2);

    stop.abort();
    await running;
    await installCustomResources(client, [definition]);
    expect(await endpoint()).toMatchObject({ service: { path: '/convert' } });
    expect((await endpoint())?.url).toBeUndefined();
  });
});
