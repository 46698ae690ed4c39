import type { InferredOptionTypes, Options } from 'yargs';
import type { CliIo } from './cli-io.ts';

type Flags = Readonly<Record<string, Options>>;

/** A command: flags, and one call. */
export interface Command<F extends Flags = Flags> {
  /** Words after `operator`: `init`, `create api`. */
  readonly name: string;
  readonly summary: string;
  /** Every flag has a description; its default is shown by itself or said in the description. */
  readonly flags: F;
  /** Name of the one argument that may stand without a flag; `rest` is that argument. @default none */
  readonly argument?: string;
  /** Arguments after `--` are handed on instead of being refused. @default false */
  readonly takesRest?: boolean;
  readonly examples: readonly (readonly [command: string, purpose: string])[];
  /** Loads what it needs by itself: `operator --help` must not pay for it. */
  run(flags: InferredOptionTypes<F>, io: CliIo, rest: readonly string[]): Promise<void>;
}

/** Infers the types of the flags. */
export function defineCommand<const F extends Flags>(command: Command<F>): Command {
  return command;
}
