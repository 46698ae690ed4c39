import { Agent as HttpAgent, request as requestHttp } from 'node:http';
import { Agent as HttpsAgent, request as requestHttps } from 'node:https';

const timeoutMs = 5_000;

/** A server on a port of this machine, behind TLS, or on a socket file. */
export type ProbeTarget =
  | { readonly socketPath: string }
  | {
      readonly url: string;
      /** PEM certificate of the only authority that is trusted. */
      readonly ca: string;
      /** PEM client certificate and key. @default anonymous */
      readonly cert?: string | undefined;
      readonly key?: string | undefined;
    };

/** Asks one server over one connection, which it keeps: a handshake for each question would cost more than the answer. */
export class Probe implements Disposable {
  readonly #target: ProbeTarget;
  readonly #agent: HttpAgent | HttpsAgent;

  constructor(target: ProbeTarget) {
    this.#target = target;
    const reuse = { keepAlive: true, maxSockets: 1 };
    this.#agent =
      'url' in target
        ? new HttpsAgent({ ...reuse, ca: target.ca, cert: target.cert, key: target.key })
        : new HttpAgent(reuse);
  }

  /** The body of a GET that is answered with 200, else undefined. A server that is not there yet is no error. */
  get(path: string, signal?: AbortSignal): Promise<string | undefined> {
    const options = { agent: this.#agent, timeout: timeoutMs, ...(signal ? { signal } : {}) };
    return new Promise((resolve) => {
      const target = this.#target;
      const call =
        'url' in target
          ? requestHttps(new URL(path, target.url), options)
          : requestHttp({ ...options, socketPath: target.socketPath, path });
      call.on('response', (response) => {
        let body = '';
        response.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
        response.on('end', () => resolve(response.statusCode === 200 ? body : undefined));
        response.on('error', () => resolve(undefined));
      });
      call.on('timeout', () => call.destroy());
      call.on('error', () => resolve(undefined));
      call.end();
    });
  }

  [Symbol.dispose](): void {
    this.#agent.destroy();
  }
}
