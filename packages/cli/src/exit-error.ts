import { exitCodes } from './exit-code.ts';

/** Ends the command with a message and an exit code of its own. */
export class ExitError extends Error {
  override readonly name = 'ExitError';
  readonly exitCode: number;

  /** @param message one line for the user; nothing is printed when it is empty */
  constructor(message: string, exitCode: number = exitCodes.failure) {
    super(message);
    this.exitCode = exitCode;
  }
}
