import type { IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http';
import { Agent, request as sendRequest } from 'node:https';
import { Readable } from 'node:stream';
import type { ClusterConfig } from '@keelson/runtime';

/** A request to an API server. */
export interface UpstreamRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** An answer whose body may take its time. */
export interface Answer {
  readonly status: number;
  readonly headers: OutgoingHttpHeaders;
  readonly body: Readable;
}

/** Of one connection, and not to be passed on. */
const hopByHop = ['connection', 'keep-alive', 'transfer-encoding', 'upgrade', 'host'];

/** The API server behind a proxy. */
export class Upstream {
  readonly #url: URL;
  /** With the certificate of the proxy's own user, for clients that have no token. */
  readonly #own: Agent;
  readonly #bare: Agent;
  readonly #authorize: ClusterConfig['authorize'];

  private constructor(url: URL, agents: readonly [Agent, Agent], config: ClusterConfig) {
    this.#url = url;
    [this.#own, this.#bare] = agents;
    this.#authorize = () => config.authorize();
  }

  static async to(config: ClusterConfig): Promise<Upstream> {
    const { ca, certificate, privateKey, serverName } = await config.tls();
    const shared = {
      keepAlive: true,
      ca,
      ...(serverName !== undefined && { servername: serverName }),
    };
    const own = new Agent({ ...shared, cert: certificate, key: privateKey });
    return new Upstream(new URL(config.server), [own, new Agent(shared)], config);
  }

  async ask({ method, path, query, headers, body }: UpstreamRequest): Promise<Answer> {
    const hasToken = headers.authorization !== undefined;
    const search = query.size === 0 ? '' : `?${query.toString()}`;
    const outgoing = {
      ...(hasToken ? {} : await this.#authorize()),
      ...passedOn(headers),
      ...(body === '' ? {} : { 'content-length': Buffer.byteLength(body) }),
    } as OutgoingHttpHeaders;
    return new Promise((resolve, reject) => {
      const request = sendRequest(
        {
          host: this.#url.hostname,
          port: this.#url.port,
          method,
          path: `${path}${search}`,
          headers: outgoing,
          agent: hasToken ? this.#bare : this.#own,
        },
        (response) => {
          const { statusCode: status = 502 } = response;
          resolve({ status, headers: passedOn(response.headers), body: response });
        },
      );
      request.on('error', reject);
      request.end(body);
    });
  }

  /** An answer that no server has given. */
  local(status: number, content: object | undefined, headers: OutgoingHttpHeaders = {}): Answer {
    const text = content === undefined ? [] : [JSON.stringify(content)];
    return {
      status,
      headers: { 'content-type': 'application/json', ...headers },
      body: Readable.from(text.map((part) => Buffer.from(part))),
    };
  }

  close(): void {
    this.#own.destroy();
    this.#bare.destroy();
  }
}

function passedOn(headers: IncomingHttpHeaders): OutgoingHttpHeaders {
  return Object.fromEntries(
    Object.entries(headers).filter(
      ([name]) => !name.startsWith(':') && name !== 'content-length' && !hopByHop.includes(name),
    ),
  );
}
