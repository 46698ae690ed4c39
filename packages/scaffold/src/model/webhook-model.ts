/** One entry of a webhook configuration. Names are those of `admissionregistration.k8s.io/v1`. */
export interface WebhookModel {
  readonly type: 'mutating' | 'validating';
  /** Of the configuration that it stands in. */
  readonly configurationName: string;
  readonly name: string;
  readonly groups: readonly string[];
  readonly versions: readonly string[];
  readonly resources: readonly string[];
  readonly operations: readonly string[];
  readonly scope?: string | undefined;
  readonly clientConfig:
    | { readonly url: string }
    | {
        readonly service: {
          readonly name: string;
          readonly namespace: string;
          readonly path: string;
          readonly port?: number | undefined;
        };
      };
  readonly failurePolicy: string;
  readonly sideEffects: string;
  readonly admissionReviewVersions: readonly string[];
  readonly matchPolicy?: string | undefined;
  readonly timeoutSeconds?: number | undefined;
  readonly reinvocationPolicy?: string | undefined;
  readonly namespaceSelector?: unknown;
  readonly objectSelector?: unknown;
  readonly matchConditions?: readonly object[] | undefined;
}

/** A converter between two versions of a kind. */
export interface ConverterModel {
  readonly group: string;
  readonly plural: string;
  readonly hub: string;
  readonly spoke: string;
}
