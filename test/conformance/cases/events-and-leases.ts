import type { Api } from '../api.ts';
import { group } from '../group.ts';
import { lease } from './objects.ts';

const quiet = { record: false } as const;

function regarding(api: Api): object {
  return { apiVersion: 'v1', kind: 'Pod', name: 'p', namespace: api.namespace, uid: 'u' };
}

function oldEvent(api: Api, fields: object = {}): object {
  return {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name: 'a' },
    involvedObject: regarding(api),
    reason: 'Started',
    message: 'it started',
    type: 'Normal',
    ...fields,
  };
}

function newEvent(api: Api, fields: object = {}): object {
  return {
    apiVersion: 'events.k8s.io/v1',
    kind: 'Event',
    metadata: { name: 'a' },
    regarding: regarding(api),
    reason: 'Started',
    action: 'Start',
    note: 'it started',
    type: 'Normal',
    eventTime: '2020-01-02T03:04:05.000006Z',
    reportingController: 'example.com/operator',
    reportingInstance: 'operator-1',
    ...fields,
  };
}

function newEvents(api: Api): string {
  return `${api.in('events.k8s.io/v1')}/events`;
}

function leases(api: Api): string {
  return `${api.in('coordination.k8s.io/v1')}/leases`;
}

const held = {
  holderIdentity: 'one',
  leaseDurationSeconds: 15,
  acquireTime: '2020-01-02T03:04:05.000000Z',
  renewTime: '2020-01-02T03:04:05.123456Z',
  leaseTransitions: 0,
};

