import { goQuote } from '@keelson/schema';
import { badRequest } from '../status-error.ts';
import type { FieldSelector } from './field-selector.ts';

/** A kind, as far as its field selectors go. */
export interface FieldLabelOptions {
  readonly group: string;
  readonly kind: string;
  readonly isNamespaced: boolean;
  /** Whether a CustomResourceDefinition defines it. @default false */
  readonly isCustomResource?: boolean | undefined;
  /** Labels beyond `metadata.name` and `metadata.namespace`. */
  readonly labels: { has(label: string): boolean };
}

/**
 * Checks that a kind can be selected by the labels of a selector.
 * @throws {StatusError} 400 in the server's words when it cannot
 */
export function checkFieldLabels({ terms }: FieldSelector, options: FieldLabelOptions): void {
  for (const { label } of terms) {
    if (label === 'metadata.name' || options.labels.has(label)) continue;
    const words = wordsOf(options);
    // Kinds that state their labels leave this one out when they are of the cluster.
    if (label === 'metadata.namespace' && (words === undefined || options.isNamespaced)) continue;
    throw badRequest(
      words === undefined
        ? `${goQuote(label)} is not a known field selector: only "metadata.name", "metadata.namespace"`
        : words(label),
    );
  }
}

type Words = (label: string) => string;

function wordsOf({ group, kind, isCustomResource }: FieldLabelOptions): Words | undefined {
  if (isCustomResource === true) return notSupported;
  return kindWords.get(group === '' ? kind : `${kind}.${group}`);
}

function notSupported(label: string): string {
  return `field label not supported: ${label}`;
}

const kindWords: ReadonlyMap<string, Words> = new Map<string, Words>([
  ['Pod', notSupported],
  ['Node', notSupported],
  ['ReplicationController', notSupported],
  ['Event', notSupported],
  ['Namespace', notSupported],
  ['Secret', notSupported],
  ['Service', notSupported],
  ['Event.events.k8s.io', notSupported],
  ['CertificateSigningRequest.certificates.k8s.io', notSupported],
  ['ClusterTrustBundle.certificates.k8s.io', notSupported],
  ['PodCertificateRequest.certificates.k8s.io', notSupported],
  ['Job.batch', (label) => `field label ${goQuote(label)} not supported for Job`],
  [
    'ResourceSlice.resource.k8s.io',
    (label) => `field label not supported for resource.k8s.io/v1, Kind=ResourceSlice: ${label}`,
  ],
]);
