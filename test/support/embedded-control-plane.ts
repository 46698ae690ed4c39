import type { TestProject } from 'vitest/node';
import { share } from './control-plane.ts';

/** Starts the control plane of the `embedded` project, in the process of the test runner. */
export function setup(project: TestProject): Promise<() => Promise<void>> {
  return share(project, 'embedded');
}
