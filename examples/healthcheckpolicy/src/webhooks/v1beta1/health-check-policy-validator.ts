import {
  type AdmissionVerdict,
  type DeepReadonly,
  deepEqual,
  invalid,
  ValidatingWebhook,
  type Validator,
} from '@keelson/runtime';
import { HealthCheckPolicy } from '../../api/v1beta1/health-check-policy.ts';
import { problemsIn, warningsAbout } from '../../policy/validate.ts';

type Policy = DeepReadonly<HealthCheckPolicy>;

/** Refuses what the schema lets pass, and what no check could make sense of. */
@ValidatingWebhook({ for: HealthCheckPolicy })
export class HealthCheckPolicyValidator implements Validator<HealthCheckPolicy> {
  validateCreate({ spec }: Policy): AdmissionVerdict {
    return invalid(problemsIn(spec), { warnings: warningsAbout(spec) });
  }

  validateUpdate(policy: Policy, former: Policy): AdmissionVerdict | undefined {
    // A policy from before the webhook can still lose its finalizer.
    return deepEqual(policy.spec, former.spec) ? undefined : this.validateCreate(policy);
  }
}
