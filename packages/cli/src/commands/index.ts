import type { Command } from '../command.ts';
import { auditRbac } from './audit-rbac.ts';
import { build } from './build.ts';
import { buildInstaller } from './build-installer.ts';
import { completion } from './completion.ts';
import { controlPlaneCommands } from './control-plane.ts';
import { createApi } from './create-api.ts';
import { createWebhook } from './create-webhook.ts';
import { deploy, undeploy } from './deploy.ts';
import { dev } from './dev.ts';
import { doctor } from './doctor.ts';
import { edit } from './edit.ts';
import { generate } from './generate.ts';
import { generateBundle } from './generate-bundle.ts';
import { generateDocs } from './generate-docs.ts';
import { generateHelm } from './generate-helm.ts';
import { importCrd } from './import-crd.ts';
import { init } from './init.ts';
import { install, uninstall } from './install.ts';
import { migrateStorage } from './migrate-storage.ts';
import { newCommand } from './new.ts';
import { run } from './run.ts';
import { upgrade } from './upgrade.ts';
import { version } from './version.ts';

/** Every command, in the order of the help. */
export const commands: readonly Command[] = [
  newCommand,
  init,
  createApi,
  createWebhook,
  edit,
  upgrade,
  importCrd,
  generate,
  generateDocs,
  generateHelm,
  generateBundle,
  auditRbac,
  install,
  uninstall,
  build,
  deploy,
  undeploy,
  buildInstaller,
  dev,
  run,
  ...controlPlaneCommands,
  migrateStorage,
  doctor,
  completion,
  version,
];
