import { createInterface } from 'node:readline/promises';
import type { CliIo } from './cli-io.ts';
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
  const lines = createInterface({ input: io.stdin, output: io.stdout, signal: io.signal });
  const closed = new Promise<never>((_, reject) => {
    lines.once('close', () => reject(new ExitError('no answer was given')));
  });
  try {
    for (;;) {
      const answer = (await Promise.race([lines.question(prompt), closed])).trim();
      if (isAnswer(answer)) return answer;
    }
  } finally {
    closed.catch(() => undefined);
    lines.close();
  }
}
