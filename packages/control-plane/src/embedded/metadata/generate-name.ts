const alphabet = 'bcdfghjklmnpqrstvwxz2456789';
const suffixLength = 5;
const maxBaseLength = 63 - suffixLength;

/**
 * A name for `metadata.generateName`: the base, cut to 58 characters, and five of the server's
 * letters. `random` answers at least 0 and less than 1.
 */
export function generateName(base: string, random: () => number): string {
  let name = base.slice(0, maxBaseLength);
  for (let index = 0; index < suffixLength; index++) {
    name += alphabet[Math.floor(random() * alphabet.length)];
  }
  return name;
}
