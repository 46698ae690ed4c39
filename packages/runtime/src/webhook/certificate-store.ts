import type { RotationState } from './certificate-rotation.ts';

/** What was read of the shared state, and the version that a write goes back to. */
export interface SharedState {
  /** Undefined when there is none yet, or what there is cannot be read. */
  readonly value: RotationState | undefined;
  /** Undefined when there is none yet. */
  readonly version: string | undefined;
}

/** An object that tells API servers whom to trust: a webhook configuration or a definition. */
export interface TrustAnchor {
  readonly name: string;
  /** Trusts exactly this bundle, wherever it should. */
  trusts(bundle: string): boolean;
  /** @returns false when somebody changed it since it was read */
  publish(bundle: string): Promise<boolean>;
}

/** What the replicas share: the state, and the objects that it is published in. */
export interface CertificateStore {
  read(): Promise<SharedState>;
  /** @returns false when somebody was faster */
  write(state: RotationState, version: string | undefined): Promise<boolean>;
  /** Those that there are. */
  anchors(): Promise<readonly TrustAnchor[]>;
}
