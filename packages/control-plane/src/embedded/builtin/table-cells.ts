import type { CellsOf } from './kind-rules.ts';

export const cellsByKind: ReadonlyMap<string, CellsOf> = new Map();
