import { resourceType } from '@keelson/kubernetes';
import { describe, expect, it } from 'vitest';
import type { ControllerHandle } from '../controller/controller-handle.ts';
import type { Reconciler } from '../controller/reconciler.ts';
import type { ControllerOptions } from '../decorators/controller.ts';
import { controllerManagedBy } from './controller-builder.ts';

const type = (kind: string) =>
  resourceType({ group: '', version: 'v1', kind, plural: kind.toLowerCase(), scope: 'Namespaced' });
const [Foo, Bar, Baz] = [type('Foo'), type('Bar'), type('Baz')];
const map = () => [];
const reconciler: Reconciler = { async reconcile() {} };

describe('controllerManagedBy()', () => {
  it('says what @Controller says', () => {
    const added: [ControllerOptions, Reconciler][] = [];
    const manager = {
      addController: (...[declaration, given]: [ControllerOptions, Reconciler]) => {
        added.push([declaration, given]);
        return {} as ControllerHandle;
      },
    };
    controllerManagedBy(manager)
      .for(Foo)
      .owns(Bar, { matchEveryOwner: true })
      .watches(Baz, { map })
      .with({ name: 'foos', maxConcurrentReconciles: 4 })
      .complete(reconciler);
    expect(added).toEqual([
      [
        {
          for: Foo,
          owns: [{ type: Bar, matchEveryOwner: true }],
          watches: [{ type: Baz, map }],
          name: 'foos',
          maxConcurrentReconciles: 4,
        },
        reconciler,
      ],
    ]);
  });

  it('is for exactly one kind', () => {
    const manager = { addController: () => ({}) as ControllerHandle };
    expect(() => controllerManagedBy(manager).complete(reconciler)).toThrow('needs a kind');
    expect(() => controllerManagedBy(manager).for(Foo).for(Bar)).toThrow('for one kind');
  });
});
