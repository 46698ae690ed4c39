import type { KubernetesObject } from '@keelson/kubernetes';
import type { DeepReadonly } from './deep-readonly.ts';

/**
 * An object in another version: everything but what says which object it is. Labels and annotations
 * stay as they are unless `metadata` is given; nothing else of the metadata may change.
 */
export type Converted<T extends KubernetesObject> = DeepReadonly<
  Omit<T, 'apiVersion' | 'kind' | 'metadata'>
> & {
  readonly metadata?: {
    readonly labels?: Readonly<Record<string, string>> | undefined;
    readonly annotations?: Readonly<Record<string, string>> | undefined;
  };
};

/**
 * Converts between the version that all others are converted through and one of the others. Goes with
 * `@Conversion`. Both ways together must lose nothing.
 * Semantics: controller-runtime's hub and spokes.
 */
export interface Converter<Hub extends KubernetesObject, Spoke extends KubernetesObject> {
  toHub(spoke: DeepReadonly<Spoke>): Converted<Hub> | Promise<Converted<Hub>>;
  fromHub(hub: DeepReadonly<Hub>): Converted<Spoke> | Promise<Converted<Spoke>>;
}
