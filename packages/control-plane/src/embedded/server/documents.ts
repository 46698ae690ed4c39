import type { ApiRequest, ApiResponse } from '../rest/api-exchange.ts';
import { methodNotAllowed } from '../status-error.ts';
import { headersOf } from '../rest/respond.ts';

/** A document at a path that is no resource. */
export type DocumentSource = (request: ApiRequest) => ApiResponse | undefined;

/** Everything that is served beside resources: discovery, OpenAPI, version, health. */
export class Documents {
  readonly #sources: readonly DocumentSource[];

  constructor(sources: readonly DocumentSource[]) {
    this.#sources = sources;
  }

  /** `undefined` when nothing is served at the path. */
  respond(request: ApiRequest): ApiResponse | undefined {
    const isRead = request.method === 'GET';
    for (const source of this.#sources) {
      const response = source(request);
      if (response === undefined) continue;
      if (!isRead) throw methodNotAllowed();
      return response;
    }
  }
}

/** `/healthz`, `/livez` and `/readyz`: a server that answers is well. */
export const healthDocuments: DocumentSource = ({ path, query }) => {
  const match = /^\/(healthz|livez|readyz)(?:\/(ping))?$/.exec(path);
  if (match === null) return undefined;
  const [, name = '', check] = match;
  const isVerbose = query.has('verbose') && check === undefined;
  const body = isVerbose ? `[+]ping ok\n${name} check passed\n` : 'ok';
  const headers = {
    ...headersOf('text/plain; charset=utf-8'),
    'x-content-type-options': 'nosniff',
  };
  return { status: 200, headers, body };
};

/** `/version` says which Kubernetes release this server follows. */
export function versionDocument(kubernetes: string): DocumentSource {
  const [major = '', minor = ''] = kubernetes.split('.');
  const body = `${JSON.stringify(
    {
      major,
      minor,
      emulationMajor: major,
      emulationMinor: minor,
      minCompatibilityMajor: major,
      minCompatibilityMinor: String(Number(minor) - 1),
      gitVersion: `v${kubernetes}`,
      gitCommit: 'embedded',
      gitTreeState: 'clean',
      buildDate: '1970-01-01T00:00:00Z',
      goVersion: `node${process.version}`,
      compiler: 'keelson',
      platform: `${process.platform}/${process.arch === 'x64' ? 'amd64' : process.arch}`,
    },
    undefined,
    2,
  )}\n`;
  return ({ path }) =>
    path === '/version' || path === '/version/'
      ? { status: 200, headers: headersOf('application/json'), body }
      : undefined;
}
