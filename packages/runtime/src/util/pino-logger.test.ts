import { spawn } from 'node:child_process';
import { Writable } from 'node:stream';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { createLogger, type LoggerOptions, silentLogger } from './pino-logger.ts';

/** What a logger prints. */
class Paper extends Writable {
  text = '';

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.text += chunk.toString();
    done();
  }

  get lines(): Record<string, unknown>[] {
    const lines = this.text.split('\n').filter((line) => line !== '');
    return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  }
}

function loggerOnPaper(options: LoggerOptions = {}) {
  const paper = new Paper();
  return { paper, logger: createLogger({ destination: paper, ...options }) };
}

describe('createLogger', () => {
  it('prints one JSON line per event, with an ISO time', () => {
    const { paper, logger } = loggerOnPaper();
    logger.info('hello', { name: 'a', count: 1 });
    logger.warn('careful');
    expect(paper.lines).toMatchObject([
      { level: 'info', msg: 'hello', name: 'a', count: 1 },
      { level: 'warn', msg: 'careful' },
    ]);
    expect(paper.lines[0]?.['time']).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    expect(Object.keys(paper.lines[0] ?? {})).toEqual(['level', 'time', 'name', 'count', 'msg']);
  });

  it('leaves out what is below its level', () => {
    const { paper, logger } = loggerOnPaper({ level: 'warn' });
    logger.trace('t');
    logger.debug('d');
    logger.info('i');
    logger.error('e');
    expect(paper.lines.map(({ msg }) => msg)).toEqual(['e']);
    const silent = loggerOnPaper({ level: 'silent' });
    silent.logger.error('e');
    expect(silent.paper.text).toBe('');
  });

  it('adds the fields of its parents', () => {
    const { paper, logger } = loggerOnPaper({ level: 'trace' });
    logger.child({ controller: 'c' }).child({ name: 'a' }).debug('m', { name: 'b' });
    expect(paper.lines).toMatchObject([{ level: 'debug', controller: 'c', name: 'b' }]);
  });

  it('prints an error with its stack and its cause', () => {
    const { paper, logger } = loggerOnPaper();
    logger.error('failed', { error: new Error('outer', { cause: new Error('inner') }) });
    const [{ error } = {}] = paper.lines as { error?: { message: string; stack: string } }[];
    expect(error?.message).toContain('outer');
    expect(error?.stack).toContain('inner');
    expect(error?.stack).toContain('pino-logger.test.ts');
  });

  it.each([
    { token: 'hunter2' },
    { authorization: 'Bearer hunter2' },
    { Authorization: 'Bearer hunter2' },
    { password: 'hunter2' },
    { secret: { kind: 'Secret', data: { a: 'hunter2' }, stringData: { b: 'hunter2' } } },
    { request: { headers: { authorization: 'hunter2' } } },
    { error: Object.assign(new Error('e'), { headers: { Authorization: 'hunter2' } }) },
    { error: Object.assign(new Error('e'), { config: { headers: { cookie: 'hunter2' } } }) },
    { list: { items: [{ data: { a: 'hunter2' } }] } },
    { user: { exec: { token: 'hunter2' } } },
    { user: { 'client-key-data': 'hunter2', access_token: 'hunter2' } },
    { line: 'sent Authorization: Bearer hunter2hunter2' },
    { line: 'sent authorization: Basic aHVudGVyMg==hunter2' },
    { error: new Error('GET https://admin:hunter2@host/path was answered with 401') },
    { jwt: 'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJodW50ZXIyIn0.hunter2' },
    { pem: '-----BEGIN EC PRIVATE KEY-----\nhunter2\n-----END EC PRIVATE KEY-----' },
  ])('prints no credentials of %j', (fields) => {
    const { paper, logger } = loggerOnPaper();
    logger.error('m', fields);
    logger.child(fields).error('m');
    expect(paper.lines).toHaveLength(2);
    expect(paper.text).not.toContain('hunter2');
    expect(paper.text).toContain('[redacted]');
  });

  it('prints no credentials in a message either, and texts that have none as they are', () => {
    const { paper, logger } = loggerOnPaper();
    logger.info('was refused with bearer hunter2hunter2, as before');
    logger.info('Basic inspection of https://host:8443/a@b passed: bearer credentials');
    expect(paper.lines.map(({ msg }) => msg)).toEqual([
      'was refused with bearer [redacted], as before',
      'Basic inspection of https://host:8443/a@b passed: bearer credentials',
    ]);
  });

  it('names objects of the API, and prints nothing else of them', () => {
    const { paper, logger } = loggerOnPaper();
    const metadata = { namespace: 'ns', name: 'a', annotations: { x: 'y' } };
    logger.info('m', { pod: { apiVersion: 'v1', kind: 'Pod', metadata, spec: {} } });
    expect(paper.lines).toMatchObject([{ msg: 'm' }]);
    expect(paper.lines[0]?.['pod']).toEqual({
      apiVersion: 'v1',
      kind: 'Pod',
      namespace: 'ns',
      name: 'a',
    });
  });

  it('survives cycles, and prints what knows its own JSON', () => {
    const { paper, logger } = loggerOnPaper();
    const cycle: Record<string, unknown> = { at: new Date(0), url: new URL('https://a/b') };
    cycle['self'] = cycle;
    logger.info('m', { cycle });
    expect(paper.lines).toMatchObject([
      { cycle: { at: '1970-01-01T00:00:00.000Z', url: 'https://a/b', self: { self: {} } } },
    ]);
    expect(paper.text).toContain('[deeper]');
  });

  it('changes nothing in what it is given', () => {
    const { logger } = loggerOnPaper();
    const fields = { token: 'hunter2', object: { data: { a: 'b' } } };
    logger.info('m', fields);
    expect(fields).toEqual({ token: 'hunter2', object: { data: { a: 'b' } } });
  });

  it('writes text for people when asked to, and on a terminal', () => {
    const pretty = loggerOnPaper({ format: 'pretty' });
    pretty.logger.info('hello', { controller: 'c', count: 1 });
    expect(pretty.paper.text).toMatch(
      /^\[\d\d:\d\d:\d\d\.\d+\] INFO: hello \{"controller":"c","count":1\}\n$/,
    );
    pretty.logger.error('failed', { error: new Error('why') });
    expect(pretty.paper.text).toContain('Error: why\n');
    expect(pretty.paper.text).toContain('pino-logger.test.ts');
    const terminal = Object.assign(new Paper(), { isTTY: true });
    createLogger({ destination: terminal }).info('hello');
    expect(terminal.text).toContain('\u001B[32mINFO\u001B[39m');
  });
});

describe('silentLogger', () => {
  it('is its own child', () => {
    expect(silentLogger.child({ a: 1 })).toBe(silentLogger);
    expect(() => silentLogger.error('m')).not.toThrow();
  });
});

describe('standard output', () => {
  it('gets every line, however slowly it is read, when the process exits at once', async () => {
    const module = new URL('./pino-logger.ts', import.meta.url);
    const program = `
      import { createLogger } from ${JSON.stringify(module.href)};
      const logger = createLogger();
      for (let line = 0; line < 2000; line += 1) logger.info('x'.repeat(100), { line });
      process.exit(0);
    `;
    const options = ['--no-warnings', '--conditions=keelson-source', '--input-type=module'];
    const child = spawn(process.execPath, [...options, '--eval', program], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let lines = 0;
    for await (const chunk of child.stdout) {
      lines += String(chunk).split('\n').length - 1;
      // Time for the pipe to fill.
      await nextTurn();
    }
    expect(lines).toBe(2_000);
  });
});
