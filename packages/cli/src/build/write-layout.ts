import { createWriteStream } from 'node:fs';
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { exitCodes } from '../exit-code.ts';
import { ExitError } from '../exit-error.ts';
import { blob, type BuiltImage } from './application-image.ts';
import { blobPath, mediaTypes, readBlob } from './image-layout.ts';
import { tar, type TarEntry } from './tar.ts';

/** Where an image is written: a folder, or the same folder as one tar archive. */
export interface Output {
  readonly kind: 'oci' | 'oci-archive';
  readonly path: string;
}

/** @throws {ExitError} when it is not `oci:DIR` or `oci-archive:FILE` */
export function parseOutput(text: string): Output {
  const [, kind, where = ''] = /^(oci|oci-archive):(.+)$/.exec(text) ?? [];
  if (kind === 'oci' || kind === 'oci-archive') return { kind, path: where };
  throw new ExitError(
    `--output ${JSON.stringify(text)} is neither oci:DIR nor oci-archive:FILE: write oci:image`,
    exitCodes.usage,
  );
}

/** What is written. */
export interface LayoutContent {
  readonly images: readonly BuiltImage[];
  /** Layout that has the blobs which the images share with their base. */
  readonly base: string;
  /** `registry.example.com/ship:v1`, under which engines will know it. @default none */
  readonly name?: string | undefined;
}

/**
 * Writes images as an OCI layout, whole or not at all; a layout that is there already is replaced.
 * Format: the OCI image specification, image layout.
 * @throws {ExitError} when something else is there
 */
export async function writeLayout(output: Output, content: LayoutContent): Promise<void> {
  await assertReplaceable(output);
  const unfinished = `${output.path}.unfinished`;
  await rm(unfinished, { recursive: true, force: true });
  try {
    if (output.kind === 'oci') await writeFolder(unfinished, content);
    else await writeArchive(unfinished, content);
    await rm(output.path, { recursive: true, force: true });
    await rename(unfinished, output.path);
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
}

async function assertReplaceable({ kind, path: where }: Output): Promise<void> {
  const found = await readdir(where).catch((error: NodeJS.ErrnoException) => error.code);
  if (found === 'ENOENT') return;
  const isFolder = Array.isArray(found);
  if (kind === 'oci-archive' && !isFolder) return;
  if (kind === 'oci' && isFolder && (found.length === 0 || found.includes('oci-layout'))) return;
  throw new ExitError(`${where} is there and is not an image: say another --output`);
}

async function writeFolder(folder: string, content: LayoutContent): Promise<void> {
  for (const { name, read } of filesOf(content)) {
    const file = path.join(folder, name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, await read());
  }
}

async function writeArchive(file: string, content: LayoutContent): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  const entries: TarEntry[] = [{ name: 'blobs/' }, { name: 'blobs/sha256/' }];
  for (const { name, read } of filesOf(content)) entries.push({ name, content: await read() });
  await pipeline(Readable.from(tar(entries)), createWriteStream(file));
}

interface LayoutFile {
  readonly name: string;
  readonly read: () => Promise<Buffer>;
}

/** The files of a layout, in an order that depends on nothing but their names. */
function filesOf({ images, base, name }: LayoutContent): LayoutFile[] {
  const files = new Map<string, () => Promise<Buffer>>();
  for (const image of images) {
    for (const layer of image.shared) {
      files.set(blobPath(layer.digest), () => readBlob(base, layer));
    }
    for (const [digest, content] of image.blobs) files.set(blobPath(digest), async () => content);
  }
  const manifests = images.map(({ descriptor }) => descriptor);
  const [only] = manifests;
  const annotations = name === undefined ? {} : { annotations: namesOf(name) };
  // Several platforms are one image to whoever pulls it.
  const index = blob(mediaTypes.index, {
    schemaVersion: 2,
    mediaType: mediaTypes.index,
    manifests,
  });
  if (manifests.length > 1) files.set(blobPath(index.descriptor.digest), async () => index.content);
  const root = { ...(manifests.length > 1 ? index.descriptor : only), ...annotations };
  const { content } = blob(mediaTypes.index, {
    schemaVersion: 2,
    mediaType: mediaTypes.index,
    manifests: [root],
  });
  files.set('index.json', async () => content);
  files.set('oci-layout', async () => Buffer.from('{"imageLayoutVersion":"1.0.0"}'));
  return [...files.keys()].toSorted().map((file) => ({ name: file, read: files.get(file)! }));
}

/** The names that skopeo and podman, and that containerd, look for. */
function namesOf(name: string): Record<string, string> {
  const tag = /:([^:/]+)$/.exec(name)?.[1] ?? 'latest';
  return { 'io.containerd.image.name': name, 'org.opencontainers.image.ref.name': tag };
}
