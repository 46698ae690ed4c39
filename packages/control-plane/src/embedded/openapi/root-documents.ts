import type { Definitions } from '@keelson/kubernetes/schema';
import type { JsonObject } from '@keelson/schema';
import { builtinComponents } from './builtin-components.ts';
import { componentName } from './component-name.ts';
import { operationPrefix, tagOf } from './describe-path.ts';
import { builtinInfo, securitySchemes } from './document-head.ts';

/** A document of one path that only is read. */
interface RootPath {
  readonly tag: string;
  readonly description: string;
  readonly operationId: string;
  /** Name of the answer's type in meta/v1; text when there is none. */
  readonly answer?: string;
}

const metaTypes = ['application/json', 'application/vnd.kubernetes.protobuf', 'application/yaml'];
const serverAddress = 'meta/v1#ServerAddressByClientCIDR';

const fixed: ReadonlyMap<string, RootPath> = new Map([
  [
    '.well-known/openid-configuration',
    {
      tag: 'WellKnown',
      description:
        "get service account issuer OpenID configuration, also known as the 'OIDC discovery doc'",
      operationId: 'getServiceAccountIssuerOpenIDConfiguration',
    },
  ],
  [
    'api',
    {
      tag: 'core',
      description: 'get available API versions',
      operationId: 'getCoreAPIVersions',
      answer: 'APIVersions',
    },
  ],
  [
    'apis',
    {
      tag: 'apis',
      description: 'get available API versions',
      operationId: 'getAPIVersions',
      answer: 'APIGroupList',
    },
  ],
  [
    'openid/v1/jwks',
    {
      tag: 'openid',
      description:
        'get service account issuer OpenID JSON Web Key Set (contains public token verification keys)',
      operationId: 'getServiceAccountIssuerOpenIDKeyset',
    },
  ],
  [
    'version',
    {
      tag: 'version',
      description: 'get the version information for this server',
      operationId: 'getCodeVersion',
    },
  ],
]);

/** Paths of documents that are not of a group version: of discovery, the version and OpenID. */
export function rootPathsOf(groups: Iterable<string>): string[] {
  return [...fixed.keys(), ...[...groups].map((group) => `apis/${group}`)];
}

/** Such a document; `undefined` when the path is none of them. */
export function rootDocument(
  path: string,
  groups: ReadonlySet<string>,
  kubernetes: Definitions,
): JsonObject | undefined {
  const group = path.replace(/^apis\//u, '');
  const root =
    fixed.get(path) ?? (group !== path && groups.has(group) ? ofGroup(group) : undefined);
  if (root === undefined) return undefined;
  const schemas: Record<string, JsonObject> = {};
  const { answer } = root;
  if (answer !== undefined) addAnswer(schemas, answer, kubernetes);
  const schema =
    answer === undefined
      ? { type: 'string' }
      : { $ref: `#/components/schemas/${componentName(`meta/v1#${answer}`)}` };
  const types = answer === undefined ? [textType(path)] : metaTypes;
  const content = Object.fromEntries(types.map((type) => [type, { schema }]));
  return {
    openapi: '3.0.0',
    info: builtinInfo,
    paths: {
      [`/${path}/`]: {
        get: {
          tags: [root.tag],
          description: root.description,
          operationId: root.operationId,
          responses: {
            200: { description: 'OK', content },
            401: { description: 'Unauthorized' },
          },
        },
      },
    },
    components: { schemas, securitySchemes },
  };
}

function textType(path: string): string {
  return path === 'openid/v1/jwks' ? 'application/jwk-set+json' : 'application/json';
}

function ofGroup(group: string): RootPath {
  const named = { group, version: '' };
  return {
    tag: tagOf(named).replace(/_$/u, ''),
    description: 'get information of a group',
    operationId: `get${operationPrefix(named)}APIGroup`,
    answer: 'APIGroup',
  };
}

/** The published structure leaves out the two lists of versions and groups. */
function addAnswer(
  schemas: Record<string, JsonObject>,
  answer: string,
  kubernetes: Definitions,
): void {
  const components = builtinComponents(kubernetes, '', 'v1');
  if (answer === 'APIGroup' || answer === 'APIGroupList')
    components.add(schemas, 'meta/v1#APIGroup');
  else components.add(schemas, serverAddress);
  if (answer === 'APIGroupList') schemas[componentName('meta/v1#APIGroupList')] = groupList;
  if (answer === 'APIVersions') schemas[componentName('meta/v1#APIVersions')] = versionList;
}

const groupList: JsonObject = {
  type: 'object',
  required: ['groups'],
  properties: {
    apiVersion: { type: 'string' },
    groups: {
      type: 'array',
      items: { $ref: `#/components/schemas/${componentName('meta/v1#APIGroup')}` },
      'x-kubernetes-list-type': 'atomic',
    },
    kind: { type: 'string' },
  },
  'x-kubernetes-group-version-kind': [{ group: '', kind: 'APIGroupList', version: 'v1' }],
};

const versionList: JsonObject = {
  type: 'object',
  required: ['versions', 'serverAddressByClientCIDRs'],
  properties: {
    apiVersion: { type: 'string' },
    kind: { type: 'string' },
    serverAddressByClientCIDRs: {
      type: 'array',
      items: { $ref: `#/components/schemas/${componentName(serverAddress)}` },
      'x-kubernetes-list-type': 'atomic',
    },
    versions: {
      type: 'array',
      items: { type: 'string' },
      'x-kubernetes-list-type': 'atomic',
    },
  },
  'x-kubernetes-group-version-kind': [{ group: '', kind: 'APIVersions', version: 'v1' }],
};
