import { EventEmitter } from 'node:events';
import { expect, it } from 'vitest';
import { RecordingLogger } from '../testing/recording-logger.ts';
import { listenForErrors, UncaughtError } from './process-errors.ts';

it('logs what nobody has caught, and aborts with the first of it', () => {
  const source = new EventEmitter();
  const logger = new RecordingLogger();
  const errors = listenForErrors({ source, logger });
  expect(errors.signal.aborted).toBe(false);
  source.emit('unhandledRejection', new Error('no'));
  source.emit('uncaughtException', 'text');
  expect(logger.messages('error')).toEqual([
    'A promise that nobody awaits was rejected; stopping',
    'Something was thrown that nobody catches; stopping',
  ]);
  expect(errors.signal.reason).toBeInstanceOf(UncaughtError);
  expect((errors.signal.reason as Error).message).toBe(
    'A promise that nobody awaits was rejected: no',
  );
  errors[Symbol.dispose]();
  expect(
    source.listenerCount('unhandledRejection') + source.listenerCount('uncaughtException'),
  ).toBe(0);
});
