import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { type Finding, ok, problem, reasonOf, warning } from './finding.ts';

const leastNode = 24;
const packages = ['cel', 'cli', 'control-plane', 'kubernetes', 'runtime', 'scaffold', 'schema'];

/** Whether this Node can run operators. @param version - `24.21.0` */
export function checkNode(version: string): Finding {
  const major = Number(version.split('.')[0]);
  return major >= leastNode
    ? ok('node', version)
    : problem('node', `${version} is too old`, `install Node ${leastNode} or later`);
}

/** The project file, the packages that it works with, and the manifests. */
export async function checkProject(directory: string, cliVersion: string): Promise<Finding[]> {
  const { readProjectFile } = await import('@keelson/scaffold');
  try {
    const project = await readProjectFile(directory);
    return [
      projectFinding(project.cliVersion, cliVersion),
      ...(await checkPackages(directory, cliVersion)),
      await checkManifests(directory),
    ];
  } catch (error) {
    const remedy = 'run it in the folder of a project, or make one with operator init';
    return [problem('project', reasonOf(error), remedy)];
  }
}

function projectFinding(made: string, cliVersion: string): Finding {
  return made === cliVersion
    ? ok('project', `made with ${made}`)
    : warning(
        'project',
        `made with ${made || 'an unknown version'}, and this is ${cliVersion}`,
        'run operator upgrade',
      );
}

async function checkPackages(directory: string, cliVersion: string): Promise<Finding[]> {
  const found = await Promise.all(
    packages.map(async (name) => {
      const file = path.join(directory, 'node_modules/@keelson', name, 'package.json');
      const text = await readFile(file, 'utf8').catch(() => undefined);
      return { name, version: text && (JSON.parse(text) as { version: string }).version };
    }),
  );
  const runtime = found.find(({ name }) => name === 'runtime');
  if (runtime?.version === undefined) {
    return [problem('packages', '@keelson/runtime is not installed', 'run npm install')];
  }
  const others = found.filter(({ version }) => version !== undefined && version !== cliVersion);
  if (others.length === 0) return [ok('packages', `all of ${cliVersion}`)];
  const list = others.map(({ name, version }) => `@keelson/${name} is ${version}`).join(', ');
  const remedy = `give all @keelson packages one version in package.json, then run npm install`;
  return [problem('packages', `${list}, and the command is ${cliVersion}`, remedy)];
}

async function checkManifests(directory: string): Promise<Finding> {
  const { generate } = await import('@keelson/scaffold');
  try {
    const { files, outdated, stale } = await generate({ projectDirectory: directory, check: true });
    const [first] = [...outdated.map((file) => file.path), ...stale];
    if (first === undefined) return ok('manifests', `${files.length} are as the source says`);
    const count = outdated.length + stale.length;
    return problem('manifests', `${count} out of date, such as ${first}`, 'run npm run generate');
  } catch (error) {
    return problem('manifests', reasonOf(error), 'mend the source, then run npm run generate');
  }
}
