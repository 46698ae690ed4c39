import { describe, expect, it } from 'vitest';
import type { TokenAuthenticator, TokenQuestion, TokenVerdict } from '../api/authentication.ts';
import { AuthenticationWebhook } from '../decorators/webhook.ts';
import { RecordingLogger } from '../testing/recording-logger.ts';
import { authenticationEndpoints } from './authentication-endpoint.ts';

@AuthenticationWebhook({ path: '/authenticate' })
class Doorkeeper implements TokenAuthenticator {
  authenticate({ token, audiences }: TokenQuestion): TokenVerdict {
    if (token === 'broken') throw new TypeError('a bug');
    const user = { username: 'ann', groups: ['crew'] };
    return { authenticated: token === 'good', user, audiences };
  }
}

describe('an authentication webhook', () => {
  const logger = new RecordingLogger();
  let panics = 0;
  const [endpoint] = authenticationEndpoints(new Doorkeeper(), {
    panicked: () => void (panics += 1),
  });
  const review = { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenReview' };
  const { signal } = new AbortController();
  const ask = (body: object) => endpoint!.answer(body, { logger, signal });

  it('says who has a good token, and nothing of others', async () => {
    expect(endpoint).toMatchObject({ path: '/authenticate', maxBodyBytes: 1_048_576 });
    expect(await ask({ ...review, spec: { token: 'good', audiences: ['api'] } })).toEqual({
      ...review,
      status: {
        authenticated: true,
        user: { username: 'ann', groups: ['crew'] },
        audiences: ['api'],
      },
    });
    const bad = { ...review, status: { authenticated: false } };
    expect(await ask({ ...review, spec: { token: 'bad' } })).toEqual(bad);
  });

  it('lets nobody in by a bug, and does not write the token down', async () => {
    expect(await ask({ ...review, spec: { token: 'broken' } })).toEqual({
      ...review,
      status: { authenticated: false, error: 'a bug' },
    });
    expect(panics).toBe(1);
    expect(JSON.stringify(logger.lines)).not.toContain('broken');
  });

  it('refuses what is no review of a token', async () => {
    await expect(ask({ ...review, kind: 'Pod' })).rejects.toThrow('expected a TokenReview of');
    await expect(ask({ ...review, spec: {} })).rejects.toThrow('token is empty');
    expect(authenticationEndpoints({}, { panicked() {} })).toEqual([]);
  });
});
