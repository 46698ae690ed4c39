import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { blob } from '../build/application-image.ts';
import { blobPath, type Descriptor, digestOf } from '../build/image-layout.ts';
import { tar } from '../build/tar.ts';

const docker = 'application/vnd.docker';

/** Writes an image for two platforms as registries often hold it: with Docker's names, and an attestation. */
export async function writeBaseLayout(layout: string): Promise<void> {
  const put = async (content: Buffer): Promise<void> => {
    const file = path.join(layout, blobPath(digestOf(content)));
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, content);
  };
  const putJson = async (mediaType: string, json: object): Promise<Descriptor> => {
    const { descriptor, content } = blob(mediaType, json);
    await put(content);
    return descriptor;
  };
  const manifests: object[] = [];
  for (const architecture of ['amd64', 'arm64']) {
    const archive = Buffer.concat([
      ...tar([{ name: 'nodejs/' }, { name: 'nodejs/node', content: Buffer.from(architecture) }]),
    ]);
    const layer = gzipSync(archive);
    await put(layer);
    const config = await putJson(`${docker}.container.image.v1+json`, {
      architecture,
      os: 'linux',
      config: {
        User: '0',
        Env: ['PATH=/nodejs', 'NODE_ENV=development'],
        Entrypoint: ['/nodejs/node'],
        Cmd: ['repl'],
        Labels: { maker: 'somebody' },
      },
      rootfs: { type: 'layers', diff_ids: [digestOf(archive)] },
      history: [{ created: '2026-01-01T00:00:00Z', created_by: 'somebody' }],
    });
    const manifest = await putJson(`${docker}.distribution.manifest.v2+json`, {
      schemaVersion: 2,
      mediaType: `${docker}.distribution.manifest.v2+json`,
      config,
      layers: [
        {
          mediaType: `${docker}.image.rootfs.diff.tar.gzip`,
          digest: digestOf(layer),
          size: layer.byteLength,
        },
      ],
    });
    manifests.push({ ...manifest, platform: { architecture, os: 'linux' } });
  }
  const attestation = await putJson('application/vnd.oci.image.manifest.v1+json', {});
  manifests.push({
    ...attestation,
    annotations: { 'vnd.docker.reference.type': 'attestation-manifest' },
  });
  const list = await putJson(`${docker}.distribution.manifest.list.v2+json`, {
    schemaVersion: 2,
    manifests,
  });
  await writeFile(
    path.join(layout, 'index.json'),
    JSON.stringify({ schemaVersion: 2, manifests: [list] }),
  );
  await writeFile(path.join(layout, 'oci-layout'), '{"imageLayoutVersion": "1.0.0"}');
}
