import { existsSync } from 'node:fs';
import { readFile, rename, rm, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Plugin } from 'rolldown';
import { ExitError } from '../exit-error.ts';

/** Where the compiler puts the program, below the project. */
const compiledMain = 'dist/main.js';
/** Where the bundle of it goes, below the project. */
export const bundleFolder = 'dist/bundle';

/**
 * What a pod never loads: client-node serves kubeconfigs with an `auth-provider` alone, and would be nine
 * tenths of the file.
 */
const leftOut = ['@kubernetes/client-node'];

/** A program in one file, with the map that leads its stack traces back to the source. */
export interface Bundle {
  /** Below the project. */
  readonly folder: string;
  /** Names of the files in the folder. */
  readonly files: readonly string[];
  readonly bytes: number;
}

/**
 * Makes one ESM file of `dist/main.js` and of all packages that it imports, in `dist/bundle`. The bundler
 * is the project's own.
 * @throws {ExitError} when the project is not compiled, has no bundler, or imports what is not there
 */
export async function bundleProject(directory: string): Promise<Bundle> {
  const input = path.join(directory, compiledMain);
  if (!existsSync(input)) {
    throw new ExitError(`${compiledMain} is not there: run without --no-build`);
  }
  const { rolldown } = await loadRolldown(directory);
  const folder = path.join(directory, bundleFolder);
  const unfinished = `${folder}.unfinished`;
  await rm(unfinished, { recursive: true, force: true });
  try {
    await using bundle = await rolldown({
      input,
      cwd: directory,
      platform: 'node',
      plugins: [compilerMaps],
      external: leftOut,
      onLog(_level, log) {
        // What is not found now is not found in the image either.
        if (log.code === 'UNRESOLVED_IMPORT') throw new ExitError(log.message);
      },
    });
    await bundle.write({
      dir: unfinished,
      format: 'esm',
      sourcemap: true,
      sourcemapExcludeSources: true,
      // Names stay: a class says its kind by its own.
      minify: { compress: false, mangle: false, codegen: { removeWhitespace: true } },
      entryFileNames: 'main.js',
      // Modules that are imported late are in the file too, and still run late.
      codeSplitting: false,
    });
    await rm(folder, { recursive: true, force: true });
    await rename(unfinished, folder);
  } catch (error) {
    throw error instanceof ExitError ? error : new ExitError(reasonOf(error));
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
  const files = ['main.js', 'main.js.map'];
  const sizes = await Promise.all(files.map((file) => stat(path.join(folder, file))));
  const bytes = sizes[0]?.size ?? 0;
  return { folder: bundleFolder, files, bytes };
}

async function loadRolldown(directory: string): Promise<typeof import('rolldown')> {
  let main: string;
  try {
    main = createRequire(path.join(directory, 'package.json')).resolve('rolldown');
  } catch {
    throw new ExitError('rolldown is not installed here: run npm install --save-dev rolldown');
  }
  return (await import(pathToFileURL(main).href)) as typeof import('rolldown');
}

/** Continues the maps that the compiler has written, so that a stack trace names the source. */
const compilerMaps: Plugin = {
  name: 'compiler-maps',
  async load(id) {
    const [code, map] = await Promise.all([
      readFile(id, 'utf8').catch(() => undefined),
      id.endsWith('.js') && !id.includes(`${path.sep}node_modules${path.sep}`)
        ? readFile(`${id}.map`, 'utf8').catch(() => undefined)
        : undefined,
    ]);
    return code === undefined || map === undefined ? undefined : { code, map };
  },
};

/** The bundler wraps what went wrong into an overview of several lines. */
function reasonOf(error: unknown): string {
  const { errors } = error as { readonly errors?: readonly Error[] };
  const { message } = errors?.[0] ?? (error as Error);
  return message.split('\n').find((line) => line.trim() !== '') ?? 'the bundler failed';
}
