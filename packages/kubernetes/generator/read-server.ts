import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';

/** A schema as it stands in an OpenAPI v3 document. */
export type RawSchema = { readonly [keyword: string]: unknown };

/** The parts of aggregated discovery (`apidiscovery.k8s.io/v2`) that are read. */
export interface DiscoveryKind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}
interface DiscoverySubresource {
  readonly subresource: string;
  readonly responseKind?: DiscoveryKind;
  readonly verbs: readonly string[];
}
export interface DiscoveryResource {
  readonly resource: string;
  readonly responseKind: DiscoveryKind;
  readonly scope: 'Namespaced' | 'Cluster';
  readonly verbs: readonly string[];
  readonly shortNames?: readonly string[];
  readonly categories?: readonly string[];
  readonly subresources?: readonly DiscoverySubresource[];
}
interface DiscoveryGroup {
  readonly metadata: { readonly name?: string };
  readonly versions: readonly {
    readonly version: string;
    readonly resources?: readonly DiscoveryResource[];
  }[];
}

/** What an API server says of its own kinds. */
export interface ServerDocuments {
  /** For example `1.37.2`. */
  readonly kubernetes: string;
  readonly groups: readonly DiscoveryGroup[];
  /** Every component schema by its name in the documents. */
  readonly schemas: Readonly<Record<string, RawSchema>>;
}

/** Where an API server is and how to be let in. */
export interface ServerAccess {
  readonly url: string;
  readonly ca?: string | undefined;
  readonly token?: string | undefined;
  readonly clientCertificate?: string | undefined;
  readonly clientKey?: string | undefined;
}

interface OpenApiIndex {
  readonly paths: Readonly<Record<string, { readonly serverRelativeURL: string }>>;
}
interface OpenApiDocument {
  readonly components?: { readonly schemas?: Readonly<Record<string, RawSchema>> };
}

const discoveryMediaType = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList';

/**
 * Reads the structure of all kinds that a running API server serves: `/version`, aggregated
 * discovery, and the OpenAPI v3 documents of Kubernetes' own groups.
 * @throws {Error} when the server refuses, or two documents disagree on a schema
 */
export async function readServer(access: ServerAccess): Promise<ServerDocuments> {
  const version = (await getJson(access, '/version')) as { gitVersion: string };
  const groups: DiscoveryGroup[] = [];
  for (const path of ['/api', '/apis']) {
    const list = (await getJson(access, path, discoveryMediaType)) as { items: DiscoveryGroup[] };
    groups.push(...list.items);
  }
  const index = (await getJson(access, '/openapi/v3')) as OpenApiIndex;
  const schemas: Record<string, RawSchema> = {};
  for (const [name, { serverRelativeURL }] of Object.entries(index.paths)) {
    if (!/^apis?\//.test(name)) continue;
    // Those of custom resources may be gone by the time that they are asked for.
    const group = name.split('/')[1] ?? '';
    if (group.includes('.') && !group.endsWith('.k8s.io')) continue;
    const document = (await getJson(access, serverRelativeURL)) as OpenApiDocument;
    Object.assign(schemas, document.components?.schemas);
  }
  return { kubernetes: version.gitVersion.replace(/^v/, ''), groups, schemas };
}

async function getJson(
  access: ServerAccess,
  path: string,
  accept = 'application/json',
): Promise<unknown> {
  const url = new URL(path, access.url);
  const { promise, resolve, reject } = Promise.withResolvers<{ status: number; body: string }>();
  const request = (url.protocol === 'http:' ? requestHttp : requestHttps)(
    url,
    {
      ca: access.ca,
      cert: access.clientCertificate,
      key: access.clientKey,
      headers: {
        accept,
        ...(access.token === undefined ? {} : { authorization: `Bearer ${access.token}` }),
      },
    },
    (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          body: Buffer.concat(chunks).toString('utf8'),
        }),
      );
    },
  );
  request.on('error', reject);
  request.end();
  const { status, body } = await promise;
  if (status !== 200) throw new Error(`GET ${url.href} answered ${status}: ${body.slice(0, 200)}`);
  return JSON.parse(body);
}
