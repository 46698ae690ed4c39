import type { TLSSocket } from 'node:tls';
import type { Peer } from './api-server.ts';

const peers = new WeakMap<TLSSocket, Peer>();

/** Who is at the other end, by certificate. It holds for the connection, so it is read once. */
export function peerOf(socket: TLSSocket): Peer {
  const known = peers.get(socket);
  if (known !== undefined) return known;
  const certificate = socket.getPeerX509Certificate();
  const peer: Peer =
    certificate === undefined ? {} : socket.authorized ? { certificate } : { badCertificate: true };
  peers.set(socket, peer);
  return peer;
}
