import { EventEmitter } from 'node:events';
import { describe, expect, it } from 'vitest';
import { RecordingLogger } from '../testing/recording-logger.ts';
import { listenForShutdown } from './shutdown-signals.ts';

describe('listenForShutdown()', () => {
  it('aborts at the first signal and exits at the second', () => {
    const source = new EventEmitter();
    const exits: number[] = [];
    const logger = new RecordingLogger();
    const shutdown = listenForShutdown({ source, logger, exit: (code) => exits.push(code) });
    expect(shutdown.signal.aborted).toBe(false);
    source.emit('SIGTERM', 'SIGTERM');
    expect([shutdown.signal.aborted, exits]).toEqual([true, []]);
    source.emit('SIGINT', 'SIGINT');
    expect(exits).toEqual([1]);
    expect(logger.lines.map(({ fields }) => fields['signal'])).toEqual(['SIGTERM', 'SIGINT']);
    shutdown[Symbol.dispose]();
    expect(source.listenerCount('SIGTERM') + source.listenerCount('SIGINT')).toBe(0);
  });
});
