const label = '[a-z]([-a-z0-9]*[a-z0-9])?';
const subdomainLabel = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
const subdomain = `${subdomainLabel}(\\.${subdomainLabel})*`;
const labelPattern = new RegExp(`^${label}$`);
const subdomainPattern = new RegExp(`^${subdomain}$`);

/** What is wrong with a DNS-1035 label, in the server's words (IsDNS1035Label). */
export function labelErrors(value: string): string[] {
  const errors: string[] = [];
  if (Buffer.byteLength(value) > 63) errors.push('must be no more than 63 characters');
  if (!labelPattern.test(value)) {
    errors.push(
      `a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '${label}')`,
    );
  }
  return errors;
}

/** What is wrong with a DNS-1123 subdomain, in the server's words (IsDNS1123Subdomain). */
export function subdomainErrors(value: string): string[] {
  const errors: string[] = [];
  if (Buffer.byteLength(value) > 253) errors.push('must be no more than 253 characters');
  if (!subdomainPattern.test(value)) {
    errors.push(
      `a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '${subdomain}')`,
    );
  }
  return errors;
}
