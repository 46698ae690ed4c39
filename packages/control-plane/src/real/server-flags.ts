/** Where the files of one control plane are, all below one folder. */
export interface ServerFiles {
  readonly etcdData: string;
  readonly etcdSocket: string;
  readonly etcdPeerSocket: string;
  readonly caCertificate: string;
  readonly servingCertificate: string;
  readonly servingKey: string;
  readonly serviceAccountKey: string;
  readonly adminKubeconfig: string;
}

/** A port of 127.0.0.1 for each server that clients or probes connect to. */
export interface ServerPorts {
  readonly apiServer: number;
  readonly controllerManager: number;
}

/** Where etcd says that it can be reached; it wants a host and a port, and nobody asks it. */
const unusedEtcdUrl = 'http://127.0.0.1:1';

/**
 * etcd listens on sockets in a folder that only this user can enter: it asks for no credentials, and
 * there is no port that another control plane could have taken.
 */
export function etcdFlags(files: ServerFiles): string[] {
  return [
    `--data-dir=${files.etcdData}`,
    `--listen-client-urls=unix://${files.etcdSocket}`,
    `--advertise-client-urls=${unusedEtcdUrl}`,
    `--listen-peer-urls=unix://${files.etcdPeerSocket}`,
    `--initial-advertise-peer-urls=${unusedEtcdUrl}`,
    `--initial-cluster=default=${unusedEtcdUrl}`,
    // The data is thrown away at the end: it need not survive a loss of power.
    '--unsafe-no-fsync',
  ];
}

export interface ApiServerOptions {
  /** A controller manager makes the service accounts that the admission plugin asks for. */
  readonly controllerManager: boolean;
  readonly extraFlags: readonly string[];
}

export function apiServerFlags(
  files: ServerFiles,
  ports: ServerPorts,
  options: ApiServerOptions,
): string[] {
  return [
    `--etcd-servers=unix://${files.etcdSocket}`,
    '--bind-address=127.0.0.1',
    `--secure-port=${ports.apiServer}`,
    `--tls-cert-file=${files.servingCertificate}`,
    `--tls-private-key-file=${files.servingKey}`,
    `--client-ca-file=${files.caCertificate}`,
    '--service-account-issuer=https://kubernetes.default.svc',
    `--service-account-key-file=${files.serviceAccountKey}`,
    `--service-account-signing-key-file=${files.serviceAccountKey}`,
    '--service-cluster-ip-range=10.0.0.0/24',
    '--authorization-mode=RBAC',
    '--allow-privileged=true',
    ...(options.controllerManager ? [] : ['--disable-admission-plugins=ServiceAccount']),
    ...options.extraFlags,
  ];
}

export function controllerManagerFlags(files: ServerFiles, ports: ServerPorts): string[] {
  return [
    `--kubeconfig=${files.adminKubeconfig}`,
    `--authentication-kubeconfig=${files.adminKubeconfig}`,
    `--authorization-kubeconfig=${files.adminKubeconfig}`,
    '--bind-address=127.0.0.1',
    `--secure-port=${ports.controllerManager}`,
    `--tls-cert-file=${files.servingCertificate}`,
    `--tls-private-key-file=${files.servingKey}`,
    `--root-ca-file=${files.caCertificate}`,
    `--service-account-private-key-file=${files.serviceAccountKey}`,
    '--leader-elect=false',
  ];
}
