import type { Answer, Metadata, RequestOptions } from './answer.ts';
import {
  type CustomResource,
  type CustomResourceOptions,
  installCustomResource,
} from './custom-resource.ts';
import { isObject, type Json, parseJson } from './exact-json.ts';
import { type Exchange, recordHeaders } from './exchange.ts';
import { type Credentials, type HttpClient, readText } from './http-client.ts';
import type { Session } from './session.ts';
import { Watch } from './watch.ts';

/** Kinds of patch, by the names that kubectl has for them. */
export type PatchType = 'json' | 'merge' | 'strategic' | 'apply';

const patchMediaTypes: Readonly<Record<PatchType, string>> = {
  json: 'application/json-patch+json',
  merge: 'application/merge-patch+json',
  strategic: 'application/strategic-merge-patch+json',
  apply: 'application/apply-patch+yaml',
};

/** Whom to impersonate. */
export interface Impersonation {
  readonly user: string;
  readonly uid?: string | undefined;
  readonly groups?: readonly string[] | undefined;
  readonly extra?: Readonly<Record<string, string>> | undefined;
}

/** What a case does to the control plane; every exchange is recorded. */
export class Api {
  /** Part of all names of the case that others could have too; `<id>` in transcripts. */
  readonly id: string;
  /** A namespace of the case's own; made when it is first used. */
  readonly namespace: string;
  readonly #session: Session;
  readonly #client: HttpClient;
  readonly #as: string | undefined;
  readonly #headers: Readonly<Record<string, string | string[]>>;

  constructor(session: Session, who: Who = {}) {
    this.id = session.id;
    this.namespace = session.namespace;
    this.#session = session;
    this.#client = who.client ?? session.client;
    this.#as = who.name;
    this.#headers = who.headers ?? {};
  }

  /** Path of the core group in the namespace: `${api.core}/configmaps/a`. */
  get core(): string {
    return this.in('v1');
  }

  /** Path of a group and version in a namespace: `${api.in('apps/v1')}/deployments`. */
  in(groupVersion: string, namespace: string = this.namespace): string {
    const root = groupVersion.includes('/') ? '/apis' : '/api';
    return `${root}/${groupVersion}/namespaces/${namespace}`;
  }

  /** Makes another namespace. */
  otherNamespace(): Promise<string> {
    return this.#session.otherNamespace();
  }

  get(path: string, options?: RequestOptions): Promise<Answer> {
    return this.request({ method: 'GET', path }, options);
  }

  post(path: string, body: Body, options?: RequestOptions): Promise<Answer> {
    return this.request({ method: 'POST', path, body }, options);
  }

  put(path: string, body: Body, options?: RequestOptions): Promise<Answer> {
    return this.request({ method: 'PUT', path, body }, options);
  }

  delete(path: string, body?: Body, options?: RequestOptions): Promise<Answer> {
    return this.request({ method: 'DELETE', path, body }, options);
  }

  /** A patch of a type, as the first part of the body: `{ merge: { data } }`. A text is sent as it is. */
  patch(
    path: string,
    patch: Readonly<Partial<Record<PatchType, Body>>>,
    options: RequestOptions = {},
  ): Promise<Answer> {
    const [type, body] = Object.entries(patch)[0] as [PatchType, Body];
    const headers = { 'Content-Type': patchMediaTypes[type], ...options.headers };
    return this.request({ method: 'PATCH', path, body }, { ...options, headers });
  }

