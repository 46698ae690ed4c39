/** What the exit codes of `operator` mean, besides those of programs that it runs for the user. */
export const exitCodes = {
  /** It was tried and did not work. */
  failure: 1,
  /** The command line was not understood; nothing was tried. */
  usage: 2,
  /** It worked, and found work for the user: files out of date, conflicts of a merge. */
  attention: 3,
  /** A program that is needed is not installed. */
  missingProgram: 127,
  /** Ended by Ctrl-C or a signal. */
  interrupted: 130,
} as const;
