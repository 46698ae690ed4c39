/** Client credentials: a certificate that the API server trusts, and its key, both PEM. */
export interface ClientCertificate {
  readonly certificate: string;
  readonly privateKey: string;
}

/** A user of a control plane, and how to connect as that user. */
export interface ControlPlaneUser {
  readonly name: string;
  readonly groups: readonly string[];
  /** A kubeconfig whose only context is this user. */
  readonly kubeconfig: string;
  /** Absent where the backend cannot issue certificates (`existing`). */
  readonly credentials?: ClientCertificate | undefined;
}

/** A Kubernetes API that runs, whatever stands behind it. */
export interface ControlPlane extends AsyncDisposable {
  /** Of the API server, for example `https://127.0.0.1:38477`. */
  readonly url: string;
  /** Text of a kubeconfig whose current context is an administrator. */
  readonly kubeconfig: string;
  /** The same kubeconfig as a file. */
  readonly kubeconfigPath: string;
  /** PEM certificate of the administrator; absent for `existing`. */
  readonly adminCredentials?: ClientCertificate | undefined;
  /** A user that may do only what RBAC grants to the name and the groups. */
  addUser(name: string, groups?: readonly string[]): Promise<ControlPlaneUser>;
  /** Ends all processes and removes all files. Safe to call again. */
  stop(): Promise<void>;
}

/** Told what happens during a long step, a line at a time. */
export type Progress = (line: string) => void;