  /** Any request. A body that is no text is sent as JSON, of that media type unless a header says another. */
  async request(
    { method, path, body }: { method: string; path: string; body?: Body | undefined },
    { headers, record }: RequestOptions = {},
  ): Promise<Answer> {
    const response = await this.#open({ method, path, body, headers });
    const text = await readText(response.stream);
    const json = parseJson(text);
    const object = isObject(json) ? json : {};
    if (record !== undefined) this.#session.unrecorded.push(object);
    if (record !== false) {
      const whole = json ?? text;
      this.#session.exchanges.push({
        request: `${method} ${path}`,
        as: this.#as,
        sent: headers,
        status: response.status,
        headers: recordHeaders(response.headers),
        body: record === undefined ? whole : record(object, text),
      });
    }
    return {
      status: response.status,
      headers: response.headers,
      body: object,
      metadata: (isObject(object['metadata']) ? object['metadata'] : {}) as Metadata,
      text,
    };
  }

  /** Opens a watch, and resolves when the server has answered. `watch=true` is added to the path. */
  async watch(path: string, options: RequestOptions = {}): Promise<Watch> {
    const full = `${path}${path.includes('?') ? '&' : '?'}watch=true`;
    const response = await this.#open({ method: 'GET', path: full, headers: options.headers });
    const refused = response.status !== 200;
    const text = refused ? await readText(response.stream) : '';
    const exchange: Exchange = {
      request: `WATCH ${full}`,
      as: this.#as,
      sent: options.headers,
      status: response.status,
      headers: recordHeaders(response.headers),
      ...(refused ? { body: parseJson(text) ?? text } : { frames: [] }),
    };
    this.#session.exchanges.push(exchange);
    const watch = new Watch(exchange, response.stream, this.#session.patienceMs);
    this.#session.onEnd(() => watch.close());
    return watch;
  }

  /**
   * Reads again and again until the condition holds, and records nothing; with `record`, the last
   * answer only.
   * @throws {Error} when that takes too long
   */
  async await(
    path: string,
    condition: (answer: Answer) => boolean,
    options: RequestOptions = { record: false },
  ): Promise<Answer> {
    const deadline = Date.now() + this.#session.patienceMs;
    for (;;) {
      const answer = await this.get(path, { headers: options.headers, record: false });
      if (condition(answer)) {
        return options.record === false ? answer : await this.get(path, options);
      }
      if (Date.now() > deadline) throw new Error(`timed out waiting for a condition of ${path}`);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  /** Records a fact that is not one answer, for example how many of many requests were refused. */
  note(title: string, value: Json): void {
    this.#session.exchanges.push({ request: `NOTE ${title}`, status: 0, headers: {}, body: value });
  }

  /** Installs a kind in a group of the case's own, and resolves when it is served. Records nothing. */
  installCustomResource(options?: CustomResourceOptions): Promise<CustomResource> {
    return installCustomResource(this, options);
  }

  /** What happens after the case, whatever its outcome. Records nothing. */
  onEnd(task: () => unknown): void {
    this.#session.onEnd(task);
  }

  /** As somebody with a client certificate that the server trusts. */
  async asUser(name: string, groups: readonly string[] = []): Promise<Api> {
    const { credentials } = await this.#session.target.controlPlane.addUser(name, groups);
    return this.#with(`user ${name}`, credentials ?? {});
  }

  /** As the bearer of a token. */
  asBearer(token: string): Api {
    return this.#with('bearer', { token });
  }

  /** As nobody. */
  asAnonymous(): Api {
    return this.#with('anonymous', {});
  }

  /** As the administrator who impersonates somebody. */
  impersonating({ user, uid, groups = [], extra = {} }: Impersonation): Api {
    const headers: Record<string, string | string[]> = { 'Impersonate-User': user };
    if (uid !== undefined) headers['Impersonate-Uid'] = uid;
    if (groups.length > 0) headers['Impersonate-Group'] = [...groups];
    for (const [key, value] of Object.entries(extra)) headers[`Impersonate-Extra-${key}`] = value;
    const name = `impersonating ${[user, ...groups].join(', ')}`;
    return new Api(this.#session, { name, client: this.#client, headers });
  }

  #with(name: string, credentials: Credentials): Api {
    const client = this.#session.client.as(credentials);
    this.#session.onEnd(() => client.close());
    return new Api(this.#session, { name, client });
  }

  async #open({ method, path, body, headers }: OpenOptions): ReturnType<HttpClient['open']> {
    await this.#session.prepare(path);
    const text = encode(body);
    return this.#client.open({
      method,
      path,
      body: text,
      headers: {
        Accept: 'application/json',
        ...(text === undefined ? {} : { 'Content-Type': 'application/json' }),
        ...this.#headers,
        ...headers,
      },
    });
  }
}

/** What is sent: JSON, or text and bytes as they are. */
export type Body = string | Uint8Array | object;

interface Who {
  readonly name?: string | undefined;
  readonly client?: HttpClient | undefined;
  readonly headers?: Readonly<Record<string, string | string[]>> | undefined;
}

interface OpenOptions {
  readonly method: string;
  readonly path: string;
  readonly body?: Body | undefined;
  readonly headers?: RequestOptions['headers'];
}

function encode(body: Body | undefined): string | Uint8Array | undefined {
  if (body === undefined || typeof body === 'string' || body instanceof Uint8Array) return body;
  return JSON.stringify(body, (_, value: unknown) => {
    return typeof value === 'bigint' ? exactJson.rawJSON(String(value)) : value;
  });
}

/** What the library of the compiler does not know yet. */
const exactJson = JSON as unknown as { rawJSON(text: string): unknown };
