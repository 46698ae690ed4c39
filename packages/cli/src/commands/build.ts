import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Output } from '../build/write-layout.ts';
import { type CliIo, print } from '../cli-io.ts';
import { defineCommand } from '../command.ts';
import { dryRunFlag } from '../dry-run.ts';
import { exitCodes } from '../exit-code.ts';
import { ExitError } from '../exit-error.ts';
import { runProcess } from '../run-process.ts';

export const build = defineCommand({
  name: 'build',
  summary: 'Make an image of the operator: with a container engine, or without one',
  argument: 'image',
  flags: {
    builder: {
      type: 'string',
      choices: ['docker', 'podman', 'buildah'],
      describe: 'Program that builds the Dockerfile (default: the first that is on the PATH)',
    },
    platform: {
      type: 'string',
      describe: 'Platforms for the builder: linux/amd64,linux/arm64 (default: this machine)',
    },
    bundle: {
      type: 'boolean',
      default: false,
      describe: 'Only compile, and write the operator into one file: dist/bundle/main.js',
    },
    output: {
      type: 'string',
      describe: 'Write the image without an engine: oci:DIR or oci-archive:FILE (default: none)',
    },
    base: {
      type: 'string',
      describe: 'With --output: OCI layout of an image with Node, as oci:DIR (default: none)',
    },
    'dry-run': dryRunFlag,
    compile: {
      type: 'boolean',
      default: true,
      describe: 'Run npm run build before bundling; --no-compile takes what is in dist',
    },
  },
  examples: [
    ['build registry.example.com/ship:v1', 'with docker, podman or buildah'],
    ['build --bundle', 'one file and its source map, no image'],
    ['build registry.example.com/ship:v1 --output oci:image --base oci:node', 'without an engine'],
  ],
  async run(flags, io, [image]) {
    const { readProjectFile } = await import('@keelson/scaffold');
    await readProjectFile(io.cwd);
    checkFlags(flags, image);
    const { parseOutput } = await import('../build/write-layout.ts');
    const output = flags.output === undefined ? undefined : parseOutput(flags.output);
    if (image !== undefined && output === undefined) return buildWithEngine(io, image, flags);
    const { bundleFolder, bundleProject } = await import('../build/bundle-project.ts');
    if (flags['dry-run']) {
      print(io, `would write ${bundleFolder}`);
      if (flags.output !== undefined) print(io, `would write ${flags.output}`);
      return;
    }
    if (flags.compile) await compile(io);
    const { folder, files, bytes } = await bundleProject(io.cwd);
    print(io, `${folder}/${files[0] ?? ''} (${(bytes / 1e6).toFixed(1)} MB)`);
    if (output === undefined) return;
    const contents = files.map(
      async (file) => [file, await readFile(path.join(io.cwd, folder, file))] as const,
    );
    await writeImage(io, {
      image,
      output: { ...output, path: path.resolve(io.cwd, output.path) },
      base: flags.base ?? '',
      files: new Map(await Promise.all(contents)),
    });
  },
});

interface Flags {
  readonly builder?: string | undefined;
  readonly platform?: string | undefined;
  readonly bundle: boolean;
  readonly 'dry-run': boolean;
  readonly output?: string | undefined;
  readonly base?: string | undefined;
}

/** Says which flags do not go together, before anything is done. */
function checkFlags(
  { bundle, output, base, builder, platform }: Flags,
  image: string | undefined,
): void {
  const usage = (message: string): ExitError => new ExitError(message, exitCodes.usage);
  if (image !== undefined && !/^[a-z0-9][\w.:/@-]*$/.test(image)) {
    throw usage(
      `${JSON.stringify(image)} is not the name of an image: write registry.example.com/ship:v1`,
    );
  }
  if (output !== undefined) {
    if (bundle) throw usage('--bundle writes no image: leave out --bundle or --output');
    if (base === undefined || !/^oci:./.test(base)) {
      throw usage(
        '--output needs --base oci:DIR: an image with Node as an OCI layout, such as skopeo copy makes',
      );
    }
    if (builder !== undefined || platform !== undefined) {
      throw usage(
        '--output takes no --builder and no --platform: it makes what the base is made for',
      );
    }
    return;
  }
  if (base !== undefined) throw usage('--base is for --output: say --output oci:DIR too');
  if (bundle && image !== undefined) {
    throw usage('--bundle writes no image: leave out --bundle or the name');
  }
  if (!bundle && image === undefined) {
    throw usage(
      'say the name of the image: operator build registry.example.com/ship:v1; or --bundle',
    );
  }
}

async function buildWithEngine(io: CliIo, image: string, flags: Flags): Promise<void> {
  const { buildArguments, findEngine } = await import('../build/engine.ts');
  const command = flags.builder ?? (await findEngine(io));
  const args = buildArguments(image, flags.platform);
  print(io, `${command} ${args.join(' ')}`);
  if (flags['dry-run']) return;
  const exitCode = await runProcess(io, { command, args });
  if (exitCode !== 0) throw new ExitError(`${command} could not build ${image}`, exitCode);
  print(io, `built ${image}: push it, then operator deploy --image ${image}`);
}

async function compile(io: CliIo): Promise<void> {
  const exitCode = await runProcess(io, { command: 'npm', args: ['run', '--silent', 'build'] });
  if (exitCode !== 0) throw new ExitError('the build failed', exitCode);
}

interface ImageRequest {
  readonly image: string | undefined;
  readonly output: Output;
  readonly base: string;
  readonly files: ReadonlyMap<string, Buffer>;
}

async function writeImage(
  io: CliIo,
  { image, output, base: from, files }: ImageRequest,
): Promise<void> {
  const { applicationLayer, buildImage } = await import('../build/application-image.ts');
  const { readLayout } = await import('../build/image-layout.ts');
  const { writeLayout } = await import('../build/write-layout.ts');
  const base = path.resolve(io.cwd, from.slice('oci:'.length));
  const bases = await readLayout(base);
  const labels = await labelsOf(io.cwd);
  const layer = applicationLayer(files);
  const images = bases.map((one) => buildImage(one, layer, labels));
  await writeLayout(output, { images, base, name: image });
  for (const { descriptor } of images) {
    const { os, architecture } = descriptor.platform ?? { os: '', architecture: '' };
    print(io, `${path.relative(io.cwd, output.path)} ${os}/${architecture} ${descriptor.digest}`);
  }
}

/** What package.json says of the operator, under the specification's keys. */
async function labelsOf(directory: string): Promise<Record<string, string>> {
  const text = await readFile(path.join(directory, 'package.json'), 'utf8');
  const { name, version, license, description } = JSON.parse(text) as Record<string, unknown>;
  const known = { title: name, version, licenses: license, description };
  return Object.fromEntries(
    Object.entries(known).flatMap(([key, value]) =>
      typeof value === 'string' ? [[`org.opencontainers.image.${key}`, value]] : [],
    ),
  );
}
