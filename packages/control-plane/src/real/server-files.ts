import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type CertificateAuthority, newServiceAccountKey } from '../certificate-authority.ts';
import type { ServerFiles } from './server-flags.ts';

/** Every name by which a client on this machine, or one that thinks it is in a cluster, may call the server. */
const servingHosts = [
  '127.0.0.1',
  '::1',
  'localhost',
  'kubernetes',
  'kubernetes.default',
  'kubernetes.default.svc',
  'kubernetes.default.svc.cluster.local',
  '10.0.0.1',
];

export function serverFiles(folder: string): ServerFiles {
  const inFolder = (name: string): string => path.join(folder, name);
  return {
    etcdData: inFolder('etcd'),
    etcdSocket: inFolder('etcd.sock'),
    etcdPeerSocket: inFolder('peer.sock'),
    caCertificate: inFolder('ca.crt'),
    servingCertificate: inFolder('serving.crt'),
    servingKey: inFolder('serving.key'),
    serviceAccountKey: inFolder('service-account.key'),
    adminKubeconfig: inFolder('admin.kubeconfig'),
  };
}

/** Writes what kube-apiserver and kube-controller-manager read at their start, for this user's eyes only. */
export async function writeCredentials(
  files: ServerFiles,
  authority: CertificateAuthority,
  adminKubeconfig: string,
): Promise<void> {
  const serving = authority.issue({ commonName: 'kube-apiserver', hosts: servingHosts });
  const contents: Record<string, string> = {
    [files.caCertificate]: authority.certificate,
    [files.servingCertificate]: serving.certificate,
    [files.servingKey]: serving.privateKey,
    [files.serviceAccountKey]: newServiceAccountKey(),
    [files.adminKubeconfig]: adminKubeconfig,
  };
  for (const [file, content] of Object.entries(contents)) {
    await writeFile(file, content, { mode: 0o600 });
  }
}
