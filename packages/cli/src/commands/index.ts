import type { Command } from '../command.ts';
import { createApi } from './create-api.ts';
import { init } from './init.ts';
import { run } from './run.ts';

/** Every command, in the order of the help. */
export const commands: readonly Command[] = [init, createApi, run];
