import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { claimState } from './state-lock.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'keelson-state-'));
});

afterEach(() => rmSync(folder, { recursive: true }));

describe('claimState', () => {
  it('makes the folder, and leaves nothing in it', () => {
    const state = path.join(folder, 'deep/state');
    const claim = claimState(state);
    expect(readdirSync(state)).toEqual(['dev.pid']);
    claim[Symbol.dispose]();
    expect(readdirSync(state)).toEqual([]);
  });

  it('refuses what another process has', () => {
    const other = process.ppid;
    writeFileSync(path.join(folder, 'dev.pid'), String(other));
    expect(() => claimState(folder)).toThrow(`operator dev runs here already, as process ${other}`);
    expect(readdirSync(folder)).toEqual(['dev.pid']);
  });

  it.each(['', 'nonsense', '-1', '2147483647'])('takes over from %j, which is nobody', (holder) => {
    writeFileSync(path.join(folder, 'dev.pid'), holder);
    claimState(folder)[Symbol.dispose]();
    expect(readdirSync(folder)).toEqual([]);
  });
});
