import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { describe, expect, inject, it } from 'vitest';
import { runProgram } from '../program.ts';
import { runCli, testIo } from '../testing/test-io.ts';

declare module 'vitest' {
  interface ProvidedContext {
    backend: 'real' | 'embedded';
  }
}

// The cache of the machine is used: building the servers takes minutes.
const { env } = process;

describe.skipIf(inject('backend') !== 'real')('operator control-plane', () => {
  it('starts an API server, shows it, and leaves nothing behind at Ctrl-C', async () => {
    const { io, signal, output } = testIo({ env });
    const running = runProgram(['control-plane', 'start'], io);
    try {
      const printed = new Promise<string>((resolve) => {
        (io.stdout as NodeJS.EventEmitter).once('data', (line: Buffer) => resolve(String(line)));
      });
      const line = await Promise.race([printed, running.then((code) => `exit code ${code}`)]);
      const [, kubeconfig = ''] = /^export KUBECONFIG=(.+)\n$/.exec(line) ?? [];
      expect(await readFile(kubeconfig, 'utf8')).toContain('current-context');

      const { stdout: status } = await runCli(['control-plane', 'status'], { env });
      expect(status).toMatch(/^INSTALLED +FOLDER\n/);
      expect(status).toContain(kubeconfig);

      signal('SIGINT');
      expect(await running).toBe(0);
      expect(existsSync(kubeconfig)).toBe(false);
      expect((await output()).stderr).toMatch(/until Ctrl-C.*\n(.*\n)*stopping\n$/);
    } finally {
      signal('SIGINT');
      await running;
    }
  });
});
