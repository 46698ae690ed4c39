import { describe, expect, it } from 'vitest';
import { ApiError } from '../client/api-error.ts';
import { ConnectionError } from '../client/connection-error.ts';
import { WatchInterruptedError } from '../client/watch-stream.ts';
import { classifyFailure } from './watch-failure.ts';
import { recoverFrom, type WatchPhase } from './watch-recovery.ts';

const status = (code: number, reason?: string) => new ApiError('no', { code, reason });

describe('classifyFailure()', () => {
  it.each([
    ['expired', status(410, 'Expired')],
    ['expired', status(410, 'Gone')],
    ['expired', status(410)],
    [
      'version-too-large',
      new ApiError('no', {
        code: 504,
        reason: 'Timeout',
        details: { causes: [{ reason: 'ResourceVersionTooLarge' }] },
      }),
    ],
    ['version-too-large', new ApiError('Too large resource version: 5', { code: 500 })],
    ['throttled', status(429)],
    ['unsupported', status(400)],
    ['unsupported', status(422)],
    ['unreachable', status(503)],
    ['interrupted', status(504, 'Timeout')],
    ['other', status(403)],
    ['other', status(404)],
    ['other', status(500)],
    ['unreachable', new ConnectionError('no', { code: 'ECONNREFUSED' })],
    ['interrupted', new ConnectionError('no', { code: 'ECONNRESET' })],
    ['unreachable', new Error('no', { cause: new ConnectionError('no', { code: 'ENOTFOUND' }) })],
    ['interrupted', new WatchInterruptedError()],
    ['interrupted', new DOMException('no', 'TimeoutError')],
    ['other', new SyntaxError('a line that is no JSON')],
    ['other', new TypeError('our own fault')],
    ['other', 'text'],
    ['other', undefined],
  ] as const)('%s: %s', (expected, error) => {
    expect(classifyFailure(error)).toBe(expected);
  });
});

describe('recoverFrom()', () => {
  it.each([
    ['watch', 'closed', 'watch last none'],
    ['watch', 'interrupted', 'watch last none'],
    ['watch', 'idle', 'watch last none'],
    ['watch', 'unreachable', 'watch last backoff'],
    ['watch', 'throttled', 'watch last backoff'],
    ['watch', 'short', 'relist last backoff'],
    ['watch', 'expired', 'relist last fresh'],
    ['watch', 'version-too-large', 'relist latest fresh'],
    ['watch', 'other', 'relist last backoff'],
    ['initial-watch', 'expired', 'relist latest fresh'],
    ['initial-watch', 'throttled', 'relist last backoff'],
    ['initial-watch', 'unreachable', 'relist last backoff'],
    ['initial-watch', 'closed', 'list last none for good'],
    ['initial-watch', 'idle', 'list last none for good'],
    ['initial-watch', 'unsupported', 'list last none for good'],
    ['initial-watch', 'interrupted', 'list last backoff'],
    ['initial-watch', 'other', 'list last none'],
    ['list', 'expired', 'relist latest fresh'],
    ['list', 'other', 'relist last backoff'],
    ['page', 'expired', 'full-list last none'],
    ['page', 'interrupted', 'relist last backoff'],
  ] as const)('%s, %s: %s', (phase: WatchPhase, failure, expected) => {
    const { next, version, delay, isWatchListBroken } = recoverFrom(phase, failure);
    const forGood = isWatchListBroken === true ? ' for good' : '';
    expect(`${next} ${version} ${delay}${forGood}`).toBe(expected);
  });
});
