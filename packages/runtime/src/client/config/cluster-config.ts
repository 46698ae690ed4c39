/** What a TLS connection to the API server needs, as PEM. */
export interface TlsMaterial {
  /** Trusted certificate authorities. Absent: those of Node. */
  readonly ca?: string | undefined;
  readonly certificate?: string | undefined;
  readonly privateKey?: string | undefined;
  /** Name that the server's certificate must be for, when it is not the host of the URL. */
  readonly serverName?: string | undefined;
  /** `false` accepts any certificate (`insecure-skip-tls-verify`). */
  readonly rejectUnauthorized?: boolean | undefined;
}

/** Headers that say who we are; impersonation repeats some. */
export type AuthHeaders = Readonly<Record<string, string | readonly string[]>>;

/** Where an API server is, and who we are to it. Credentials may change over time. */
export interface ClusterConfig {
  /** Base URL, for example `https://10.0.0.1:443`; may have a path. */
  readonly server: string;
  /** Namespace of the context or of the pod. @default 'default' */
  readonly namespace: string;
  /** Where this comes from, for messages: a path and a context, or `in-cluster`. */
  readonly source: string;
  /** HTTP or SOCKS proxy. @default none */
  readonly proxyUrl?: string | undefined;
  /** The same object until the material changes; connections made with an older one are to be dropped. */
  tls(): Promise<TlsMaterial>;
  /** Headers that authenticate a request. */
  authorize(): Promise<AuthHeaders>;
  /** The server refused our credentials: the next {@link authorize} reads them again. */
  invalidate(): void;
}
