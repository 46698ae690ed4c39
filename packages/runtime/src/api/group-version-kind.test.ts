import { describe, expect, it } from 'vitest';
import {
  formatGroupVersionKind,
  groupVersionKindOf,
  isSameGroupKind,
  isSameGroupVersionKind,
  parseGroupVersionKind,
} from './group-version-kind.ts';

const job = { group: 'batch', version: 'v1', kind: 'Job' };

describe('a group, version and kind', () => {
  it('is what an object says of itself', () => {
    expect(groupVersionKindOf({ apiVersion: 'batch/v1', kind: 'Job' })).toEqual(job);
    expect(groupVersionKindOf({ apiVersion: 'v1', kind: 'Pod' })).toEqual({
      group: '',
      version: 'v1',
      kind: 'Pod',
    });
    expect(() => groupVersionKindOf({ apiVersion: 'a/b/c', kind: 'Job' })).toThrow(
      '"a/b/c" is not an apiVersion: write "v1" or "<group>/<version>"',
    );
  });

  it('is written as the API server writes it, and read back', () => {
    expect(formatGroupVersionKind(job)).toBe('batch/v1, Kind=Job');
    expect(parseGroupVersionKind('batch/v1, Kind=Job')).toEqual(job);
    expect(parseGroupVersionKind('v1, Kind=Pod')).toMatchObject({ group: '', version: 'v1' });
    for (const text of ['', 'batch/v1', 'Job', 'batch/v1, Kind=', 'batch/v1, Kind=A B']) {
      expect(() => parseGroupVersionKind(text)).toThrow('write "<group>/<version>, Kind=<kind>"');
    }
  });

  it('is compared with and without the version', () => {
    const beta = { ...job, version: 'v1beta1' };
    expect(isSameGroupVersionKind(job, { ...job })).toBe(true);
    expect(isSameGroupVersionKind(job, beta)).toBe(false);
    expect(isSameGroupKind(job, beta)).toBe(true);
    expect(isSameGroupKind(job, { ...job, group: 'other' })).toBe(false);
    expect(isSameGroupKind(job, { ...job, kind: 'CronJob' })).toBe(false);
  });
});
