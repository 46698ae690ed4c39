/** The pull policy that an image has by default: `Always` for `latest` (parsers.ParseImageName). */
export function pullPolicyOf(image: string): 'Always' | 'IfNotPresent' {
  if (!reference.test(image)) return 'IfNotPresent';
  if (image.includes('@'))
    return image.slice(0, image.indexOf('@')).endsWith(':latest') ? 'Always' : 'IfNotPresent';
  const name = image.slice(image.lastIndexOf('/') + 1);
  const colon = name.indexOf(':');
  return colon < 0 || name.slice(colon + 1) === 'latest' ? 'Always' : 'IfNotPresent';
}

/** Text that can be an image's name; what cannot has no tag. */
const reference =
  /^(?:[a-zA-Z0-9][\w.-]*(?::\d+)?\/)?[a-z0-9]+(?:[._-]+[a-z0-9]+)*(?:\/[a-z0-9]+(?:[._-]+[a-z0-9]+)*)*(?::\w[\w.-]{0,127})?(?:@[A-Za-z][\w+.-]*:[0-9a-fA-F]{32,})?$/u;
