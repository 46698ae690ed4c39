import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import { runCli } from './testing/test-io.ts';
import { wantsColor } from './wants-color.ts';

it.each([
  [true, {}, true],
  [false, {}, false],
  [true, { NO_COLOR: '1' }, false],
  [true, { NO_COLOR: '' }, true],
  [false, { FORCE_COLOR: '1' }, true],
  [false, { FORCE_COLOR: '' }, true],
  [true, { FORCE_COLOR: '0' }, false],
  [true, { NO_COLOR: '1', FORCE_COLOR: '1' }, false],
  [true, { TERM: 'dumb' }, false],
])('on a terminal: %s, with %j: %s', (isTTY, env, expected) => {
  const stream = Object.assign(new PassThrough(), { isTTY });
  expect(wantsColor(stream, env)).toBe(expected);
});

it('marks an error where it is wanted, and nowhere else', async () => {
  expect((await runCli(['nonsense'])).stderr).toMatch(/^Error: unknown command nonsense/);
  const { stderr } = await runCli(['nonsense'], { env: { FORCE_COLOR: '1' } });
  expect(stderr).toContain('\u001B[31mError:\u001B[39m unknown command nonsense');
});
