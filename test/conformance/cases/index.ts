import type { CaseGroup } from '../group.ts';
import { createCases } from './create.ts';

/** All groups, in the order in which they are told. */
export const caseGroups: readonly CaseGroup[] = [createCases];
