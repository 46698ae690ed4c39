import { Secret } from '@keelson/kubernetes/core/v1';
import { isAlreadyExists, isConflict } from '../client/api-error-predicates.ts';
import type { Client } from '../client/client.ts';
import type { RotationState } from './certificate-rotation.ts';
import type { CertificateStore, SharedState, TrustAnchor } from './certificate-store.ts';
import { secretFrom, stateFrom } from './rotation-secret.ts';
import { type AnchorNames, readAnchors } from './trust-anchors.ts';

/** Options of {@link ClusterCertificateStore}. */
export interface ClusterCertificateStoreOptions {
  readonly client: Pick<Client, 'get' | 'create' | 'update' | 'patch'>;
  readonly secret: { readonly namespace: string; readonly name: string };
  /** May grow while the manager runs. */
  readonly anchors: () => AnchorNames;
}

/** Shares a certificate through a Secret, and publishes its authority in configurations. */
export class ClusterCertificateStore implements CertificateStore {
  readonly #options: ClusterCertificateStoreOptions;

  constructor(options: ClusterCertificateStoreOptions) {
    this.#options = options;
  }

  async read(): Promise<SharedState> {
    const { client, secret } = this.#options;
    const object = await client.get(Secret, secret);
    if (object === undefined) return { value: undefined, version: undefined };
    return { value: stateFrom(object as Secret), version: object.metadata.resourceVersion };
  }

  async write(state: RotationState, version: string | undefined): Promise<boolean> {
    const { client, secret } = this.#options;
    const object = secretFrom(state, secret);
    try {
      if (version === undefined) await client.create(Secret, object);
      else await this.#update(object, version);
      return true;
    } catch (error) {
      if (isConflict(error) || isAlreadyExists(error)) return false;
      throw error;
    }
  }

  async #update(object: ReturnType<typeof secretFrom>, version: string): Promise<void> {
    const { metadata, ...content } = object;
    const versioned = { ...metadata, resourceVersion: version };
    const type = { apiVersion: 'v1', kind: 'Secret' };
    await this.#options.client.update({ ...content, ...type, metadata: versioned } as Secret);
  }

  anchors(): Promise<readonly TrustAnchor[]> {
    return readAnchors(this.#options.client, this.#options.anchors());
  }
}