export const eventAndLeaseCases = group('events-and-leases', {
  'an old event in the new view': async (api) => {
    const source = { component: 'c', host: 'h' };
    const times = {
      firstTimestamp: '2020-01-02T03:04:05Z',
      lastTimestamp: '2020-01-02T03:05:05Z',
      count: 2,
    };
    await api.post(`${api.core}/events`, oldEvent(api, { source, ...times }));
    await api.get(`${newEvents(api)}/a`);
  },
  'a new event in the old view': async (api) => {
    await api.post(newEvents(api), newEvent(api));
    await api.get(`${api.core}/events/a`);
  },
  'a series': async (api) => {
    await api.post(newEvents(api), newEvent(api), quiet);
    const series = { count: 2, lastObservedTime: '2020-01-02T03:06:05.000000Z' };
    await api.patch(`${newEvents(api)}/a`, { strategic: { series } });
    await api.get(`${api.core}/events/a`);
    await api.patch(`${newEvents(api)}/a`, { merge: { series: { ...series, count: 3 } } });
  },
  'a series that is none': async (api) => {
    await api.post(newEvents(api), newEvent(api), quiet);
    await api.patch(`${newEvents(api)}/a`, { merge: { series: { count: 1 } } });
    await api.patch(`${newEvents(api)}/a`, { merge: { series: { count: 2 } } });
  },
  'what a new event must say': async (api) => {
    const path = newEvents(api);
    await api.post(path, {
      apiVersion: 'events.k8s.io/v1',
      kind: 'Event',
      metadata: { name: 'a' },
    });
    await api.post(path, newEvent(api, { eventTime: null }));
    await api.post(path, newEvent(api, { reportingController: 'not qualified' }));
    await api.post(path, newEvent(api, { reportingInstance: '' }));
    await api.post(path, newEvent(api, { action: '' }));
    await api.post(path, newEvent(api, { reason: '' }));
    await api.post(path, newEvent(api, { type: 'Strange' }));
  },
  'lengths of a new event': async (api) => {
    const path = newEvents(api);
    await api.post(path, newEvent(api, { note: 'x'.repeat(1025) }));
    await api.post(path, newEvent(api, { reason: 'x'.repeat(129) }));
    await api.post(path, newEvent(api, { action: 'x'.repeat(129) }));
  },
  'old fields of a new event': async (api) => {
    await api.post(newEvents(api), newEvent(api, { deprecatedCount: 1 }));
    await api.post(newEvents(api), newEvent(api, { deprecatedSource: { component: 'x' } }));
  },
  'what a new event may not change': async (api) => {
    await api.post(newEvents(api), newEvent(api), quiet);
    const path = `${newEvents(api)}/a`;
    await api.patch(path, { merge: { note: 'other' } });
    await api.patch(path, { merge: { reason: 'Other' } });
    await api.patch(path, { merge: { regarding: { name: 'q' } } });
    await api.patch(path, { merge: { eventTime: '2021-01-02T03:04:05.000006Z' } });
  },
  'what an old event must say': async (api) => {
    const path = `${api.core}/events`;
    await api.post(path, oldEvent(api, { involvedObject: undefined }));
    await api.post(
      path,
      oldEvent(api, { involvedObject: { ...regarding(api), namespace: 'other' } }),
    );
    await api.post(path, {
      apiVersion: 'v1',
      kind: 'Event',
      metadata: { name: 'b' },
      involvedObject: regarding(api),
    });
    await api.post(path, oldEvent(api, { type: 'Strange', metadata: { name: 'c' } }));
    await api.post(
      path,
      oldEvent(api, { metadata: { name: 'd' }, eventTime: '2020-01-02T03:04:05.000006Z' }),
    );
  },
  'an event of something outside of namespaces': async (api) => {
    const involvedObject = { apiVersion: 'v1', kind: 'Node', name: 'n' };
    await api.post(`${api.core}/events`, oldEvent(api, { involvedObject }));
    await api.post(
      '/api/v1/namespaces/default/events',
      oldEvent(api, { involvedObject, metadata: { name: `e-${api.id}` } }),
    );
  },
  'an old event counts': async (api) => {
    const path = `${api.core}/events`;
    await api.post(
      path,
      oldEvent(api, {
        count: 1,
        firstTimestamp: '2020-01-02T03:04:05Z',
        lastTimestamp: '2020-01-02T03:04:05Z',
      }),
      quiet,
    );
    await api.patch(`${path}/a`, {
      strategic: { count: 2, lastTimestamp: '2020-01-02T03:05:05Z', message: 'again' },
    });
    await api.get(`${newEvents(api)}/a`);
  },
  'fields to select by': async (api) => {
    const path = `${api.core}/events`;
    await api.post(path, oldEvent(api), quiet);
    await api.post(
      path,
      oldEvent(api, {
        metadata: { name: 'b' },
        reason: 'Stopped',
        type: 'Warning',
        involvedObject: { ...regarding(api), name: 'q' },
      }),
      quiet,
    );
    const names = {
      record: ({ items }: { items?: unknown }) =>
        ((items ?? []) as { metadata: { name: string } }[]).map(({ metadata }) => metadata.name),
    };
    for (const selector of [
      'involvedObject.name=q',
      'reason=Started',
      'type=Warning',
      'involvedObject.kind=Pod,involvedObject.uid=u',
      'source=x',
    ]) {
      await api.get(`${path}?fieldSelector=${encodeURIComponent(selector)}`, names);
    }
    await api.get(`${newEvents(api)}?fieldSelector=regarding.name%3Dq`, names);
    await api.get(`${path}?fieldSelector=message%3Dx`);
  },
  'a watch of the other view': async (api) => {
    const { metadata } = await api.post(`${api.core}/events`, oldEvent(api), quiet);
    const watch = await api.watch(`${newEvents(api)}?resourceVersion=${metadata.resourceVersion}`);
    await api.delete(`${api.core}/events/a`, undefined, quiet);
    await watch.take(1);
  },
  'a lease is made': async (api) => {
    await api.post(leases(api), lease('a', held));
    await api.post(leases(api), lease('b'));
    await api.post(leases(api), {
      apiVersion: 'coordination.k8s.io/v1',
      kind: 'Lease',
      metadata: { name: 'c' },
    });
  },
  'leases that are none': async (api) => {
    await api.post(leases(api), lease('a', { leaseDurationSeconds: 0 }));
    await api.post(leases(api), lease('a', { leaseDurationSeconds: -1, leaseTransitions: -1 }));
    await api.post(leases(api), lease('a', { holderIdentity: '' }));
    await api.post(leases(api), lease('a', { leaseDurationSeconds: 'x' }));
    await api.post(leases(api), lease('a', { strategy: 'x', preferredHolder: '' }));
    await api.post(leases(api), lease('A b', held));
  },
  'times of a lease': async (api) => {
    await api.post(leases(api), lease('a', { renewTime: '2020-01-02T03:04:05Z' }));
    await api.post(leases(api), lease('b', { renewTime: '2020-01-02T03:04:05.1Z' }));
    await api.post(leases(api), lease('c', { renewTime: '2020-01-02T03:04:05.123456789Z' }));
    await api.post(leases(api), lease('d', { renewTime: '2020-01-02T05:04:05.000000+02:00' }));
    await api.post(leases(api), lease('e', { renewTime: 'soon' }));
    await api.post(leases(api), lease('f', { renewTime: 5 }));
    await api.post(leases(api), lease('g', { renewTime: '' }));
  },
  'a lease is renewed by one of two': async (api) => {
    const { body } = await api.post(leases(api), lease('a', held), quiet);
    const renewed = (by: string): object => ({
      ...body,
      spec: { ...held, holderIdentity: by, leaseTransitions: 1 },
    });
    await api.put(`${leases(api)}/a`, renewed('two'));
    await api.put(`${leases(api)}/a`, renewed('three'));
    await api.get(`${leases(api)}/a`);
  },
  'a lease is released': async (api) => {
    const { body } = await api.post(leases(api), lease('a', held), quiet);
    const spec = { ...held, holderIdentity: '', leaseDurationSeconds: 1 };
    await api.put(`${leases(api)}/a`, { ...body, spec });
    await api.patch(`${leases(api)}/a`, { merge: { spec: { holderIdentity: null } } });
  },
  'a lease is updated without a version': async (api) => {
    await api.post(leases(api), lease('a', held), quiet);
    await api.put(`${leases(api)}/a`, lease('a', { ...held, holderIdentity: 'two' }));
    await api.put(`${leases(api)}/b`, lease('b', held));
  },
  'the same again is no new version': async (api) => {
    const { body } = await api.post(leases(api), lease('a', held), quiet);
    await api.put(`${leases(api)}/a`, body);
  },
});
