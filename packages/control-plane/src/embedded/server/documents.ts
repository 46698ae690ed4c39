import type { ApiRequest, ApiResponse } from '../rest/api-exchange.ts';
import { headersOf } from '../rest/respond.ts';
import { negotiated, refuseWrites } from './document-response.ts';

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
    for (const source of this.#sources) {
      const response = source(request);
      if (response !== undefined) return response;
    }
    return undefined;
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
  const body = JSON.stringify({
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
  });
  return (request) => {
    if (request.path !== '/version' && request.path !== '/version/') return undefined;
    refuseWrites(request);
    return {
      ...negotiated(request, body, ['application/json']),
      body: JSON.stringify(JSON.parse(body), undefined, 2),
    };
  };
}
