import type { IncomingMessage } from 'node:http';
import { Agent, request } from 'node:https';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { parse } from 'yaml';

/** Who connects: by default the user of the kubeconfig. */
export interface Credentials {
  /** PEM, both. */
  readonly certificate?: string | undefined;
  readonly privateKey?: string | undefined;
  readonly token?: string | undefined;
}

/** One request, as it goes over the wire. */
export interface RawRequest {
  readonly method: string;
  /** With the query. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string | string[]>> | undefined;
  readonly body?: string | Uint8Array | undefined;
}

/** The start of an answer. */
export interface RawResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly stream: IncomingMessage;
}

/**
 * HTTPS as it is: nothing added to a request but `Host`, `Content-Length` and who asks; nothing taken
 * from an answer. The framework's own client is not used here: it is one of those that are judged.
 */
export class HttpClient {
  readonly #url: URL;
  readonly #ca: string;
  readonly #credentials: Credentials;
  readonly #agent: Agent;

  private constructor(url: URL, ca: string, credentials: Credentials) {
    this.#url = url;
    this.#ca = ca;
    this.#credentials = credentials;
    this.#agent = new Agent({
      keepAlive: true,
      ca,
      cert: credentials.certificate,
      key: credentials.privateKey,
    });
  }

  /** Connects as the current user of a kubeconfig. */
  static fromKubeconfig(text: string): HttpClient {
    const config = parse(text) as Kubeconfig;
    const context = config.contexts.find(({ name }) => name === config['current-context']);
    const cluster = config.clusters.find(({ name }) => name === context?.context.cluster);
    const user = config.users.find(({ name }) => name === context?.context.user);
    if (cluster === undefined || user === undefined) throw new Error('a kubeconfig without a user');
    return new HttpClient(
      new URL(cluster.cluster.server),
      decode(cluster.cluster['certificate-authority-data']) ?? '',
      {
        certificate: decode(user.user['client-certificate-data']),
        privateKey: decode(user.user['client-key-data']),
        token: user.user.token,
      },
    );
  }

  /** A client of the same server as somebody else; without credentials, as nobody. */
  as(credentials: Credentials): HttpClient {
    return new HttpClient(this.#url, this.#ca, credentials);
  }

  /** Resolves with the head of the answer; the caller reads the body. */
  open({ method, path, headers = {}, body }: RawRequest): Promise<RawResponse> {
    const { token } = this.#credentials;
    return new Promise((resolve, reject) => {
      let answered = false;
      const outgoing = request(
        {
          host: this.#url.hostname,
          port: this.#url.port,
          method,
          path,
          agent: this.#agent,
          headers: {
            'User-Agent': 'conformance/1.0',
            ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }),
            // Without it Node sends the body of a DELETE in a way that servers pass over.
            ...(body === undefined ? {} : { 'Content-Length': Buffer.byteLength(body) }),
            ...headers,
          },
        },
        (stream) => {
          answered = true;
          resolve({ status: stream.statusCode ?? 0, headers: stream.headers, stream });
        },
      );
      // A server may answer before it has read a large body, and close.
      outgoing.on('error', (error) => answered || reject(error));
      outgoing.end(body);
    });
  }

  close(): void {
    this.#agent.destroy();
  }
}

/** Reads a body to its end. */
export async function readText(stream: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  const bytes = Buffer.concat(chunks);
  const isZipped = stream.headers['content-encoding'] === 'gzip';
  return (isZipped ? await promisify(gunzip)(bytes) : bytes).toString();
}

interface Kubeconfig {
  readonly 'current-context': string;
  readonly contexts: readonly { name: string; context: { cluster: string; user: string } }[];
  readonly clusters: readonly {
    name: string;
    cluster: Record<string, string> & { server: string };
  }[];
  readonly users: readonly { name: string; user: Record<string, string> }[];
}

function decode(base64: string | undefined): string | undefined {
  return base64 === undefined ? undefined : Buffer.from(base64, 'base64').toString();
}
