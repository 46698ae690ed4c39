import { once } from 'node:events';
import type { CliIo } from './cli-io.ts';
import { exitCodes } from './exit-code.ts';
import { ExitError } from './exit-error.ts';

/**
 * Asks until the answer is yes or no.
 * @throws {ExitError} when the input ends first
 */
export async function confirm(io: CliIo, question: string): Promise<boolean> {
  const answer = await ask(io, `${question} [y/n]? `, (text) => /^(y|yes|n|no)$/i.test(text));
  return answer.toLowerCase().startsWith('y');
}

/**
 * Asks until there is an answer.
 * @throws {ExitError} when the input ends first
 */
export function question(io: CliIo, text: string): Promise<string> {
  return ask(io, `${text} `, (answer) => answer !== '');
}

async function ask(
  io: CliIo,
  prompt: string,
  isAnswer: (text: string) => boolean,
): Promise<string> {
  for (;;) {
    io.stdout.write(prompt);
    const answer = (await readLine(io)).trim();
    if (isAnswer(answer)) return answer;
  }
}

/** One line of the input; the rest of it stays there for the next question. */
async function readLine({ stdin, signal }: CliIo): Promise<string> {
  let line = '';
  for (;;) {
    const chunk = stdin.read() as Buffer | string | null;
    if (chunk === null) {
      if (stdin.readableEnded) throw new ExitError('no answer was given');
      await nextInput(stdin, signal);
      continue;
    }
    line += chunk.toString();
    const end = line.indexOf('\n');
    if (end === -1) continue;
    stdin.unshift(line.slice(end + 1));
    stdin.pause();
    return line.slice(0, end);
  }
}

/** @throws {ExitError} when the user interrupts */
async function nextInput(stdin: CliIo['stdin'], signal: AbortSignal): Promise<void> {
  const enough = new AbortController();
  const options = { signal: AbortSignal.any([signal, enough.signal]) };
  try {
    await Promise.race([once(stdin, 'readable', options), once(stdin, 'end', options)]);
  } catch (cause) {
    throw new ExitError(signal.aborted ? 'interrupted' : String(cause), exitCodes.interrupted);
  } finally {
    enough.abort();
  }
}
