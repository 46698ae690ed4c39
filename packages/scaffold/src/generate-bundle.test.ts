import { appendFile, cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { generateBundle } from './generate-bundle.ts';

const example = path.resolve(import.meta.dirname, '../../../examples/healthcheckpolicy');
const csv = 'bundle/manifests/healthcheckpolicy.clusterserviceversion.yaml';
const base = 'config/manifests/bases/healthcheckpolicy.clusterserviceversion.yaml';
let root: string;

beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'keelson-bundle-'));
  for (const name of ['PROJECT', 'package.json', 'config']) {
    await cp(path.join(example, name), path.join(root, name), { recursive: true });
  }
});

afterEach(() => rm(root, { recursive: true }));

const bundle = (options = {}) => generateBundle({ projectDirectory: root, ...options });
const text = (file: string) => readFile(path.join(root, file), 'utf8');

describe('generateBundle', () => {
  it('says in the ClusterServiceVersion what config says', async () => {
    await bundle({ version: '1.2.3', image: 'registry.example.com/hcp:v1.2.3' });
    const { metadata, spec } = parse(await text(csv));
    expect(metadata.name).toBe('healthcheckpolicy.v1.2.3');
    const [sample] = JSON.parse(metadata.annotations['alm-examples']);
    expect(sample).toMatchObject({ kind: 'HealthCheckPolicy' });
    const { owned } = spec.customresourcedefinitions;
    expect(owned.map(({ version }: { version: string }) => version)).toEqual([
      'v1alpha1',
      'v1beta1',
    ]);
    expect(owned[1]).toMatchObject({
      name: 'healthcheckpolicies.policy.k8s-go.openshift.org',
      kind: 'HealthCheckPolicy',
      displayName: 'Health Check Policy',
      specDescriptors: expect.arrayContaining([
        expect.objectContaining({ path: 'podLabel', displayName: 'Pod Label' }),
      ]),
      statusDescriptors: expect.arrayContaining([expect.objectContaining({ path: 'conditions' })]),
    });
    const { clusterPermissions, permissions, deployments } = spec.install.spec;
    const serviceAccountName = 'healthcheckpolicy-controller-manager';
    expect(clusterPermissions).toEqual([
      {
        serviceAccountName,
        rules: expect.arrayContaining([
          {
            apiGroups: [''],
            resources: ['pods'],
            verbs: ['delete', 'get', 'list', 'patch', 'watch'],
          },
        ]),
      },
    ]);
    expect(JSON.stringify(permissions)).toContain('"leases"');
    // OLM makes the certificate, and mounts it.
    expect(JSON.stringify([clusterPermissions, permissions])).not.toMatch(/secrets|webhookconfig/);
    const { containers } = deployments[0].spec.template.spec;
    expect(containers[0].image).toBe('registry.example.com/hcp:v1.2.3');
    expect(containers[0].args).toContain(
      '--webhook-cert-path=/tmp/k8s-webhook-server/serving-certs',
    );
    expect(spec.installModes).toContainEqual({ type: 'AllNamespaces', supported: true });
    expect(spec.webhookdefinitions).toMatchObject([
      { type: 'ValidatingAdmissionWebhook', deploymentName: serviceAccountName, targetPort: 9443 },
      {
        type: 'ConversionWebhook',
        conversionCRDs: ['healthcheckpolicies.policy.k8s-go.openshift.org'],
        webhookPath: '/convert',
      },
    ]);
  });

  it('has no object that OLM makes, and names those that it does not take', async () => {
    const { written, left } = await bundle();
    expect(written.join()).not.toMatch(/binding|serviceaccount|webhook-service|manager-role/);
    expect(written.join()).toContain('healthcheckpolicy-metrics_v1_service.yaml');
    expect(left).toContain('NetworkPolicy healthcheckpolicy-allow-webhook-traffic');
    const crd = parse(
      await text('bundle/manifests/policy.k8s-go.openshift.org_healthcheckpolicies.yaml'),
    );
    expect(crd.spec.conversion).toBeUndefined();
  });

  it('keeps what the user says in the base, and touches nothing that is up to date', async () => {
    await bundle();
    expect(await bundle()).toMatchObject({ written: [], kept: [] });
    const before = await text(base);
    await writeFile(path.join(root, base), before.replace(/displayName: .*/, 'displayName: Ours'));
    await bundle({ replaces: 'healthcheckpolicy.v0.0.9' });
    const { spec } = parse(await text(csv));
    expect(spec).toMatchObject({ displayName: 'Ours', replaces: 'healthcheckpolicy.v0.0.9' });
    await appendFile(path.join(root, csv), '# mine\n');
    expect(await bundle({ version: '2.0.0' })).toMatchObject({ kept: [csv] });
    expect((await bundle({ version: '2.0.0', force: true })).written).toContain(`${csv}.orig`);
  });

  it('takes away what it no longer makes', async () => {
    await bundle();
    const kustomization = path.join(root, 'config/manager/kustomization.yaml');
    await writeFile(
      kustomization,
      (await readFile(kustomization, 'utf8')).replace(/.*disruption.*\n/, ''),
    );
    const gone =
      'bundle/manifests/healthcheckpolicy-controller-manager_policy_v1_poddisruptionbudget.yaml';
    expect((await bundle()).written).toContain(gone);
    await expect(text(gone)).rejects.toThrow('ENOENT');
  });

  it('names the channels where OLM and the image look', async () => {
    await bundle({ channels: ['stable', 'fast'], defaultChannel: 'stable' });
    const { annotations } = parse(await text('bundle/metadata/annotations.yaml'));
    for (const [name, value] of Object.entries(annotations)) {
      expect(await text('bundle.Dockerfile')).toContain(`LABEL ${name}=${String(value)}\n`);
    }
    expect(annotations).toMatchObject({
      'operators.operatorframework.io.bundle.channels.v1': 'stable,fast',
      'operators.operatorframework.io.bundle.channel.default.v1': 'stable',
    });
  });

  it.each([
    [{ version: 'v1' }, 'version "v1" is no semantic version'],
    [{ channels: ['a b'] }, 'channel "a b" is no name'],
    [{ channels: [''] }, 'channel "" is no name'],
  ])('refuses %j', async (options, message) => {
    await expect(bundle(options)).rejects.toThrow(message);
  });
});
