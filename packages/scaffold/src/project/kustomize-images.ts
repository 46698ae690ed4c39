import type { ImageOverride } from './kustomization-file.ts';
import type { Manifest } from './read-manifests.ts';

/** Puts other images in place of those that containers have, wherever a pod stands in the object. */
export function overrideImages(manifest: Manifest, images: readonly ImageOverride[]): Manifest {
  return images.length === 0 ? manifest : (inside(manifest, images) as Manifest);
}

function inside(value: unknown, images: readonly ImageOverride[]): unknown {
  if (Array.isArray(value)) return value.map((item) => inside(item, images));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) =>
      (key === 'containers' || key === 'initContainers') && Array.isArray(inner)
        ? [key, inner.map((container: object) => withImage(container, images))]
        : [key, inside(inner, images)],
    ),
  );
}

function withImage(container: { image?: unknown }, images: readonly ImageOverride[]): object {
  const { image } = container;
  if (typeof image !== 'string') return container;
  const { newName: name, newTag: tag, digest: pinned } = partsOfImage(image);
  const override = images.find((one) => one.name === name);
  if (override === undefined) return container;
  const { newName = name, newTag, digest } = override;
  const isOther = newTag !== undefined || digest !== undefined;
  const [newer, digested] = isOther ? [newTag, digest] : [tag, pinned];
  const version = `${newer === undefined ? '' : `:${newer}`}${digested === undefined ? '' : `@${digested}`}`;
  return { ...container, image: newName + version };
}

/** `registry:5000/ship:v1@sha256:...` in parts. */
export function partsOfImage(
  image: string,
): Required<Pick<ImageOverride, 'newName'>> & Pick<ImageOverride, 'newTag' | 'digest'> {
  const [named = '', digest] = image.split('@');
  // A colon before the last slash is a port.
  const [, newName = named, newTag] = /^(.*?)(?::([^:/]+))?$/.exec(named) ?? [];
  return { newName, ...(newTag && { newTag }), ...(digest && { digest }) };
}
