import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { judgeSamples } from './judge-samples.ts';

const example = path.resolve(import.meta.dirname, '../../../examples/healthcheckpolicy/config');
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'keelson-samples-'));
  await cp(example, folder, { recursive: true });
});

afterEach(() => rm(folder, { recursive: true }));

it('is content with samples that the server would take, and with none', async () => {
  expect(await judgeSamples(folder)).toEqual([]);
  expect(await judgeSamples(path.join(folder, 'nowhere'))).toEqual([]);
});

it('says what the server would, of schemas and of rules', async () => {
  const definition = path.join(
    folder,
    'crd/bases/policy.k8s-go.openshift.org_healthcheckpolicies.yaml',
  );
  const rule =
    "x-kubernetes-validations:\n          - rule: self.podLabel != 'no'\n            message: not no";
  const text = await readFile(definition, 'utf8');
  await writeFile(
    definition,
    text.replaceAll(
      /^ {10}spec:$/gm,
      `          spec:\n            ${rule.replaceAll('\n', '\n  ')}`,
    ),
  );
  const sample = (spec: object) => ({
    apiVersion: 'policy.k8s-go.openshift.org/v1beta1',
    kind: 'HealthCheckPolicy',
    metadata: { name: 'a' },
    spec,
  });
  const file = path.join(folder, 'samples/policy_v1beta1_healthcheckpolicy.yaml');
  await writeFile(file, JSON.stringify(sample({ podLabel: 'no' })));
  expect(await judgeSamples(folder)).toEqual([
    'the sample HealthCheckPolicy a (policy.k8s-go.openshift.org/v1beta1) would be refused: spec: Invalid value: not no',
  ]);
  await writeFile(file, JSON.stringify(sample({ podLabel: 3 })));
  expect((await judgeSamples(folder)).join()).toContain('spec.podLabel: Invalid value');
});
