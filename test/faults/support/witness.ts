import type { ConfigMap } from '@keelson/kubernetes/core/v1';
import { compareResourceVersions, type ObjectEvent } from '@keelson/runtime';

/** Holds the informer to its promises: the states of each object in order, each life with a begin and an end. */
export class Witness {
  events = 0;
  readonly breaches: string[] = [];
  readonly #last = new Map<string, { readonly uid: string; readonly version: string }>();

  see({ type, object }: ObjectEvent<ConfigMap>): void {
    this.events += 1;
    const { name, uid, resourceVersion: version } = object.metadata;
    const last = this.#last.get(name);
    if (type === 'created' && last !== undefined) this.#breach(`${name} was created twice`);
    if (type !== 'created' && last?.uid !== uid)
      this.#breach(`${type} ${name}, which was not there`);
    const isBack = last !== undefined && (compareResourceVersions(version, last.version) ?? 0) < 0;
    if (isBack) this.#breach(`${name} went back from ${last.version} to ${version}`);
    if (type === 'deleted') this.#last.delete(name);
    else this.#last.set(name, { uid, version });
  }

  #breach(text: string): void {
    this.breaches.push(text);
  }
}
