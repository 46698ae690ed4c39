import type {
  AdmissionContext,
  AdmissionHandler,
  AdmissionRequest,
  AdmissionVerdict,
  Defaulter,
  Validator,
} from '../api/admission.ts';
import { allowed, denied } from '../api/admission.ts';
import type { DeepReadonly } from '../api/deep-readonly.ts';
import { jsonPatchBetween } from '../api/json-patch.ts';
import { mutable } from '../api/mutable.ts';
import type { UnstructuredObject } from '../api/resource-ref.ts';

/** A webhook's answer to one request; what it throws is still to be answered. */
export type Judge = (
  request: DeepReadonly<AdmissionRequest>,
  context: AdmissionContext,
) => Promise<AdmissionVerdict>;

/** An instance of a class with a webhook decorator. */
export type AdmissionWebhook = Partial<
  AdmissionHandler & Defaulter<UnstructuredObject> & Validator<UnstructuredObject>
>;

/**
 * How an instance answers as a webhook of this type.
 * @throws {TypeError} when it has none of the methods for it
 */
export function judgeOf(type: 'mutating' | 'validating', webhook: AdmissionWebhook): Judge {
  if ('handle' in webhook) return handles(type, webhook as AdmissionHandler);
  if (type === 'mutating' && 'default' in webhook) {
    return defaults(webhook as Defaulter<UnstructuredObject>);
  }
  if (type === 'validating' && validatorMethods.some((method) => method in webhook)) {
    return validates(webhook);
  }
  const methods =
    type === 'mutating'
      ? 'default(object, context) or handle(request, context)'
      : 'validateCreate, validateUpdate or validateDelete, or handle(request, context)';
  throw new TypeError(`class ${webhook.constructor.name} is a ${type} webhook: give it ${methods}`);
}

const validatorMethods = ['validateCreate', 'validateUpdate', 'validateDelete'];

function handles(type: 'mutating' | 'validating', handler: AdmissionHandler): Judge {
  return async (request, context) => {
    const verdict = (await handler.handle(request, context)) ?? allowed();
    if (type === 'validating' && (verdict.patch?.length ?? 0) > 0) {
      throw new TypeError('a validating webhook cannot patch: make it a mutating one');
    }
    return verdict;
  };
}

function defaults(defaulter: Defaulter<UnstructuredObject>): Judge {
  return async (request, context) => {
    if (request.operation === 'DELETE') return allowed();
    if (!request.object) return nothingToDecode;
    const object = mutable(request.object);
    const verdict = (await defaulter.default(object, context)) ?? allowed();
    if (!verdict.allowed) return verdict;
    // As it will be on the wire: no dates, nothing undefined.
    const defaulted: unknown = JSON.parse(JSON.stringify(object));
    return { ...verdict, patch: jsonPatchBetween(request.object, defaulted) };
  };
}

function validates(validator: Validator<UnstructuredObject>): Judge {
  return async (request, context) => {
    const { operation, object, oldObject } = request;
    switch (operation) {
      case 'CONNECT':
        return allowed();
      case 'CREATE':
        if (!object) return nothingToDecode;
        return (await validator.validateCreate?.(object, context)) ?? allowed();
      case 'UPDATE':
        if (!object || !oldObject) return nothingToDecode;
        return (await validator.validateUpdate?.(object, oldObject, context)) ?? allowed();
      case 'DELETE':
        if (!oldObject) return nothingToDecode;
        return (await validator.validateDelete?.(oldObject, context)) ?? allowed();
      default:
        return denied(`unknown operation ${JSON.stringify(operation)}`, { status: { code: 400 } });
    }
  };
}

const nothingToDecode = denied('there is no content to decode', { status: { code: 400 } });
