import type { FieldError, JsonObject } from '@keelson/schema';
import { isConditionTrue, objectOf, optionalObject, textOf, textsOf } from './definition.ts';
import { dns1035LabelErrors as labelErrors, subdomainErrors } from '../metadata/name-rules.ts';
import { validateEnum } from './validate-enum.ts';

const reviewVersions: readonly string[] = ['v1', 'v1beta1'];
const desiredForm = '; desired format: https://host[/path]';

/** Checks `spec.conversion`. Its errors name the fields of the internal version. */
export function validateConversion(conversion: JsonObject, path: string): FieldError[] {
  const strategy = textOf(conversion, 'strategy');
  const webhook = optionalObject(conversion, 'webhook') ?? {};
  const client = optionalObject(webhook, 'clientConfig');
  const versions = textsOf(webhook, 'conversionReviewVersions');
  const errors = validateEnum(`${path}.strategy`, strategy, ['None', 'Webhook']);
  const clientPath = `${path}.webhookClientConfig`;
  const versionsPath = `${path}.conversionReviewVersions`;
  if (strategy !== 'Webhook') {
    const detail = 'should not be set when strategy is not set to Webhook';
    if (client !== undefined) {
      errors.push({ type: 'FieldValueForbidden', field: clientPath, detail });
    }
    if (versions.length > 0) {
      errors.push({ type: 'FieldValueForbidden', field: versionsPath, detail });
    }
    return errors;
  }
  if (client === undefined) {
    const detail = 'required when strategy is set to Webhook';
    errors.push({ type: 'FieldValueRequired', field: clientPath, detail });
  } else {
    errors.push(...validateClient(client, clientPath));
  }
  return [...errors, ...validateReviewVersions(versions, versionsPath)];
}

function validateClient(client: JsonObject, path: string): FieldError[] {
  const { url } = client;
  const service = optionalObject(client, 'service');
  if ((typeof url === 'string') === (service !== undefined)) {
    const detail = 'exactly one of url or service is required';
    return [{ type: 'FieldValueRequired', field: path, detail }];
  }
  return service === undefined
    ? validateUrl(url as string, `${path}.url`)
    : validateService(service, `${path}.service`);
}

function validateUrl(text: string, field: string): FieldError[] {
  const errors: FieldError[] = [];
  const invalid = (value: string, detail: string): void => {
    errors.push({ type: 'FieldValueInvalid', field, value, detail });
  };
  // The generic form of RFC 3986, as net/url splits it: nothing is normalised.
  const [, scheme = '', authority = '', query = '', fragment = ''] =
    /^(?:([A-Za-z][A-Za-z0-9+.-]*):)?(?:\/\/([^/?#]*))?[^?#]*(?:\?([^#]*))?(?:#(.*))?$/su.exec(
      text,
    ) ?? [];
  const at = authority.lastIndexOf('@');
  if (scheme.toLowerCase() !== 'https') {
    invalid(scheme.toLowerCase(), `'https' is the only allowed URL scheme${desiredForm}`);
  }
  if (authority.slice(at + 1) === '') invalid('', `host must be specified${desiredForm}`);
  if (at >= 0) invalid(authority.slice(0, at), 'user information is not permitted in the URL');
  if (fragment !== '') invalid(fragment, 'fragments are not permitted in the URL');
  if (query !== '') invalid(query, 'query parameters are not permitted in the URL');
  return errors;
}

function validateService(service: JsonObject, path: string): FieldError[] {
  const errors: FieldError[] = [];
  // The server passes the two to its check in the wrong order, so each is reported as the other.
  if (textOf(service, 'namespace') === '') {
    errors.push({ type: 'FieldValueRequired', field: `${path}.name` });
  }
  if (textOf(service, 'name') === '') {
    errors.push({ type: 'FieldValueRequired', field: `${path}.namespace` });
  }
  const { port = 443 } = service;
  if (typeof port === 'number' && (port < 1 || port > 65535)) {
    errors.push({
      type: 'FieldValueInvalid',
      field: `${path}.port`,
      value: port,
      detail: 'port is not valid: must be between 1 and 65535, inclusive',
    });
  }
  return [...errors, ...validatePath(textOf(service, 'path'), `${path}.path`)];
}

function validatePath(value: string, field: string): FieldError[] {
  if (value === '' || value === '/') return [];
  const errors: FieldError[] = [];
  const invalid = (detail: string): void => {
    errors.push({ type: 'FieldValueInvalid', field, value, detail });
  };
  if (value === '//') {
    invalid('segment[0] may not be empty');
    return errors;
  }
  if (!value.startsWith('/')) invalid("must start with a '/'");
  const segments = value.slice(1).replace(/\/$/u, '').split('/');
  for (const [index, segment] of segments.entries()) {
    if (segment === '') invalid(`segment[${index}] may not be empty`);
    else for (const error of subdomainErrors(segment)) invalid(`segment[${index}]: ${error}`);
  }
  return errors;
}

function validateReviewVersions(versions: readonly string[], path: string): FieldError[] {
  if (versions.length === 0) return [{ type: 'FieldValueRequired', field: path }];
  const errors: FieldError[] = [];
  for (const [index, value] of versions.entries()) {
    const field = `${path}[${index}]`;
    const details = versions.indexOf(value) < index ? ['duplicate version'] : labelErrors(value);
    for (const detail of details) errors.push({ type: 'FieldValueInvalid', field, value, detail });
  }
  if (!versions.some((version) => reviewVersions.includes(version))) {
    errors.push({
      type: 'FieldValueInvalid',
      field: path,
      value: [...versions],
      detail: `must include at least one of ${reviewVersions.join(', ')}`,
    });
  }
  return errors;
}

/** Checks the certificates of the webhook, which an established kind may not break. */
export function validateCaBundle(definition: JsonObject, old: JsonObject): FieldError[] {
  if (!isConditionTrue(old, 'Established') || hasInvalidCaBundle(old)) return [];
  if (!hasInvalidCaBundle(definition)) return [];
  return [
    {
      type: 'FieldValueInvalid',
      field: 'spec.conversion.webhookClientConfig.caBundle',
      value: caBundleOf(definition),
      detail: 'unable to load root certificates: unable to parse bytes as PEM block',
    },
  ];
}

/** Whether the webhook's CA bundle holds no certificate: the kind is not established then. */
export function hasInvalidCaBundle(definition: JsonObject): boolean {
  const pem = Buffer.from(caBundleOf(definition), 'base64').toString('latin1');
  return pem !== '' && !pem.includes('-----BEGIN CERTIFICATE-----');
}

/** In base64. */
function caBundleOf(definition: JsonObject): string {
  const conversion = objectOf(objectOf(definition, 'spec'), 'conversion');
  return textOf(objectOf(objectOf(conversion, 'webhook'), 'clientConfig'), 'caBundle');
}
