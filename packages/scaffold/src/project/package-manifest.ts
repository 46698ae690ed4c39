import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { readText } from './read-text.ts';

/** The tools of a scaffolded project, as this version of the scaffold was tested with them. */
export const toolVersions = {
  '@types/node': '24.19.2',
  oxfmt: '0.79.0',
  oxlint: '1.94.0',
  'oxlint-tsgolint': '7.0.2007',
  rolldown: '1.2.19',
  typescript: '7.0.2',
  vitest: '5.1.1',
  yaml: '2.9.1',
} as const;

const runtimePackages = ['@keelson/kubernetes', '@keelson/runtime'] as const;
const toolPackages = ['@keelson/cli', '@keelson/control-plane'] as const;
/** Come with the command line. */
const hiddenPackages = ['@keelson/cel', '@keelson/scaffold', '@keelson/schema'] as const;

export interface PackageManifestOptions {
  readonly name: string;
  /** Version of the @keelson packages: they are released together. */
  readonly version: string;
  /** SPDX identifier, or `UNLICENSED`. */
  readonly license: string;
  /** Folder with `keelson-<name>-<version>.tgz` of each package, instead of the registry. @default none */
  readonly packageSource?: string | undefined;
}

/** The project's package.json: every version is exact. */
export function packageManifest(options: PackageManifestOptions): string {
  const { name, license, packageSource } = options;
  const specOf = (dependency: string): string => dependencySpec(dependency, options);
  const specsOf = (dependencies: readonly string[]): Record<string, string> =>
    Object.fromEntries(dependencies.map((dependency) => [dependency, specOf(dependency)]));

  const manifest = {
    name,
    version: '0.1.0',
    private: true,
    license,
    type: 'module',
    scripts: {
      build: 'tsc -p tsconfig.build.json',
      bundle: 'operator build --bundle',
      deploy: 'operator deploy',
      dev: 'operator dev',
      'docker-build': 'operator build ${IMG:-controller:latest}',
      'docker-push': 'docker push ${IMG:-controller:latest}',
      format: 'oxfmt .',
      'format:check': 'oxfmt --check .',
      generate: 'operator generate',
      'install-crds': 'operator install',
      lint: 'oxlint --type-aware --type-check --deny-warnings',
      start: 'node --enable-source-maps dist/main.js',
      test: 'operator generate && vitest run',
      undeploy: 'operator undeploy',
      'uninstall-crds': 'operator uninstall',
    },
    dependencies: specsOf(runtimePackages),
    devDependencies: sorted({ ...specsOf(toolPackages), ...toolVersions }),
    ...(packageSource === undefined
      ? {}
      : { overrides: sorted(specsOf([...runtimePackages, ...toolPackages, ...hiddenPackages])) }),
    engines: { node: '>=24' },
  };
  return `${JSON.stringify(manifest, undefined, 2)}\n`;
}

/** The version of a project. @default '0.1.0' */
export async function readVersion(root: string): Promise<string> {
  const text = (await readText(root, 'package.json')) ?? '{}';
  const { version = '0.1.0' } = JSON.parse(text) as { readonly version?: string };
  return version;
}

/** The version of this package, and so of all that are released with it. */
export async function packageVersion(): Promise<string> {
  const file = path.resolve(import.meta.dirname, '../../package.json');
  return (JSON.parse(await readFile(file, 'utf8')) as { version: string }).version;
}

function dependencySpec(
  dependency: string,
  { version, packageSource }: PackageManifestOptions,
): string {
  if (packageSource === undefined) return version;
  const tarball = `${dependency.replace('@', '').replace('/', '-')}-${version}.tgz`;
  return `file:${path.posix.join(packageSource.replaceAll(path.sep, '/'), tarball)}`;
}

function sorted(entries: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(entries).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
