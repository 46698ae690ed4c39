import type { JsonObject } from '@keelson/schema';
import { ageOf } from '../printing/human-duration.ts';
import { numberOf, objectOf, objectsOf, textOf, textsOf } from './json-access.ts';

export { labelsText, selectorText } from './selector-match.ts';

/** The name of an object. */
export function nameOf(object: JsonObject): string {
  return textOf(objectOf(object, 'metadata'), 'name');
}

/** How old an object is. */
export function objectAge(object: JsonObject, now: number): string {
  return ageOf(textOf(objectOf(object, 'metadata'), 'creationTimestamp'), now);
}

/** A text, or what stands for none. */
export function textOr(parent: JsonObject, key: string, none: string): string {
  const text = textOf(parent, key);
  return text === '' ? none : text;
}

/** Names and images of a pod's containers (layoutContainerCells). */
export function containerCells(spec: JsonObject): [names: string, images: string] {
  const containers = objectsOf(spec, 'containers');
  return [
    containers.map((container) => textOf(container, 'name')).join(','),
    containers.map((container) => textOf(container, 'image')).join(','),
  ];
}

/** Some of a list, and how many there are more (listWithMoreString). */
export function someOf(items: readonly string[], limit: number, none: string): string {
  if (items.length > limit) {
    return `${items.slice(0, limit).join(',')} + ${items.length - limit} more...`;
  }
  return items.length === 0 ? none : items.join(',');
}

const shortModes: readonly (readonly [mode: string, short: string])[] = [
  ['ReadWriteOnce', 'RWO'],
  ['ReadOnlyMany', 'ROX'],
  ['ReadWriteMany', 'RWX'],
  ['ReadWriteOncePod', 'RWOP'],
];

/** GetAccessModesAsString */
export function accessModesText(parent: JsonObject): string {
  const modes = textsOf(parent, 'accessModes');
  return shortModes
    .filter(([mode]) => modes.includes(mode))
    .map(([, short]) => short)
    .join(',');
}

/** Ports of a service (makePortString). */
export function portsText(spec: JsonObject): string {
  const pieces = objectsOf(spec, 'ports').map((port) => {
    const node = numberOf(port, 'nodePort');
    const number = node > 0 ? `${numberOf(port, 'port')}:${node}` : numberOf(port, 'port');
    return `${number}/${textOf(port, 'protocol')}`;
  });
  return pieces.length === 0 ? '<none>' : pieces.join(',');
}

/** Where a load balancer is reached. */
export function balancerText(status: JsonObject): string {
  const ingress = objectsOf(objectOf(status, 'loadBalancer'), 'ingress');
  const places = ingress.map((one) => textOr(one, 'ip', textOf(one, 'hostname')));
  return [...new Set(places.filter((place) => place !== ''))].toSorted().join(',');
}
