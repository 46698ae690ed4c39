import type { CaseGroup } from '../group.ts';
import { createCases } from './create.ts';
import { getCases } from './get.ts';
import { kindCases } from './kinds.ts';
import { listCases } from './list.ts';
import { selectorCases } from './selectors.ts';
import { updateCases } from './update.ts';
import { workloadCases } from './workloads.ts';

/** All groups, in the order in which they are told. */
export const caseGroups: readonly CaseGroup[] = [
  createCases,
  kindCases,
  workloadCases,
  getCases,
  updateCases,
  listCases,
  selectorCases,
];
