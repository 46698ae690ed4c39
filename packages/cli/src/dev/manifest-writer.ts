import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { once } from 'node:events';

interface Answer {
  readonly written?: readonly string[];
  readonly error?: string;
}

const role = 'keelson-manifest-writer';

/**
 * `operator generate` in a thread of its own: reading the source takes half a second, in which the
 * API of this process would answer nobody.
 */
export class ManifestWriter implements AsyncDisposable {
  readonly #worker: Worker;
  /** One after the other: two would write the same files. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(directory: string) {
    this.#worker = new Worker(new URL(import.meta.url), { workerData: { role, directory } });
    // The error of a thread is the error of what it was asked.
    this.#worker.on('error', () => {});
  }

  /**
   * Writes the manifests of the project.
   * @returns the files that changed
   * @throws {Error} with all that is wrong in the source, a line each
   */
  generate(): Promise<readonly string[]> {
    const done = this.#last.then(async () => {
      const answer = once(this.#worker, 'message') as Promise<[Answer]>;
      this.#worker.postMessage('generate', []);
      const [{ written = [], error }] = await answer;
      if (error !== undefined) throw new Error(error);
      return written;
    });
    this.#last = done.catch(() => {});
    return done;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#worker.terminate();
  }
}

async function answer(directory: string): Promise<Answer> {
  try {
    const { generate } = await import('@keelson/scaffold');
    return { written: (await generate({ projectDirectory: directory })).written };
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
}

const { role: given, directory } = (workerData ?? {}) as { role?: string; directory?: string };
if (!isMainThread && given === role && directory !== undefined) {
  parentPort?.on('message', () => {
    void answer(directory).then((result) => parentPort?.postMessage(result, []));
  });
}
