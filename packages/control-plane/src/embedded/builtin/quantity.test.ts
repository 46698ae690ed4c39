import { describe, expect, it } from 'vitest';
import { parseQuantity, QuantityError } from './quantity.ts';

describe('parseQuantity', () => {
  it.each([
    ['1000m', '1'],
    ['0.5Gi', '512Mi'],
    ['1024Ki', '1Mi'],
    ['1000Ki', '1000Ki'],
    ['1.5', '1500m'],
    ['0.1', '100m'],
    ['1e9', '1e9'],
    ['12000m', '12'],
    ['1000000000000', '1T'],
    ['.5', '500m'],
    ['0.0', '0'],
    ['0.0000000001', '1n'],
    ['-1', '-1'],
    // A form that is canonical enough is kept as it is.
    ['010', '010'],
    ['+5', '+5'],
    ['1.500', '1.500'],
  ])('writes %s back as %s', (text, written) => {
    expect(parseQuantity(text).text).toBe(written);
  });

  it('counts in billionths', () => {
    expect(parseQuantity('1Ki').nanos).toBe(1_024_000_000_000n);
    expect(parseQuantity('-1m').nanos).toBe(-1_000_000n);
  });

  it.each(['', 'x', '1 ', '1..2'])('refuses %j as Go does', (text) => {
    expect(() => parseQuantity(text)).toThrow(
      "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
    );
  });

  it('refuses a suffix that there is not', () => {
    expect(() => parseQuantity('1Ki1')).toThrow(QuantityError);
    expect(() => parseQuantity('1K')).toThrow("unable to parse quantity's suffix");
  });
});
