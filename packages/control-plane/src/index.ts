// A Kubernetes API to develop and test against.
export type {
  ClientCertificate,
  ControlPlane,
  ControlPlaneUser,
  Progress,
} from './control-plane.ts';
export type {
  EmbeddedControlPlane,
  EmbeddedControlPlaneOptions,
} from './embedded/server/embedded-control-plane.ts';
export type {
  InMemoryRequest,
  InMemoryResponse,
  InMemoryStream,
  InMemoryTransport,
} from './embedded/server/in-memory-transport.ts';
export type { ExistingControlPlaneOptions } from './existing/existing-control-plane.ts';
export type { RealControlPlaneOptions } from './real/real-control-plane.ts';
export { type ControlPlaneOptions, startControlPlane } from './start-control-plane.ts';

// What the `operator control-plane` command shows and does.
export { defaultVersion } from './real/binaries.ts';
export { buildBinaries, type BuildOptions } from './real/build.ts';
export type { RunningControlPlane } from './real/running.ts';
export { clean, inventory, type InstalledVersion, listInstalled } from './inventory.ts';
