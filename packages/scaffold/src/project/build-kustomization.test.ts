import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { buildKustomization } from './build-kustomization.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'keelson-kustomize-'));
});

afterEach(() => rm(folder, { recursive: true }));

async function write(files: Readonly<Record<string, object>>): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    const file = path.join(folder, name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, stringify(content));
  }
}

const account = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'bot' } };
const binding = {
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: 'ClusterRoleBinding',
  metadata: { name: 'bind' },
  roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'view' },
  subjects: [{ kind: 'ServiceAccount', name: 'bot', namespace: 'system' }],
};
const deployment = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'bot' },
  spec: {
    selector: { matchLabels: { app: 'bot' } },
    template: {
      metadata: { labels: { app: 'bot' } },
      spec: {
        serviceAccountName: 'bot',
        containers: [
          {
            name: 'bot',
            image: 'localhost:5000/bot:v1',
            envFrom: [{ secretRef: { name: 'theirs' } }],
          },
        ],
      },
    },
  },
};

describe('buildKustomization', () => {
  it('renames what is in it, and what refers to that; what is not in it keeps its name', async () => {
    await write({
      'kustomization.yaml': {
        namePrefix: 'ship-',
        namespace: 'sea',
        resources: ['inner', 'd.yaml'],
      },
      'inner/kustomization.yaml': { resources: ['a.yaml', 'b.yaml'] },
      'inner/a.yaml': binding,
      'inner/b.yaml': account,
      'd.yaml': deployment,
    });
    const [bot, bind, deployed] = await buildKustomization(folder);
    expect(bot).toEqual({ ...account, metadata: { name: 'ship-bot', namespace: 'sea' } });
    expect(bind).toEqual({
      ...binding,
      metadata: { name: 'ship-bind' },
      subjects: [{ kind: 'ServiceAccount', name: 'ship-bot', namespace: 'sea' }],
    });
    expect(deployed).toMatchObject({
      metadata: { name: 'ship-bot', namespace: 'sea' },
      spec: {
        template: {
          spec: {
            serviceAccountName: 'ship-bot',
            containers: [{ envFrom: [{ secretRef: { name: 'theirs' } }] }],
          },
        },
      },
    });
  });

  it('adds labels where it is told to, and puts other images in', async () => {
    await write({
      'kustomization.yaml': {
        resources: ['d.yaml'],
        labels: [{ pairs: { team: 'sea' } }, { pairs: { tier: 'top' }, includeSelectors: true }],
        images: [{ name: 'localhost:5000/bot', newTag: 'v2' }],
      },
      'd.yaml': deployment,
    });
    expect(await buildKustomization(folder)).toMatchObject([
      {
        metadata: { labels: { team: 'sea', tier: 'top' } },
        spec: {
          selector: { matchLabels: { app: 'bot', tier: 'top' } },
          template: {
            metadata: { labels: { app: 'bot', tier: 'top' } },
            spec: { containers: [{ image: 'localhost:5000/bot:v2' }] },
          },
        },
      },
    ]);
  });

  it('refuses what is there twice, or missing', async () => {
    await write({ 'kustomization.yaml': { resources: ['a.yaml', 'b.yaml'] }, 'a.yaml': account });
    await expect(buildKustomization(folder)).rejects.toThrow(
      `${folder}/b.yaml is not there: take it out of resources`,
    );
    await write({ 'b.yaml': account });
    await expect(buildKustomization(folder)).rejects.toThrow('ServiceAccount bot is there twice');
    await expect(buildKustomization(path.join(folder, 'none'))).rejects.toThrow(
      'kustomization.yaml cannot be read: is this the folder of a kustomization?',
    );
  });
});
