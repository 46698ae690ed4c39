import { beforeEach, describe, expect, it } from 'vitest';
import { type AdmissionHandler, type AdmissionRequest, allowed } from '../api/admission.ts';
import { MutatingWebhook, ValidatingWebhook } from '../decorators/webhook.ts';
import { RecordingLogger } from '../testing/recording-logger.ts';
import { admissionEndpoints } from './admission-endpoint.ts';
import type { AdmissionResponse } from './admission-response.ts';
import { SailorWebhook } from './sailor.test.support.ts';

const kind = { group: 'crew.example.com', version: 'v1', kind: 'Sailor' };
const resource = { group: 'crew.example.com', version: 'v1', resource: 'sailors' };

function sailor(rank?: string) {
  return {
    apiVersion: 'crew.example.com/v1',
    kind: 'Sailor',
    metadata: { name: 'jim', namespace: 'sea' },
    spec: { ...(rank !== undefined && { rank }) },
  };
}

describe('an admission webhook', () => {
  let panics = 0;
  let logger: RecordingLogger;
  let webhook: SailorWebhook;
  beforeEach(() => {
    panics = 0;
    logger = new RecordingLogger();
    webhook = new SailorWebhook();
  });

  async function ask(path: string, request: object, hook: object = webhook) {
    const metrics = { panicked: () => void (panics += 1) };
    const endpoint = admissionEndpoints(hook, metrics).find((one) => one.path === path);
    const review = {
      apiVersion: 'admission.k8s.io/v1',
      kind: 'AdmissionReview',
      request: { uid: 'u1', kind, resource, userInfo: { username: 'ann' }, ...request },
    };
    const { signal } = new AbortController();
    const answer = await endpoint!.answer(review, { logger, signal });
    return (answer as { response: AdmissionResponse }).response;
  }
  const mutate = (request: object) => ask('/mutate-crew-example-com-v1-sailor', request);
  const validate = (request: object) => ask('/validate-crew-example-com-v1-sailor', request);
  const create = (rank?: string) => ({ operation: 'CREATE', object: sailor(rank) });

  it('is served at the paths of controller-runtime', () => {
    const paths = admissionEndpoints(webhook, { panicked() {} }).map(({ path }) => path);
    expect(paths).toEqual([
      '/mutate-crew-example-com-v1-sailor',
      '/validate-crew-example-com-v1-sailor',
    ]);
  });

  it('answers a default with the patch of the difference', async () => {
    const response = await mutate(create());
    expect(response).toEqual({
      uid: 'u1',
      allowed: true,
      status: { code: 200 },
      patchType: 'JSONPatch',
      patch: Buffer.from('[{"op":"add","path":"/spec/rank","value":"seaman"}]').toString('base64'),
    });
  });

  it('answers without a patch when there is nothing to change, and on DELETE', async () => {
    const unchanged = { uid: 'u1', allowed: true, status: { code: 200 } };
    expect(await mutate(create('mate'))).toEqual(unchanged);
    expect(await mutate({ operation: 'DELETE', oldObject: sailor() })).toEqual(unchanged);
    expect(webhook.seen).toHaveLength(1);
  });

  it('patches what will be on the wire', async () => {
    const { patch = '' } = await mutate(create('ghost'));
    expect(Buffer.from(patch, 'base64').toString()).toBe(
      '[{"op":"add","path":"/spec/born","value":"1970-01-01T00:00:00.000Z"}]',
    );
  });

  it('may deny in a defaulter', async () => {
    const status = { code: 403, reason: 'Forbidden', message: 'no stowaways' };
    expect(await mutate(create('stowaway'))).toEqual({ uid: 'u1', allowed: false, status });
  });

  it('tells what it needs to know: dry run, user, logger', async () => {
    await mutate({ ...create(), dryRun: true, name: 'jim', namespace: 'sea' });
    const [context] = webhook.seen;
    expect(context?.dryRun).toBe(true);
    context?.logger.info('seen');
    expect(logger.lines.at(-1)).toMatchObject({
      message: 'seen',
      fields: {
        name: 'jim',
        namespace: 'sea',
        user: 'ann',
        requestID: 'u1',
        webhookKind: 'Sailor',
      },
    });
  });

  it('denies with 403, a message and warnings', async () => {
    expect(await validate(create('pirate'))).toEqual({
      uid: 'u1',
      allowed: false,
      status: { code: 403, reason: 'Forbidden', message: 'no pirates' },
      warnings: ['this is noted'],
    });
    const warned = {
      uid: 'u1',
      allowed: true,
      status: { code: 200 },
      warnings: ['mates are rare'],
    };
    expect(await validate(create('mate'))).toEqual(warned);
  });

  it('names wrong fields as the API server does', async () => {
    const { status } = await validate(create('none'));
    expect(status).toEqual({
      status: 'Failure',
      code: 422,
      reason: 'Invalid',
      message:
        'Sailor.crew.example.com "jim" is invalid: [spec.rank: Invalid value: "none": must be a rank, spec.ships: Required value: one at least]',
      details: {
        group: 'crew.example.com',
        kind: 'Sailor',
        name: 'jim',
        causes: [
          {
            reason: 'FieldValueInvalid',
            message: 'Invalid value: "none": must be a rank',
            field: 'spec.rank',
          },
          {
            reason: 'FieldValueRequired',
            message: 'Required value: one at least',
            field: 'spec.ships',
          },
        ],
      },
    });
  });

  it('compares updates with what was, and judges deletions by it', async () => {
    const update = { operation: 'UPDATE', object: sailor('seaman'), oldObject: sailor('captain') };
    expect((await validate(update)).status.message).toBe(
      'Sailor.crew.example.com "jim" is invalid: spec.rank: Invalid value: "seaman": captains stay captains',
    );
    const remove = (rank: string) => ({ operation: 'DELETE', oldObject: sailor(rank) });
    expect((await validate(remove('captain'))).status.message).toBe('a captain goes last');
    expect((await validate(remove('mate'))).allowed).toBe(true);
    expect((await validate({ operation: 'CONNECT' })).allowed).toBe(true);
  });

  it('passes the status of an API error on, and the message of an error', async () => {
    const conflict = await validate(create('conflict'));
    expect(conflict.status).toMatchObject({
      code: 409,
      reason: 'Conflict',
      message: 'the ship has sailed',
    });
    const { status } = await validate(create('error'));
    expect(status).toEqual({ code: 403, reason: 'Forbidden', message: 'not today' });
    expect(panics).toBe(0);
  });

  it('answers a bug with 500, counts it and logs it', async () => {
    const { allowed, status, uid } = await validate(create('panic'));
    expect({ allowed, uid, code: status.code }).toEqual({ allowed: false, uid: 'u1', code: 500 });
    expect(status.message).toMatch(/^panic: Cannot read properties of undefined.* \[recovered\]$/);
    expect(panics).toBe(1);
    expect(logger.lines.some(({ level }) => level === 'error')).toBe(true);
  });

  it('answers what cannot be meant with 400', async () => {
    expect((await validate({ operation: 'CREATE' })).status).toEqual({
      code: 400,
      message: 'there is no content to decode',
    });
    expect((await validate({ operation: 'DANCE' })).status).toEqual({
      code: 400,
      message: 'unknown operation "DANCE"',
    });
  });

  it('refuses what is no review of v1', async () => {
    const [endpoint] = admissionEndpoints(webhook, { panicked() {} });
    const { signal } = new AbortController();
    const answer = (review: unknown) => endpoint!.answer(review, { logger, signal });
    const beta = { apiVersion: 'admission.k8s.io/v1beta1', kind: 'AdmissionReview' };
    await expect(answer(beta)).rejects.toThrow(
      'expected a AdmissionReview of admission.k8s.io/v1, got "AdmissionReview" of "admission.k8s.io/v1beta1"',
    );
    const v1 = { apiVersion: 'admission.k8s.io/v1', kind: 'AdmissionReview' };
    await expect(answer(v1)).rejects.toThrow('the AdmissionReview has no request with a uid');
    await expect(answer(null)).rejects.toThrow('expected a AdmissionReview');
  });

  it('may be a handler of requests, at a path of its own', async () => {
    @MutatingWebhook({
      path: '/label-pods',
      groups: [''],
      versions: ['v1'],
      resources: ['pods'],
      name: 'label.pods.example.com',
    })
    class PodLabeler implements AdmissionHandler {
      handle({ object }: AdmissionRequest) {
        if (object?.metadata?.labels) return;
        return allowed({
          patch: [{ op: 'add', path: '/metadata/labels', value: { seen: 'yes' } }],
        });
      }
    }
    const { patch = '' } = await ask('/label-pods', create(), new PodLabeler());
    expect(Buffer.from(patch, 'base64').toString()).toContain('"seen":"yes"');
  });

  it('does not let a validating webhook patch', async () => {
    @ValidatingWebhook({ path: '/check' })
    class Patcher implements AdmissionHandler {
      handle() {
        return allowed({ patch: [{ op: 'remove', path: '/spec' }] });
      }
    }
    const { status, allowed: isAllowed } = await ask('/check', create(), new Patcher());
    expect([isAllowed, status.code]).toEqual([false, 500]);
  });

  it('says at once what a class lacks', () => {
    @MutatingWebhook({ path: '/no spaces' })
    class Misplaced implements AdmissionHandler {
      handle() {}
    }
    expect(() => admissionEndpoints(new Misplaced(), { panicked() {} })).toThrow(
      '"/no spaces" is no path for a webhook',
    );
    @MutatingWebhook({})
    class Homeless implements AdmissionHandler {
      handle() {}
    }
    expect(() => admissionEndpoints(new Homeless(), { panicked() {} })).toThrow(
      'the mutating webhook Homeless has no path',
    );
  });
});
