import { execFile } from 'node:child_process';
import { appendFile, cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { deploymentManifests } from './build-installer.ts';
import { generateHelm } from './generate-helm.ts';
import { type Manifest, parseManifests } from './project/read-manifests.ts';

const example = path.resolve(import.meta.dirname, '../../../examples/healthcheckpolicy');
const helm = process.env['HELM'] ?? 'helm';
const hasHelm = await promisify(execFile)(helm, ['version']).then(
  () => true,
  () => false,
);
let root: string;

beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'keelson-helm-'));
  for (const name of ['PROJECT', 'package.json', 'config']) {
    await cp(path.join(example, name), path.join(root, name), { recursive: true });
  }
});

afterEach(() => rm(root, { recursive: true }));

const chart = (file: string) => path.join(root, 'dist/chart', file);

async function render(...flags: string[]): Promise<Manifest[]> {
  const space = ['--namespace', 'healthcheckpolicy-system'];
  const args = ['template', 'ship', chart(''), ...space, ...flags];
  const { stdout } = await promisify(execFile)(helm, args);
  return parseManifests(stdout, 'helm template');
}

/** In one order, without what only Helm reads. */
function comparable(manifests: readonly Manifest[]): unknown[] {
  return manifests
    .filter(({ kind }) => kind !== 'Namespace')
    .map((manifest) => {
      const { annotations, ...metadata } = manifest.metadata;
      const { 'helm.sh/resource-policy': _, ...notes } = (annotations ?? {}) as Record<
        string,
        unknown
      >;
      return { ...manifest, metadata: { ...metadata, annotations: notes } };
    })
    .toSorted((a, b) => idOf(a).localeCompare(idOf(b)));
}

function idOf({ kind, metadata }: Pick<Manifest, 'kind' | 'metadata'>): string {
  return `${kind}/${metadata.name}`;
}

describe('generateHelm', () => {
  it('writes values that say what config/default has', async () => {
    await generateHelm({ projectDirectory: root });
    expect(parse(await readFile(chart('values.yaml'), 'utf8'))).toMatchObject({
      manager: {
        replicas: 2,
        image: { repository: 'controller', tag: 'latest', pullPolicy: 'IfNotPresent' },
        args: ['--leader-elect', '--health-probe-bind-address=:8081'],
        resources: { limits: { memory: '512Mi' } },
      },
      crd: { enable: true, keep: true },
      metrics: { enable: true, port: 8443 },
      prometheus: { enable: false },
      webhook: { enable: true },
      certManager: { enable: false },
    });
  });

  it('touches nothing that is up to date', async () => {
    await generateHelm({ projectDirectory: root });
    expect(await generateHelm({ projectDirectory: root })).toEqual({ written: [], kept: [] });
  });

  it('refreshes what nobody has edited, and leaves alone what somebody edited, removed or made', async () => {
    await generateHelm({ projectDirectory: root });
    await appendFile(chart('values.yaml'), '# mine\n');
    await rm(chart('templates/NOTES.txt'));
    await writeFile(chart('templates/mine.yaml'), 'a: 1\n');
    const service = path.join(root, 'config/manager/metrics_service.yaml');
    await appendFile(service, '  sessionAffinity: None\n');
    const { written, kept } = await generateHelm({ projectDirectory: root });
    const refreshed = 'dist/chart/templates/metrics/service-healthcheckpolicy-metrics.yaml';
    expect(written).toEqual([refreshed, 'dist/chart/.generated.json']);
    expect(kept).toEqual(['dist/chart/values.yaml', 'dist/chart/templates/NOTES.txt']);
    expect(await readFile(chart('values.yaml'), 'utf8')).toMatch(/# mine\n$/);
    // Also the next time, when the record has been written anew.
    expect((await generateHelm({ projectDirectory: root })).kept).toEqual(kept);

    const forced = await generateHelm({ projectDirectory: root, force: true });
    expect(forced.written).toEqual(
      expect.arrayContaining(['dist/chart/values.yaml.orig', 'dist/chart/values.yaml']),
    );
    expect(await readFile(chart('templates/mine.yaml'), 'utf8')).toBe('a: 1\n');
  });

  it('keeps braces of the source from Helm', async () => {
    const crd = 'config/crd/bases/policy.k8s-go.openshift.org_healthcheckpolicies.yaml';
    const file = path.join(root, crd);
    const text = await readFile(file, 'utf8');
    await writeFile(file, text.replace('shortNames:', "shortNames:\n    - '{{ .x }}'"));
    await generateHelm({ projectDirectory: root });
    const name = 'customresourcedefinition-healthcheckpolicies.policy.k8s-go.openshift.org.yaml';
    expect(await readFile(chart(`templates/crd/${name}`), 'utf8')).toContain(
      `'{{ "{{" }} .x {{ "}}" }}'`,
    );
  });

  it('refuses a record that it cannot read', async () => {
    await generateHelm({ projectDirectory: root });
    await writeFile(chart('.generated.json'), '{');
    await expect(generateHelm({ projectDirectory: root })).rejects.toThrow('is not JSON');
  });
});

// Helm is a program of its own, which may not be there: HELM names it.
const why = hasHelm ? '' : ' (skipped: there is no helm)';
describe.skipIf(!hasHelm)(`the chart${why}`, { timeout: 30_000 }, () => {
  it('is what config/default is', async () => {
    await generateHelm({ projectDirectory: root });
    await promisify(execFile)(helm, ['lint', '--strict', chart('')]);
    const expected = comparable(await deploymentManifests({ projectDirectory: root }));
    const rendered = JSON.stringify(comparable(await render()));
    const sorted = (args: string[]) => JSON.stringify(args.toSorted());
    const normal = (text: string) =>
      JSON.parse(
        text.replaceAll(
          /"args":(\[[^\]]*\])/g,
          (_, list: string) => `"args":${sorted(JSON.parse(list) as string[])}`,
        ),
      ) as unknown;
    expect(normal(rendered)).toEqual(normal(JSON.stringify(expected)));
  });

  it('follows its values', async () => {
    await generateHelm({ projectDirectory: root });
    const without = JSON.stringify(await render('--set', 'webhook.enable=false'));
    expect(without).not.toMatch(/WebhookConfiguration|webhook-certificates|"conversion"/);
    expect(without).toContain('--webhook-bind-address=0');
    const certified = JSON.stringify(await render('--set', 'certManager.enable=true'));
    expect(certified).toContain(
      '"cert-manager.io/inject-ca-from":"healthcheckpolicy-system/healthcheckpolicy-serving-cert"',
    );
    expect(certified).not.toContain('webhook-certificates');
    const labelled = await render('--set', 'commonLabels.team=a,prometheus.enable=true');
    expect(labelled.map(({ metadata }) => metadata['labels'])).toEqual(
      labelled.map(() => expect.objectContaining({ team: 'a' })),
    );
    expect(labelled.map(({ kind }) => kind)).toContain('ServiceMonitor');
  });
});
