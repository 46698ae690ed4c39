import type { JsonObject } from '@keelson/schema';
import type { UserInfo } from '../auth/user.ts';
import type { ServedResource } from './served-resource.ts';

/** A write on its way to the store, as admission sees it (apiserver's admission.Attributes). */
export interface AdmissionAttributes {
  readonly operation: 'CREATE' | 'UPDATE' | 'DELETE';
  readonly resource: ServedResource;
  readonly subresource: string;
  readonly namespace: string;
  readonly name: string;
  /** Absent for a deletion. A mutating step may change it in place. */
  readonly object?: JsonObject | undefined;
  /** Absent for a creation. */
  readonly old?: JsonObject | undefined;
  readonly user: UserInfo;
  readonly dryRun: boolean;
  /** Texts of Warning headers, to add to. @default nobody is told */
  readonly warnings?: string[] | undefined;
  /** A creation that was asked for as an update or an apply. */
  readonly isCreateOnUpdate?: boolean | undefined;
}

/**
 * Steps between a decoded request and the store. A step refuses by throwing a StatusError. One that
 * has to ask somebody else answers a promise: the write is then decided again on what is stored when
 * it resolves.
 */
export interface AdmissionStep {
  /** Before validation; may change the object. */
  admit?(attributes: AdmissionAttributes): void | Promise<void>;
  /** After validation; may not change anything. */
  validate?(attributes: AdmissionAttributes): void | Promise<void>;
}

/** Runs steps in order. Answers a promise only when a step does, so that most writes stay synchronous. */
export class AdmissionChain {
  readonly #steps: readonly AdmissionStep[];

  constructor(steps: readonly AdmissionStep[]) {
    this.#steps = steps;
  }

  admit(attributes: AdmissionAttributes): void | Promise<void> {
    return runFrom(this.#steps, 0, (step) => step.admit?.(attributes));
  }

  validate(attributes: AdmissionAttributes): void | Promise<void> {
    return runFrom(this.#steps, 0, (step) => step.validate?.(attributes));
  }
}

function runFrom(
  steps: readonly AdmissionStep[],
  start: number,
  run: (step: AdmissionStep) => void | Promise<void>,
): void | Promise<void> {
  for (let index = start; index < steps.length; index++) {
    const pending = run(steps[index] as AdmissionStep);
    if (pending !== undefined) return pending.then(() => runFrom(steps, index + 1, run));
  }
}
