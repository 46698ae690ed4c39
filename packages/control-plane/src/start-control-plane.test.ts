import { describe, expect, it } from 'vitest';
import { type ControlPlaneOptions, startControlPlane } from './start-control-plane.ts';

describe('startControlPlane', () => {
  it('refuses a backend that it does not know', async () => {
    const options = { backend: 'imaginary' } as unknown as ControlPlaneOptions;
    await expect(startControlPlane(options)).rejects.toThrow(
      'there is no backend "imaginary": use "embedded", "real" or "existing"',
    );
  });

  it('does not start what has been given up already', async () => {
    const signal = AbortSignal.abort(new Error('enough'));
    await expect(startControlPlane({ backend: 'real', signal })).rejects.toThrow('enough');
  });
});
