import { describe, expect, it } from 'vitest';
import { ApiError } from '../client/api-error.ts';
import { outcomeOf, type ReconcileEnd } from './reconcile-outcome.ts';
import { TerminalError } from './terminal-error.ts';

const thrown = (error: unknown): ReconcileEnd => ({ thrown: error, isAborted: false });

describe('outcomeOf()', () => {
  it.each([
    ['forget success', { returned: undefined }],
    ['forget success', { returned: {} }],
    ['forget success', { returned: { requeueAfterMs: 0 } }],
    ['forget success', { returned: { requeueAfterMs: -1 } }],
    ['forget success', { returned: { requeueAfterMs: Number.NaN } }],
    ['requeue-after 50 requeue_after', { returned: { requeueAfterMs: 50 } }],
    ['retry error', thrown(new Error('no'))],
    ['drop error terminal', thrown(new TerminalError('no'))],
    ['retry requeue', thrown(new ApiError('no', { code: 409, reason: 'Conflict' }))],
    ['retry requeue', thrown(new Error('x', { cause: new ApiError('no', { code: 409 }) }))],
    ['retry error', thrown(new ApiError('no', { code: 409, reason: 'AlreadyExists' }))],
    ['retry error panic', thrown('text')],
    ['retry error panic', thrown(undefined)],
    ['retry requeue', { thrown: new TerminalError('no'), isAborted: true }],
  ] as [string, ReconcileEnd][])('%s: %o', (expected, end) => {
    const { action, delayMs, result, isTerminal, isPanic } = outcomeOf(end);
    const words = [action, delayMs || '', result, isTerminal && 'terminal', isPanic && 'panic'];
    expect(words.filter(Boolean).join(' ')).toBe(expected);
  });
});
