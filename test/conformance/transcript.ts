import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** The lines of each case of a group. */
export type Transcript = ReadonlyMap<string, readonly string[]>;

/** Reads what was recorded; empty when nothing was. */
export async function readTranscript(group: string): Promise<Transcript> {
  const text = await readFile(transcriptFile(group), 'utf8').catch(() => '');
  const transcript = new Map<string, string[]>();
  let lines: string[] = [];
  for (const line of text.split('\n')) {
    const title = /^\{"case":(".*")\}$/.exec(line)?.[1];
    if (title !== undefined) {
      lines = [];
      transcript.set(JSON.parse(title) as string, lines);
    } else if (line !== '') lines.push(line);
  }
  return transcript;
}

/** Writes JSON lines: the title of a case, then its exchanges. They are compared as text. */
export async function writeTranscript(group: string, transcript: Transcript): Promise<void> {
  const lines = [...transcript].flatMap(([title, exchanges]) => [
    `{"case":${JSON.stringify(title)}}`,
    ...exchanges,
  ]);
  await writeFile(transcriptFile(group), `${lines.join('\n')}\n`);
}

function transcriptFile(group: string): string {
  return path.join(import.meta.dirname, 'transcripts', `${group}.jsonl`);
}
