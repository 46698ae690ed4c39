/** An IP address (Go's netip.Addr). */
export class Address {
  readonly typeName = 'net.IP';
  readonly family: 4 | 6;
  readonly bits: bigint;

  constructor(family: 4 | 6, bits: bigint) {
    this.family = family;
    this.bits = bits;
  }

  toString(): string {
    return this.family === 4 ? dotted(this.bits) : colons(this.bits);
  }

  /** Whether it lies in a range such as `127.0.0.0/8`. */
  isIn(...ranges: readonly string[]): boolean {
    return ranges.some((range) => {
      const network = parseNetwork(range);
      return network instanceof Network && network.contains(this);
    });
  }
}

/** A range of addresses (Go's netip.Prefix). */
export class Network {
  readonly typeName = 'net.CIDR';
  readonly address: Address;
  readonly length: number;

  constructor(address: Address, length: number) {
    this.address = address;
    this.length = length;
  }

  toString(): string {
    return `${this.address.toString()}/${this.length}`;
  }

  masked(): Network {
    const { family, bits } = this.address;
    const shift = BigInt((family === 4 ? 32 : 128) - this.length);
    return new Network(new Address(family, (bits >> shift) << shift), this.length);
  }

  contains({ family, bits }: Address): boolean {
    if (family !== this.address.family) return false;
    const shift = BigInt((family === 4 ? 32 : 128) - this.length);
    return bits >> shift === this.address.bits >> shift;
  }

  containsNetwork(other: Network): boolean {
    return this.length <= other.length && this.contains(other.address);
  }
}

/** Reads an address without a zone; what is wrong when it is none. */
export function parseAddress(text: string): Address | string {
  const refused = (reason: string): string =>
    `IP Address ${JSON.stringify(text)} parse error during conversion from string: ParseAddr(${JSON.stringify(text)}): ${reason}`;
  if (text.includes('%')) {
    return `IP address ${JSON.stringify(text)} with zone value is not allowed`;
  }
  if (!text.includes(':')) {
    const bits = readDotted(text);
    if (bits !== undefined) return new Address(4, bits);
    const isShort = /^[0-9.]+$/u.test(text) && text.split('.').length < 4 && text.includes('.');
    return refused(isShort ? 'IPv4 address too short' : 'unable to parse IP');
  }
  const bits = readColons(text);
  if (bits === undefined) return refused('unable to parse IP');
  if (bits >> 32n === 0xffffn) {
    return `IPv4-mapped IPv6 address ${JSON.stringify(text)} is not allowed`;
  }
  return new Address(6, bits);
}

/** Reads `10.0.0.0/8`; what is wrong when it is none. */
export function parseNetwork(text: string): Network | string {
  const refused = (reason: string): string =>
    `network address parse error during conversion from string: netip.ParsePrefix(${JSON.stringify(text)}): ${reason}`;
  const slash = text.lastIndexOf('/');
  if (slash < 0) return refused("no '/'");
  const address = parseAddress(text.slice(0, slash));
  if (typeof address === 'string') {
    return address.startsWith('IPv4-mapped')
      ? `IPv4-mapped IPv6 address ${JSON.stringify(text)} is not allowed`
      : refused('unable to parse IP');
  }
  const length = text.slice(slash + 1);
  if (!/^(?:0|[1-9][0-9]{0,2})$/u.test(length))
    return refused(`bad bits after slash: ${JSON.stringify(length)}`);
  if (Number(length) > (address.family === 4 ? 32 : 128))
    return refused('prefix length out of range');
  return new Network(address, Number(length));
}

function readDotted(text: string): bigint | undefined {
  const parts = text.split('.');
  if (parts.length !== 4) return undefined;
  let bits = 0n;
  for (const part of parts) {
    if (!/^(?:0|[1-9][0-9]{0,2})$/u.test(part) || Number(part) > 255) return undefined;
    bits = (bits << 8n) | BigInt(part);
  }
  return bits;
}

function readColons(text: string): bigint | undefined {
  const tail = /^(.*:)([0-9.]+\.[0-9.]+)$/u.exec(text);
  let source = text;
  if (tail) {
    const bits = readDotted(tail[2] as string);
    if (bits === undefined) return undefined;
    source = `${tail[1]}${(bits >> 16n).toString(16)}:${(bits & 0xffffn).toString(16)}`;
  }
  const halves = source.split('::');
  if (halves.length > 2) return undefined;
  const groups = halves.map((half) => (half === '' ? [] : half.split(':')));
  const count = groups.flat().length;
  if (halves.length === 1 ? count !== 8 : count > 7) return undefined;
  if (!groups.flat().every((group) => /^[0-9a-fA-F]{1,4}$/u.test(group))) return undefined;
  const [left = [], right = []] = groups;
  const zeros = Array.from({ length: 8 - count }, () => '0');
  const all = halves.length === 1 ? left : [...left, ...zeros, ...right];
  return all.reduce((bits, group) => (bits << 16n) | BigInt(`0x${group}`), 0n);
}

function dotted(bits: bigint): string {
  return [24n, 16n, 8n, 0n].map((shift) => String((bits >> shift) & 255n)).join('.');
}

/** The longest run of two or more zeros is left out. */
function colons(bits: bigint): string {
  const groups = Array.from({ length: 8 }, (_, index) =>
    ((bits >> BigInt(112 - index * 16)) & 0xffffn).toString(16),
  );
  const runs = [...groups.join(':').matchAll(/(?<![0-9a-f])0(?::0)+(?![0-9a-f])/gu)];
  const longest = runs.toSorted((a, b) => b[0].length - a[0].length)[0];
  const text = groups.join(':');
  if (longest === undefined) return text;
  const before = text.slice(0, longest.index).replace(/:$/u, '');
  const after = text.slice(longest.index + longest[0].length).replace(/^:/u, '');
  return `${before}::${after}`;
}
