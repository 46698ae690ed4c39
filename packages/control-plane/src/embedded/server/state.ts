import { randomBytes } from 'node:crypto';
import { CertificateAuthority, newServiceAccountKey } from '../../certificate-authority.ts';
import { Journal, type JournalHeader } from '../storage/journal.ts';
import { ObjectStore } from '../storage/object-store.ts';

/** What a control plane is known by: with the same identity, the kubeconfigs of an earlier run still work. */
interface Identity {
  readonly authority: CertificateAuthority;
  /** PEM; signs the tokens of service accounts. */
  readonly serviceAccountKey: string;
  /** Bearer token of the administrator. */
  readonly adminToken: string;
}

/** The state of one control plane. */
export interface State extends Disposable {
  readonly store: ObjectStore;
  readonly identity: Identity;
  /** Removes every object, from the file too; the identity stays. */
  clear(): void;
}

/**
 * Opens the state that a file keeps, or a new one that only lives in memory.
 * @throws {JournalError} when the file is something else
 */
export function openState(options: {
  readonly file?: string | undefined;
  readonly history?: number | undefined;
}): State {
  const { file, history } = options;
  if (file === undefined) {
    const store = new ObjectStore({ history });
    return {
      store,
      identity: identityOf(newHeader()),
      clear: () => store.clear(),
      [Symbol.dispose]: () => undefined,
    };
  }
  let journal: Journal | undefined;
  const store = new ObjectStore({
    history,
    journal: (resource, event) => journal?.record(resource, event),
  });
  const opened = Journal.open(file, store, newHeader);
  journal = opened.journal;
  return {
    store,
    identity: identityOf(opened.header),
    clear: () => {
      store.clear();
      opened.journal.rewrite(store);
    },
    [Symbol.dispose]: () => opened.journal[Symbol.dispose](),
  };
}

function newHeader(): JournalHeader {
  const { certificate, privateKey } = CertificateAuthority.create().save();
  return {
    certificate,
    privateKey,
    serviceAccountKey: newServiceAccountKey(),
    adminToken: newToken(),
  };
}

function identityOf(header: JournalHeader): Identity {
  const { certificate = '', privateKey = '', serviceAccountKey = '', adminToken = '' } = header;
  return {
    authority: CertificateAuthority.restore({ certificate, privateKey }),
    serviceAccountKey,
    adminToken,
  };
}

/** A bearer token that nobody guesses. */
export function newToken(): string {
  return randomBytes(24).toString('base64url');
}
