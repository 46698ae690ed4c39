import type { JsonObject } from '@keelson/schema';
import { objectOf, objectsOf, textOf } from './json-access.ts';
import { parseQuantity } from './quantity.ts';

type Sums = Map<string, bigint>;

/** The quality of service class of a pod (qos.ComputePodQOS). */
export function qualityOf(spec: JsonObject): 'Guaranteed' | 'Burstable' | 'BestEffort' {
  const requests: Sums = new Map();
  const limits: Sums = new Map();
  let isGuaranteed = true;
  const own = spec['resources'];
  const holders =
    own === undefined
      ? [...objectsOf(spec, 'containers'), ...objectsOf(spec, 'initContainers')]
      : [spec];
  for (const holder of holders) {
    const resources = objectOf(holder, 'resources');
    add(requests, objectOf(resources, 'requests'));
    const found = add(limits, objectOf(resources, 'limits'));
    if (found < 2) isGuaranteed = false;
  }
  if (requests.size === 0 && limits.size === 0) return 'BestEffort';
  const areEqual =
    requests.size === limits.size &&
    [...requests].every(([name, amount]) => limits.get(name) === amount);
  return isGuaranteed && areEqual ? 'Guaranteed' : 'Burstable';
}

/** Adds up what counts, and answers of how many resources there is any. */
function add(sums: Sums, amounts: JsonObject): number {
  let found = 0;
  for (const name of ['cpu', 'memory']) {
    const text = textOf(amounts, name);
    if (text === '') continue;
    const { nanos } = parseQuantity(text);
    if (nanos <= 0n) continue;
    found++;
    sums.set(name, (sums.get(name) ?? 0n) + nanos);
  }
  return found;
}
