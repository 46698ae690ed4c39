import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { ExitError } from '../exit-error.ts';

/** Names a blob by its content. Shape: the OCI image specification, descriptors. */
export interface Descriptor {
  readonly mediaType: string;
  /** `sha256:` and 64 hexadecimal digits. */
  readonly digest: string;
  readonly size: number;
  readonly platform?: Platform;
  readonly annotations?: Readonly<Record<string, string>>;
}

interface Platform {
  readonly architecture: string;
  readonly os: string;
  readonly [more: string]: unknown;
}

interface ImageManifest {
  readonly schemaVersion: 2;
  readonly mediaType?: string;
  readonly config: Descriptor;
  readonly layers: readonly Descriptor[];
  readonly annotations?: Readonly<Record<string, string>>;
}

interface ImageIndex {
  readonly manifests: readonly Descriptor[];
}

/** What starts in a container. Shape: the OCI image specification, `config` of the image configuration. */
export interface ContainerConfig {
  readonly User?: string;
  readonly Env?: readonly string[];
  readonly Entrypoint?: readonly string[] | null;
  readonly Cmd?: readonly string[] | null;
  readonly WorkingDir?: string;
  readonly Labels?: Readonly<Record<string, string>> | null;
}

interface ImageConfig extends Platform {
  readonly config?: ContainerConfig;
  readonly rootfs: { readonly type: 'layers'; readonly diff_ids: readonly string[] };
  readonly history?: readonly object[];
}

/** One image of a layout, for one platform. */
export interface LayoutImage {
  readonly descriptor: Descriptor;
  readonly manifest: ImageManifest;
  readonly config: ImageConfig;
}

export const mediaTypes = {
  index: 'application/vnd.oci.image.index.v1+json',
  manifest: 'application/vnd.oci.image.manifest.v1+json',
  config: 'application/vnd.oci.image.config.v1+json',
  layer: 'application/vnd.oci.image.layer.v1.tar+gzip',
} as const;

/** What Docker called the same things before there was a specification. */
const dockerMediaTypes: Readonly<Record<string, string>> = {
  'application/vnd.docker.distribution.manifest.list.v2+json': mediaTypes.index,
  'application/vnd.docker.distribution.manifest.v2+json': mediaTypes.manifest,
  'application/vnd.docker.image.rootfs.diff.tar.gzip': mediaTypes.layer,
  'application/vnd.docker.image.rootfs.diff.tar': 'application/vnd.oci.image.layer.v1.tar',
};

/** The specification's name of a media type. */
export function ociMediaType(mediaType: string): string {
  return dockerMediaTypes[mediaType] ?? mediaType;
}

export function digestOf(content: Uint8Array): string {
  return `sha256:${createHash('sha256').update(content).digest('hex')}`;
}

/** Path of a blob in a layout. */
export function blobPath(digest: string): string {
  return `blobs/${digest.replace(':', '/')}`;
}

/**
 * The content of a blob, which is what its descriptor says.
 * @throws {ExitError} when it is missing or damaged
 */
export async function readBlob(layout: string, { digest, size }: Descriptor): Promise<Buffer> {
  if (!/^sha256:[0-9a-f]{64}$/.test(digest)) {
    throw new ExitError(`${layout}: the digest ${JSON.stringify(digest)} is not one of sha256`);
  }
  const content = await readFile(path.join(layout, blobPath(digest))).catch(() => undefined);
  if (content === undefined) throw new ExitError(`${layout}: the blob ${digest} is not there`);
  if (content.byteLength !== size || digestOf(content) !== digest) {
    throw new ExitError(`${layout}: the blob ${digest} is damaged: fetch the base image again`);
  }
  return content;
}

/**
 * Every image of an OCI layout: one for each platform. Attestations, which stand beside images, are left out.
 * Format: the OCI image specification, image layout.
 * @throws {ExitError} when the folder is no layout, or a damaged one
 */
export async function readLayout(layout: string): Promise<LayoutImage[]> {
  const marker = await readJson<{ imageLayoutVersion?: string }>(layout, 'oci-layout');
  if (marker.imageLayoutVersion !== '1.0.0') {
    throw new ExitError(`${layout} is a layout of a version that is not known`);
  }
  const images = await imagesOf(layout, await readJson<ImageIndex>(layout, 'index.json'));
  if (images.length === 0) throw new ExitError(`${layout} holds no image`);
  return images;
}

async function imagesOf(layout: string, { manifests }: ImageIndex): Promise<LayoutImage[]> {
  const images: LayoutImage[] = [];
  for (const descriptor of manifests) {
    if (descriptor.annotations?.['vnd.docker.reference.type'] !== undefined) continue;
    const json = JSON.parse((await readBlob(layout, descriptor)).toString()) as unknown;
    if (ociMediaType(descriptor.mediaType) === mediaTypes.index) {
      images.push(...(await imagesOf(layout, json as ImageIndex)));
      continue;
    }
    const manifest = json as ImageManifest;
    const config = JSON.parse((await readBlob(layout, manifest.config)).toString()) as ImageConfig;
    images.push({ descriptor, manifest, config });
  }
  return images;
}

async function readJson<T>(layout: string, file: string): Promise<T> {
  const text = await readFile(path.join(layout, file), 'utf8').catch(() => undefined);
  if (text === undefined) {
    throw new ExitError(
      `${layout} is not an OCI layout, it has no ${file}: make one with skopeo copy docker://IMAGE oci:${path.basename(layout)}`,
    );
  }
  try {
    return JSON.parse(text) as T;
  } catch {
    throw new ExitError(`${layout}/${file} is not JSON`);
  }
}
