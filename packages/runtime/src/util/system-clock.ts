import type { Clock, Timer } from './clock.ts';

/** `setTimeout` fires at once when the delay is longer than this. */
const longestDelayMs = 2 ** 31 - 1;

/** Real time. */
export const systemClock: Clock = Object.freeze({
  now: () => performance.now(),
  wallTime: () => Date.now(),
  setTimer: (callback: () => void, delayMs: number) => startTimer(callback, delayMs),
});

function startTimer(callback: () => void, delayMs: number): Timer {
  let timeout: NodeJS.Timeout;
  const arm = (remainingMs: number): void => {
    const step = Math.min(Math.max(remainingMs, 0), longestDelayMs);
    timeout = setTimeout(() => (remainingMs > step ? arm(remainingMs - step) : callback()), step);
  };
  arm(delayMs);
  return { cancel: () => clearTimeout(timeout) };
}
