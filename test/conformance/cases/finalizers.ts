import type { Answer } from '../answer.ts';
import type { Api } from '../api.ts';
import { group } from '../group.ts';
import { deployment, pod, secret } from './objects.ts';

const quiet = { record: false } as const;
const finalizers = ['example.com/x'];

function make(api: Api, name: string, metadata: object = { finalizers }): Promise<Answer> {
  return api.post(`${api.core}/secrets`, secret('', { metadata: { name, ...metadata } }), quiet);
}

export const finalizerCases = group('finalizers', {
  'an object stays until its finalizers are gone': async (api) => {
    await make(api, 'a');
    await api.delete(`${api.core}/secrets/a`);
    await api.get(`${api.core}/secrets/a`);
    await api.patch(`${api.core}/secrets/a`, { merge: { metadata: { finalizers: null } } });
    await api.get(`${api.core}/secrets/a`);
  },
  'a custom resource stays until its finalizers are gone': async (api) => {
    const cr = await api.installCustomResource();
    await api.post(cr.path, cr.object('', { metadata: { name: 'a', finalizers }, spec: { a: 1 } }));
    await api.delete(`${cr.path}/a`);
    const { body } = await api.get(`${cr.path}/a`);
    const metadata = { ...(body['metadata'] as object), finalizers: [] };
    await api.put(`${cr.path}/a`, { ...body, metadata });
    await api.get(`${cr.path}/a`);
  },
  'deleting again changes nothing': async (api) => {
    await make(api, 'a');
    await api.delete(`${api.core}/secrets/a`);
    await api.delete(`${api.core}/secrets/a`);
    await api.delete(`${api.core}/secrets/a?gracePeriodSeconds=0`);
  },
  'one of two': async (api) => {
    await make(api, 'a', { finalizers: ['example.com/x', 'example.com/y'] });
    await api.delete(`${api.core}/secrets/a`);
    await api.patch(`${api.core}/secrets/a`, {
      merge: { metadata: { finalizers: ['example.com/y'] } },
    });
    await api.patch(`${api.core}/secrets/a`, {
      json: [{ op: 'remove', path: '/metadata/finalizers/0' }],
    });
  },
  'no new ones while it goes': async (api) => {
    await make(api, 'a');
    await api.delete(`${api.core}/secrets/a`, undefined, quiet);
    const more = { finalizers: ['example.com/x', 'example.com/y'] };
    await api.patch(`${api.core}/secrets/a`, { merge: { metadata: more } });
    await api.patch(`${api.core}/secrets/a`, {
      merge: { metadata: { finalizers: ['example.com/z'] } },
    });
    const cr = await api.installCustomResource();
    await api.post(cr.path, cr.object('', { metadata: { name: 'a', finalizers } }), quiet);
    await api.delete(`${cr.path}/a`, undefined, quiet);
    await api.patch(`${cr.path}/a`, { merge: { metadata: more } });
    await api.patch(`${cr.path}/a`, { merge: { metadata: { finalizers: [] } } });
  },
  'other changes while it goes': async (api) => {
    await make(api, 'a');
    await api.delete(`${api.core}/secrets/a`, undefined, quiet);
    await api.patch(`${api.core}/secrets/a`, { merge: { data: { a: 'AAEC' } } });
    await api.patch(`${api.core}/secrets/a`, { merge: { metadata: { deletionTimestamp: null } } });
    await api.patch(`${api.core}/secrets/a`, { merge: { metadata: { labels: { a: 'b' } } } });
  },
  'the name is taken while it goes': async (api) => {
    await make(api, 'a');
    await api.delete(`${api.core}/secrets/a`, undefined, quiet);
    await api.post(`${api.core}/secrets`, secret('a'));
  },
  'the last one goes in a dry run': async (api) => {
    await make(api, 'a');
    await api.delete(`${api.core}/secrets/a`, undefined, quiet);
    await api.patch(`${api.core}/secrets/a?dryRun=All`, {
      merge: { metadata: { finalizers: null } },
    });
    await api.get(`${api.core}/secrets/a`);
  },
  'removed before it is deleted': async (api) => {
    await make(api, 'a');
    await api.patch(`${api.core}/secrets/a`, { merge: { metadata: { finalizers: null } } });
    await api.delete(`${api.core}/secrets/a`);
  },
  'preconditions of a second deletion': async (api) => {
    await make(api, 'a');
    await api.delete(`${api.core}/secrets/a`, undefined, quiet);
    await api.delete(`${api.core}/secrets/a`, { preconditions: { uid: 'x' } });
  },
  'in the foreground': async (api) => {
    await make(api, 'a', { finalizers });
    await api.delete(`${api.core}/secrets/a?propagationPolicy=Foreground`, undefined, {
      record: ({ metadata }) => (metadata as { finalizers?: string[] }).finalizers ?? null,
    });
  },
  orphaning: async (api) => {
    await make(api, 'a', { finalizers });
    await api.delete(`${api.core}/secrets/a?propagationPolicy=Orphan`, undefined, {
      record: ({ metadata }) => (metadata as { finalizers?: string[] }).finalizers ?? null,
    });
  },
  'orphaning in the old way': async (api) => {
    await make(api, 'a', { finalizers });
    await api.delete(
      `${api.core}/secrets/a`,
      { orphanDependents: true },
      {
        record: ({ metadata }) => (metadata as { finalizers?: string[] }).finalizers ?? null,
      },
    );
  },
  'a pod with a grace period': async (api) => {
    const metadata = { name: 'a', finalizers };
    const created = { ...pod('a', { nodeName: 'none' }), metadata };
    await api.post(`${api.core}/pods`, created, quiet);
    await api.delete(`${api.core}/pods/a`);
    await api.delete(`${api.core}/pods/a?gracePeriodSeconds=0`);
    await api.patch(`${api.core}/pods/a`, { merge: { metadata: { finalizers: null } } });
    await api.get(`${api.core}/pods/a`);
  },
  'the generation when it is deleted': async (api) => {
    const path = `${api.in('apps/v1')}/deployments`;
    await api.post(path, { ...deployment('a'), metadata: { name: 'a', finalizers } }, quiet);
    await api.delete(`${path}/a`);
    await api.patch(`${path}/a`, { merge: { metadata: { finalizers: null } } });
  },
  'by an update of the status': async (api) => {
    const cr = await api.installCustomResource({ version: { subresources: { status: {} } } });
    await api.post(cr.path, cr.object('', { metadata: { name: 'a', finalizers } }), quiet);
    await api.delete(`${cr.path}/a`, undefined, quiet);
    const patch = { metadata: { finalizers: null }, status: { a: 1 } };
    await api.patch(`${cr.path}/a/status`, { merge: patch });
    await api.patch(`${cr.path}/a`, { merge: { metadata: { finalizers: null } } });
  },
});
