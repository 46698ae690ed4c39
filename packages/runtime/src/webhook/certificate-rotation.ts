import { X509Certificate, randomBytes } from 'node:crypto';
import type { ServerCertificate } from '../util/http-listener.ts';
import { createCertificate } from '../util/x509.ts';

/** A leaf, and the authority that signed it and nothing else: its key was thrown away. PEM. */
export interface Generation extends ServerCertificate {
  readonly ca: string;
}

/** All that the replicas of a manager share about their certificate. */
export interface RotationState {
  /** What is served. */
  readonly current: Generation;
  /** What will be served when everybody trusts it. @default none */
  readonly next?: Generation | undefined;
  /** When the authority of `next` was seen published everywhere, in milliseconds since 1970. @default not yet */
  readonly nextPublishedAt?: number | undefined;
  /** Authorities of leaves that a replica may still serve. */
  readonly formerAuthorities: readonly string[];
}

/** Lifetimes, in milliseconds. */
export interface RotationOptions {
  /** Names that the certificate is for. */
  readonly hosts: readonly string[];
  /** Of a leaf; it is replaced after two thirds of it. */
  readonly lifetimeMs: number;
  /** From when an authority is published everywhere until its leaf is served: API servers learn of it. */
  readonly propagationMs: number;
}

/** The authorities that are to be trusted, PEM, one after the other. */
export function bundleOf({ current, next, formerAuthorities }: RotationState): string {
  return [...formerAuthorities, current.ca, ...(next === undefined ? [] : [next.ca])].join('');
}

/** A new authority with its one leaf. */
export function createGeneration(
  { hosts, lifetimeMs }: RotationOptions,
  wallTime: number,
): Generation {
  const commonName = `webhook-ca-${randomBytes(8).toString('hex')}`;
  const authority = createCertificate({ commonName, wallTime, lifetimeMs });
  const [host = 'webhook'] = hosts;
  const leaf = createCertificate({
    commonName: host.slice(0, 64),
    wallTime,
    lifetimeMs,
    hosts,
    issuer: { ...authority, commonName },
  });
  return { ...leaf, ca: authority.cert };
}

/**
 * What the shared state is to become now; the same object when it may stay. Ask only when
 * {@link bundleOf} the state is published everywhere: that is what makes the next step safe. Whoever
 * stops between two steps is followed by one who finds the same step to take.
 */
export function nextState(
  state: RotationState,
  wallTime: number,
  options: RotationOptions,
): RotationState {
  const { current, next, nextPublishedAt, formerAuthorities } = state;
  if (next === undefined) {
    if (isDue(current, wallTime, options)) {
      return { ...state, next: createGeneration(options, wallTime) };
    }
    const alive = formerAuthorities.filter((authority) => validTo(authority) > wallTime);
    return alive.length === formerAuthorities.length
      ? state
      : { ...state, formerAuthorities: alive };
  }
  // Nobody was there for so long that it is old itself.
  if (isDue(next, wallTime, options)) {
    const formers = [...formerAuthorities, next.ca];
    return { current, next: createGeneration(options, wallTime), formerAuthorities: formers };
  }
  if (nextPublishedAt === undefined) return { ...state, nextPublishedAt: wallTime };
  const isOver = validTo(current.cert) <= wallTime;
  if (!isOver && wallTime < nextPublishedAt + options.propagationMs) return state;
  return { current: next, formerAuthorities: [...formerAuthorities, current.ca] };
}

function isDue(generation: Generation, wallTime: number, options: RotationOptions): boolean {
  if (wallTime >= renewAt(generation, options)) return true;
  const { subjectAltName = '' } = new X509Certificate(generation.cert);
  const names = subjectAltName.split(', ').map((name) => name.replace(/^(DNS|IP Address):/, ''));
  return options.hosts.some((host) => !names.includes(host));
}

function renewAt({ cert }: Generation, { lifetimeMs }: RotationOptions): number {
  return validTo(cert) - lifetimeMs / 3;
}

function validTo(cert: string): number {
  return new X509Certificate(cert).validToDate.getTime();
}
