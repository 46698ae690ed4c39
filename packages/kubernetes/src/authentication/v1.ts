// Generated from the OpenAPI documents of Kubernetes 1.37.2 by
// packages/kubernetes/generator/main.ts: do not edit.
import type { ObjectMeta, Time } from '../meta/v1.ts';
import type { StoredObjectMeta } from '../object.ts';
import { type ResourceType, resourceType } from '../resource-type.ts';

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.37/#boundobjectreference-v1-authentication-k8s-io */
export interface BoundObjectReference {
  apiVersion?: string;
  kind?: string;
  name?: string;
  uid?: string;
}

/**
 * Only created: the server answers it and stores nothing, so its metadata has no more than was
 * sent.
 * https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.37/#selfsubjectreview-v1-authentication-k8s-io
 */
export interface SelfSubjectReview {
  apiVersion: 'authentication.k8s.io/v1';
  kind: 'SelfSubjectReview';
  metadata: StoredObjectMeta;
  status: SelfSubjectReviewStatus;
}

export const SelfSubjectReview: ResourceType<SelfSubjectReview> = /* @__PURE__ */ resourceType({
  group: 'authentication.k8s.io',
  version: 'v1',
  kind: 'SelfSubjectReview',
  plural: 'selfsubjectreviews',
  scope: 'Cluster',
});

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.37/#selfsubjectreviewstatus-v1-authentication-k8s-io */
export interface SelfSubjectReviewStatus {
  userInfo?: UserInfo;
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.37/#tokenrequest-v1-authentication-k8s-io */
export interface TokenRequest {
  apiVersion?: 'authentication.k8s.io/v1';
  kind?: 'TokenRequest';
  metadata?: ObjectMeta;
  spec?: TokenRequestSpec;
  status?: TokenRequestStatus;
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.37/#tokenrequestspec-v1-authentication-k8s-io */
export interface TokenRequestSpec {
  attestations?: Record<string, string[]>;
  audiences?: string[];
  boundObjectRef?: BoundObjectReference;
  expirationSeconds?: number;
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.37/#tokenrequeststatus-v1-authentication-k8s-io */
export interface TokenRequestStatus {
  expirationTimestamp?: Time | null;
  token?: string;
}

/**
 * Only created: the server answers it and stores nothing, so its metadata has no more than was
 * sent.
 * https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.37/#tokenreview-v1-authentication-k8s-io
 */
export interface TokenReview {
  apiVersion: 'authentication.k8s.io/v1';
  kind: 'TokenReview';
  metadata: StoredObjectMeta;
  spec: TokenReviewSpec;
  status: TokenReviewStatus;
}

export const TokenReview: ResourceType<TokenReview> = /* @__PURE__ */ resourceType({
  group: 'authentication.k8s.io',
  version: 'v1',
  kind: 'TokenReview',
  plural: 'tokenreviews',
  scope: 'Cluster',
});

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.37/#tokenreviewspec-v1-authentication-k8s-io */
export interface TokenReviewSpec {
  audiences?: string[];
  token: string;
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.37/#tokenreviewstatus-v1-authentication-k8s-io */
export interface TokenReviewStatus {
  audiences?: string[];
  authenticated?: boolean;
  error?: string;
  user?: UserInfo;
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.37/#userinfo-v1-authentication-k8s-io */
export interface UserInfo {
  extra?: Record<string, string[]>;
  groups?: string[];
  uid?: string;
  username?: string;
}
