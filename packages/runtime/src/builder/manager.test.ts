import { resourceType } from '@keelson/kubernetes';
import { describe, expect, it } from 'vitest';
import type { Transport } from '../client/transport.ts';
import type { Reconciler } from '../controller/reconciler.ts';
import { Controller } from '../decorators/controller.ts';
import { RecordingLogger } from '../testing/recording-logger.ts';
import { Manager } from './manager.ts';

const Widget = resourceType({
  group: 'example.com',
  version: 'v1',
  kind: 'Widget',
  plural: 'widgets',
  scope: 'Namespaced',
});

class Undecorated implements Reconciler {
  async reconcile() {}
}

@Controller({ for: Widget })
class WidgetReconciler extends Undecorated {}

@Controller({ for: Widget, name: 'other' })
class OtherReconciler extends Undecorated {}

/** A cluster that knows no kinds at all. */
const emptyCluster: Transport = {
  send: async () => ({ status: 404, headers: {}, body: '{}' }),
  stream: () => Promise.reject(new Error('not used')),
  async [Symbol.asyncDispose]() {},
};

function scene() {
  const logger = new RecordingLogger();
  const manager = new Manager({
    logger,
    transport: emptyCluster,
    metrics: { bindAddress: '0' },
    health: { bindAddress: '0' },
  });
  return { logger, manager };
}

describe('Manager', () => {
  it('takes decorated reconcilers, each under its own name', () => {
    const { manager } = scene();
    manager.add(new WidgetReconciler());
    manager.add(new OtherReconciler());
    expect(() => manager.add(new WidgetReconciler())).toThrow(
      'there is a controller named "widget" already',
    );
  });

  it('says what is missing from what is no component', () => {
    const { manager } = scene();
    expect(() => manager.add(new Undecorated())).toThrow(
      'class Undecorated has no @Controller: write @Controller({ for: <Kind> }) above it',
    );
    expect(() => manager.add({} as never)).toThrow('can be neither reconciled nor started');
  });

  it('does not start when a watched kind is not served', async () => {
    const { logger, manager } = scene();
    manager.add(new WidgetReconciler());
    await expect(manager.start(new AbortController().signal)).rejects.toThrow(
      'cache: no matches for kind "Widget" in version "example.com/v1"',
    );
    expect(logger.messages('info')[0]).toMatch(
      /^Starting operator: Keelson \d+\.\d+\.\d+, Node \d+\.\d+\.\d+, \w+\/\w+$/,
    );
  });

  it('runs what has a lifetime, and ends when it is told to', async () => {
    const { manager } = scene();
    const stop = new AbortController();
    const log: string[] = [];
    manager.add({
      async start(signal) {
        log.push('started');
        stop.abort();
        log.push(String(signal.aborted));
      },
    });
    await manager.start(stop.signal);
    expect(log[0]).toBe('started');
  });
});
