/** How strictly an address is read: `sloppy` takes leading zeros, as Go did before 1.17. */
export type IpReading = 'strict' | 'sloppy';

/** Length of an address in bytes as Go's net.ParseCIDR counts it; `undefined` when it is none. */
export function ipLength(text: string, reading: IpReading): 4 | 16 | undefined {
  if (isIpv4Text(text, reading)) return 4;
  return isIpv6Text(text, reading) ? 16 : undefined;
}

/** Whether a text is CIDR notation, leading zeros allowed. */
export function isCidr(text: string): boolean {
  const slash = text.indexOf('/');
  if (slash < 0) return false;
  const length = ipLength(text.slice(0, slash), 'sloppy');
  const bits = text.slice(slash + 1);
  return length !== undefined && /^\d{1,7}$/.test(bits) && Number(bits) <= 8 * length;
}

function isIpv4Text(text: string, reading: IpReading): boolean {
  const parts = text.split('.');
  const shape = reading === 'sloppy' ? /^\d{1,8}$/ : /^(?:0|[1-9]\d{0,2})$/;
  return parts.length === 4 && parts.every((part) => shape.test(part) && Number(part) <= 255);
}

function isIpv6Text(text: string, reading: IpReading): boolean {
  const halves = text.split('::');
  if (halves.length > 2) return false;
  let groups = 0;
  for (const [index, half] of halves.entries()) {
    if (half === '') continue;
    const parts = half.split(':');
    const last = parts.at(-1) as string;
    const isLastHalf = index === halves.length - 1;
    if (last.includes('.')) {
      if (!isLastHalf || !isIpv4Text(last, reading)) return false;
      parts.pop();
      groups += 2;
    }
    const shape = reading === 'sloppy' ? /^0*[0-9a-fA-F]{1,4}$/ : /^[0-9a-fA-F]{1,4}$/;
    if (!parts.every((part) => shape.test(part))) return false;
    groups += parts.length;
  }
  return halves.length === 2 ? groups < 8 : groups === 8;
}
