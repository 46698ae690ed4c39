import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import path from 'node:path';
import type { CliIo } from '../cli-io.ts';
import { exitCodes } from '../exit-code.ts';
import { ExitError } from '../exit-error.ts';

/** Programs that build images, in the order in which they are looked for. */
const engines = ['docker', 'podman', 'buildah'] as const;

type Engine = (typeof engines)[number];

/**
 * The first engine on the PATH.
 * @throws {ExitError} when there is none
 */
export async function findEngine({ env }: Pick<CliIo, 'env'>): Promise<Engine> {
  const folders = (env['PATH'] ?? '').split(path.delimiter).filter((folder) => folder !== '');
  for (const engine of engines) {
    for (const folder of folders) {
      const isThere = await access(path.join(folder, engine), constants.X_OK).then(
        () => true,
        () => false,
      );
      if (isThere) return engine;
    }
  }
  throw new ExitError(
    'none of docker, podman and buildah is on the PATH: install one, or write the image with --output oci:DIR --base oci:DIR',
    exitCodes.missingProgram,
  );
}

/** Arguments that make an image of the Dockerfile in the current folder. */
export function buildArguments(image: string, platforms: string | undefined): string[] {
  return [
    'build',
    '--file',
    'Dockerfile',
    '--tag',
    image,
    ...(platforms === undefined ? [] : ['--platform', platforms]),
    '.',
  ];
}
