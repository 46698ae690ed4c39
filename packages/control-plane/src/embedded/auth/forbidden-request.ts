import { goQuote } from '@keelson/schema';
import { forbidden, StatusError } from '../status-error.ts';
import type { RequestAttributes } from './request-attributes.ts';

/**
 * The answer to a request that its user may not make (endpoints/handlers/responsewriters
 * ForbiddenStatusError). `reason` is what the authorizer said, `''` when it said nothing.
 */
export function forbiddenRequest(attributes: RequestAttributes, reason: string): StatusError {
  const what = sanitize(describe(attributes));
  const why = reason === '' ? what : `${what}: ${reason}`;
  if (attributes.path !== undefined || (attributes.resource === '' && attributes.group === '')) {
    return new StatusError({
      message: `forbidden: ${why}`,
      reason: 'Forbidden',
      details: {},
      code: 403,
    });
  }
  const { group, resource, name } = attributes;
  return forbidden({ group, resource }, name, why);
}

function describe(attributes: RequestAttributes): string {
  const who = `User ${goQuote(attributes.user.name)} cannot ${attributes.verb}`;
  if (attributes.path !== undefined) return `${who} path ${goQuote(attributes.path)}`;
  const { group, resource, subresource, namespace } = attributes;
  const target = subresource === '' ? resource : `${resource}/${subresource}`;
  const scope =
    namespace === '' ? 'at the cluster scope' : `in the namespace ${goQuote(namespace)}`;
  return `${who} resource ${goQuote(target)} in API group ${goQuote(group)} ${scope}`;
}

/** Nothing that a browser could take for HTML. */
function sanitize(text: string): string {
  return text.replace(/[&<>]/g, (char) =>
    char === '&' ? '&amp;' : char === '<' ? '&lt;' : '&gt;',
  );
}
