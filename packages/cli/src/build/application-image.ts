import { gzipSync } from 'node:zlib';
import {
  type ContainerConfig,
  type Descriptor,
  digestOf,
  type LayoutImage,
  mediaTypes,
  ociMediaType,
} from './image-layout.ts';
import { tar, type TarEntry } from './tar.ts';

/** A layer, packed. */
export interface Layer {
  readonly descriptor: Descriptor;
  readonly content: Buffer;
  /** Digest of what is in the package. */
  readonly diffId: string;
}

/** An image: what is new of it. */
export interface BuiltImage {
  readonly descriptor: Descriptor;
  readonly blobs: ReadonlyMap<string, Buffer>;
  /** Blobs that it shares with its base. */
  readonly shared: readonly Descriptor[];
}

/** Nobody by number, so that Kubernetes can see that it is not root. */
const user = '65532:65532';
const folder = 'app';
const epoch = '1970-01-01T00:00:00Z';

/** Files, by name, as a layer that puts them into `/app`. The same files always make the same layer. */
export function applicationLayer(files: ReadonlyMap<string, Buffer>): Layer {
  const entries: TarEntry[] = [{ name: `${folder}/` }];
  for (const name of [...files.keys()].toSorted()) {
    entries.push({ name: `${folder}/${name}`, content: files.get(name) ?? Buffer.alloc(0) });
  }
  const archive = Buffer.concat([...tar(entries)]);
  const content = gzipSync(archive, { level: 9 });
  const descriptor = {
    mediaType: mediaTypes.layer,
    digest: digestOf(content),
    size: content.byteLength,
  };
  return { descriptor, content, diffId: digestOf(archive) };
}

/**
 * A base image with the application on it: it starts as nobody, in exec form, so that signals reach Node.
 * The labels go on the configuration, and on the manifest as annotations.
 * Format: the OCI image specification, manifest and configuration.
 */
export function buildImage(
  base: LayoutImage,
  layer: Layer,
  labels: Readonly<Record<string, string>>,
): BuiltImage {
  const { config: was, manifest } = base;
  const config = blob(mediaTypes.config, {
    ...was,
    created: epoch,
    config: containerConfig(was.config ?? {}, labels),
    rootfs: { type: 'layers', diff_ids: [...was.rootfs.diff_ids, layer.diffId] },
    history: [
      ...(was.history ?? []),
      { created: epoch, created_by: 'operator build', comment: 'the operator, in one file' },
    ],
  });
  const layers = manifest.layers.map((one) => ({ ...one, mediaType: ociMediaType(one.mediaType) }));
  const built = blob(mediaTypes.manifest, {
    schemaVersion: 2,
    mediaType: mediaTypes.manifest,
    config: config.descriptor,
    layers: [...layers, layer.descriptor],
    annotations: { ...labels, 'org.opencontainers.image.base.digest': base.descriptor.digest },
  });
  const { architecture, os, variant } = was;
  return {
    descriptor: {
      ...built.descriptor,
      platform: { architecture, os, ...(variant === undefined ? {} : { variant }) },
    },
    blobs: new Map([
      [layer.descriptor.digest, layer.content],
      [config.descriptor.digest, config.content],
      [built.descriptor.digest, built.content],
    ]),
    shared: layers,
  };
}

/** A JSON document as a blob. */
export function blob(
  mediaType: string,
  json: object,
): { readonly descriptor: Descriptor; readonly content: Buffer } {
  const content = Buffer.from(JSON.stringify(json));
  const descriptor = { mediaType, digest: digestOf(content), size: content.byteLength };
  return { descriptor, content };
}

function containerConfig(
  was: ContainerConfig,
  labels: Readonly<Record<string, string>>,
): ContainerConfig {
  const { Cmd: _, ...kept } = was;
  const [command] = was.Entrypoint ?? [];
  // A distroless image has no shell and no PATH worth the name: it says itself where its Node is.
  const node = command !== undefined && /(^|\/)node$/.test(command) ? command : 'node';
  const env = (was.Env ?? []).filter((one) => !one.startsWith('NODE_ENV='));
  return {
    ...kept,
    User: user,
    Env: [...env, 'NODE_ENV=production'],
    Entrypoint: [node, '--enable-source-maps', `/${folder}/main.js`],
    WorkingDir: `/${folder}`,
    Labels: { ...was.Labels, ...labels },
  };
}
