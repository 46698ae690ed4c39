import {
  type AdmissionContext,
  type Defaulter,
  type Validator,
  allowed,
  denied,
  invalid,
} from '../api/admission.ts';
import type { Converter } from '../api/conversion.ts';
import type { DeepReadonly } from '../api/deep-readonly.ts';
import { ApiError } from '../client/api-error.ts';
import { CustomResource, CustomResourceObject } from '../decorators/custom-resource.ts';
import { Conversion, MutatingWebhook, ValidatingWebhook } from '../decorators/webhook.ts';

@CustomResource({ group: 'crew.example.com', version: 'v1' })
export class Sailor extends CustomResourceObject<{
  rank?: string;
  ships?: string[];
  born?: string;
}> {}

@CustomResource({ group: 'crew.example.com', version: 'v1alpha1', kind: 'Sailor', storage: false })
export class SailorV1alpha1 extends CustomResourceObject<{ title?: string; ship?: string }> {}

@CustomResource({ group: 'crew.example.com', version: 'v1beta1', kind: 'Sailor', storage: false })
export class SailorV1beta1 extends CustomResourceObject<{ rank?: string; ship?: string }> {}

/** Ranks stand for what can happen. */
@MutatingWebhook({ for: Sailor })
@ValidatingWebhook({ for: Sailor, operations: ['CREATE', 'UPDATE', 'DELETE'] })
export class SailorWebhook implements Defaulter<Sailor>, Validator<Sailor> {
  readonly seen: AdmissionContext<Sailor>[] = [];

  default(sailor: Sailor, context: AdmissionContext<Sailor>) {
    this.seen.push(context);
    sailor.spec.rank ??= 'seaman';
    if (sailor.spec.rank === 'stowaway') return denied('no stowaways');
    if (sailor.spec.rank === 'ghost') sailor.spec.born = new Date(0) as unknown as string;
  }

  async validateCreate({ spec }: DeepReadonly<Sailor>) {
    switch (spec.rank ?? '') {
      case 'pirate':
        return denied('no pirates', { warnings: ['this is noted'] });
      case 'none':
        return invalid([
          { field: 'spec.rank', value: 'none', message: 'must be a rank' },
          { field: 'spec.ships', reason: 'FieldValueRequired', message: 'one at least' },
        ]);
      case 'conflict':
        throw new ApiError('the ship has sailed', { code: 409 });
      case 'error':
        throw new Error('not today');
      case 'panic':
        return (undefined as unknown as { member(): undefined }).member();
      default:
        return allowed({ warnings: spec.rank === 'mate' ? ['mates are rare'] : [] });
    }
  }

  validateUpdate(sailor: DeepReadonly<Sailor>, former: DeepReadonly<Sailor>) {
    if (sailor.spec.rank === 'seaman' && former.spec.rank === 'captain') {
      return invalid([{ field: 'spec.rank', value: 'seaman', message: 'captains stay captains' }]);
    }
  }

  validateDelete({ spec }: DeepReadonly<Sailor>) {
    if (spec.rank === 'captain') return denied('a captain goes last');
  }
}

@Conversion({ hub: Sailor, spoke: SailorV1alpha1 })
export class SailorV1alpha1Converter implements Converter<Sailor, SailorV1alpha1> {
  toHub({ spec }: DeepReadonly<SailorV1alpha1>) {
    const { title, ship } = spec;
    if (title === 'error') throw new Error('spec.title cannot be converted');
    if (title === 'panic') throw new TypeError('a bug');
    return { spec: { ...(title && { rank: title }), ...(ship && { ships: [ship] }) } };
  }

  fromHub({ spec }: DeepReadonly<Sailor>) {
    const [ship] = spec.ships ?? [];
    return { spec: { ...(spec.rank && { title: spec.rank }), ...(ship && { ship }) } };
  }
}

@Conversion({ hub: Sailor, spoke: SailorV1beta1 })
export class SailorV1beta1Converter implements Converter<Sailor, SailorV1beta1> {
  toHub({ spec, metadata }: DeepReadonly<SailorV1beta1>) {
    const { rank, ship } = spec;
    const labels = { ...metadata.labels, converted: 'yes' };
    return {
      metadata: { labels },
      spec: { ...(rank && { rank }), ...(ship && { ships: [ship] }) },
    };
  }

  fromHub({ spec }: DeepReadonly<Sailor>) {
    const [ship] = spec.ships ?? [];
    return { spec: { ...(spec.rank && { rank: spec.rank }), ...(ship && { ship }) } };
  }
}
