import type { ResourceType } from '@keelson/kubernetes';
import { loadDefinitions } from '@keelson/kubernetes/schema';
import { classNameOf, type ControllerModule, controllerOptions } from './api-source.ts';
import { kebabCase } from './names.ts';
import type { ProjectResource } from './project-file.ts';
import { ProjectError } from './project-error.ts';

/** A kind that somebody else defines: one of Kubernetes' own, or of another operator. */
export interface ForeignKind {
  /** As PROJECT names it: `apps`, `core`, `cert-manager`. */
  readonly group: string;
  /** What follows it in the API's group: `authorization.k8s.io`; nothing for `apps`. */
  readonly domain?: string | undefined;
  readonly version: string;
  readonly kind: string;
  /** What exports the kind: a module of a package, or a file below the project's root. */
  readonly module: string;
  /** One of Kubernetes' own. */
  readonly core: boolean;
}

interface WantedKind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

/**
 * The kind of Kubernetes' own with this name, for groups such as `apps`, `core` and `rbac`, or
 * `rbac.authorization.k8s.io`.
 * @returns nothing when Kubernetes has no such group in this version
 * @throws {ProjectError} when the group has no such kind
 */
export async function findCoreKind(wanted: WantedKind): Promise<ForeignKind | undefined> {
  const { version, kind } = wanted;
  const [group = ''] = (wanted.group === '' ? 'core' : wanted.group).split('.');
  const name = `${group}/${version}`;
  if (!loadDefinitions().modules.includes(name)) return undefined;
  const module = `@keelson/kubernetes/${name}`;
  const types = Object.values((await import(module)) as Record<string, unknown>).filter(isKind);
  if (types.every((type) => type.group !== wanted.group) && wanted.group.includes('.')) {
    return undefined;
  }
  const type = types.find((one) => one.kind === kind);
  if (type === undefined) {
    const kinds = types.map((one) => one.kind).toSorted();
    throw new ProjectError(`${name} has no kind ${kind}: it has ${kinds.join(', ') || 'none'}`);
  }
  const [, ...domain] = type.group.split('.');
  return {
    group,
    ...(domain.length > 0 && { domain: domain.join('.') }),
    version,
    kind,
    module,
    core: true,
  };
}

/** How PROJECT records a controller of the kind. Shape: kubebuilder's project file, version 3. */
export function recordOf({ core, domain, module, ...kind }: ForeignKind): ProjectResource {
  const { group, version, kind: name } = kind;
  return {
    ...(core ? { core } : { external: true }),
    controller: true,
    ...(domain !== undefined && { domain }),
    group,
    kind: name,
    path: module,
    version,
  };
}

/** The values that the templates of its controller name. */
export function foreignValues(
  { kind, module }: ForeignKind,
  { typesModule, controllerName }: ControllerModule,
): Record<string, string> {
  const className = classNameOf(kind);
  return {
    className,
    controllerOptions: controllerOptions(className, controllerName),
    imported: className === kind ? kind : `${kind} as ${className}`,
    kebab: kebabCase(kind),
    kind,
    typesModule: module.startsWith('src/') ? typesModule : module,
  };
}

function isKind(value: unknown): value is ResourceType {
  return typeof value === 'object' && value !== null && 'plural' in value && 'scope' in value;
}
