import { createHash } from 'node:crypto';
import { Agent, request } from 'node:https';
import { isJsonObject, type JsonObject } from '@keelson/schema';
import { textOf } from '../json/text-of.ts';

/** A call that brought no answer, in the words of Go's client. */
class WebhookCallError extends Error {
  override readonly name = 'WebhookCallError';
}

/** Where a webhook is, and whom it is trusted by. */
export interface WebhookEndpoint {
  /** With the query. */
  readonly url: string;
  /** PEM; absent: those of Node. */
  readonly ca: string | undefined;
  readonly timeoutMs: number;
}

/**
 * Where a `clientConfig` leads.
 * @throws {WebhookCallError} for a service: this server has no network of services
 */
export function endpointOf(clientConfig: JsonObject, timeoutSeconds: number): WebhookEndpoint {
  const { url, caBundle, service } = clientConfig;
  const query = `?timeout=${timeoutSeconds}s`;
  if (typeof url !== 'string') {
    const target = isJsonObject(service) ? service : {};
    const [name, namespace, path] = [
      textOf(target, 'name'),
      textOf(target, 'namespace'),
      textOf(target, 'path'),
    ];
    const { port } = target;
    const at = `https://${name}.${namespace}.svc:${typeof port === 'number' ? port : 443}${path}`;
    throw new WebhookCallError(`Post "${at}${query}": service "${name}" not found`);
  }
  const ca = typeof caBundle === 'string' && caBundle !== '' ? decode(caBundle) : undefined;
  return { url: `${url}${query}`, ca, timeoutMs: timeoutSeconds * 1_000 };
}

/** Calls webhooks over connections that are used again. */
export class WebhookCaller {
  readonly #agents = new Map<string, Agent>();

  /** The answer to a review. @throws {WebhookCallError} */
  async call({ url, ca, timeoutMs }: WebhookEndpoint, body: string): Promise<string> {
    const signal = AbortSignal.timeout(timeoutMs);
    const agent = this.#agentFor(new URL(url).host, ca);
    try {
      const { status, text, isPlain } = await post(url, { body, agent, signal });
      if (status === 200) return text;
      throw new WebhookCallError(statusText(status, text, isPlain));
    } catch (error) {
      if (error instanceof WebhookCallError) throw error;
      const why = signal.aborted ? 'context deadline exceeded' : goText(error, new URL(url));
      throw new WebhookCallError(`Post "${url}": ${why}`);
    }
  }

  /** Another authority is another set of connections, as it is for the API server. */
  #agentFor(host: string, ca: string | undefined): Agent {
    const key = `${host} ${createHash('sha256')
      .update(ca ?? '')
      .digest('hex')}`;
    const known = this.#agents.get(key);
    if (known !== undefined) return known;
    const agent = new Agent({ keepAlive: true, ...(ca !== undefined && { ca }) });
    for (const [other, old] of this.#agents) {
      if (!other.startsWith(`${host} `)) continue;
      // Calls that are under way go on.
      for (const sockets of Object.values(old.freeSockets)) {
        for (const socket of sockets ?? []) socket.destroy();
      }
      this.#agents.delete(other);
    }
    this.#agents.set(key, agent);
    return agent;
  }

  close(): void {
    for (const agent of this.#agents.values()) agent.destroy();
  }
}

function post(
  url: string,
  { body, agent, signal }: { body: string; agent: Agent; signal: AbortSignal },
): Promise<{ status: number; text: string; isPlain: boolean }> {
  return new Promise((resolve, reject) => {
    const headers = {
      'content-type': 'application/json',
      accept: 'application/json, */*',
      'content-length': Buffer.byteLength(body),
      'user-agent': 'kube-apiserver-admission',
    };
    const sent = request(url, { method: 'POST', agent, headers, signal }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        resolve({
          status: response.statusCode ?? 0,
          text: Buffer.concat(chunks).toString(),
          isPlain: /^(?:$|text\/)/u.test(response.headers['content-type'] ?? ''),
        });
      });
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

function goText(error: unknown, { hostname, port }: URL): string {
  const { code = '', message } = error as NodeJS.ErrnoException;
  const address = `${hostname}:${port === '' ? '443' : port}`;
  switch (code) {
    case 'ECONNREFUSED':
      return `dial tcp ${address}: connect: connection refused`;
    case 'ENOTFOUND':
      return `dial tcp: lookup ${hostname}: no such host`;
    case 'ECONNRESET':
      return 'EOF';
    case 'DEPTH_ZERO_SELF_SIGNED_CERT':
    case 'SELF_SIGNED_CERT_IN_CHAIN':
    case 'UNABLE_TO_VERIFY_LEAF_SIGNATURE':
    case 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY':
      return 'tls: failed to verify certificate: x509: certificate signed by unknown authority';
    case 'CERT_HAS_EXPIRED':
      return 'tls: failed to verify certificate: x509: certificate has expired or is not yet valid';
    default:
      return message;
  }
}

/** What client-go makes of an answer that is no success. */
function statusText(status: number, text: string, isPlain: boolean): string {
  const said = statusMessage(text);
  if (said !== undefined) return said;
  if (status === 404) return 'the server could not find the requested resource';
  if (status >= 500) {
    return `an error on the server (${JSON.stringify(isPlain ? text.trim() : 'unknown')}) has prevented the request from succeeding`;
  }
  return 'the server rejected our request for an unknown reason';
}

function statusMessage(text: string): string | undefined {
  try {
    const { kind, message } = JSON.parse(text) as { kind?: unknown; message?: unknown };
    return kind === 'Status' && typeof message === 'string' ? message : undefined;
  } catch {
    return undefined;
  }
}

function decode(base64: string): string {
  return Buffer.from(base64, 'base64').toString();
}
