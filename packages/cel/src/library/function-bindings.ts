import type { Binding } from '../evaluate/bind-overloads.ts';
import { extensionBindings } from './extension-bindings.ts';
import { kubernetesBindings } from './kubernetes-bindings.ts';
import { standardBindings } from './standard-bindings.ts';
import { stringBindings } from './string-bindings.ts';

/** What computes each function, by overload, or by name where all overloads are one. */
export const functionBindings: ReadonlyMap<string, Binding> = new Map(
  Object.entries({
    ...standardBindings,
    ...stringBindings,
    ...extensionBindings,
    ...kubernetesBindings,
  }),
);
