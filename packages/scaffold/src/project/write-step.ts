import type { FilePlan } from './file-plan.ts';
import { recordPath, recordStep, type ScaffoldStep } from './scaffold-record.ts';
import { writePlan, type WritePlanOptions } from './write-plan.ts';

/** What a command writes, and how it would be run again. */
export interface StepPlan extends Pick<ScaffoldStep, 'command' | 'options'> {
  readonly plan: FilePlan;
}

/**
 * Writes the plan of a scaffolding command, and records the step with it.
 * @returns the paths written, as {@link writePlan}; the record is not among them
 */
export async function writeStep(
  directory: string,
  { plan, ...step }: StepPlan,
  options: WritePlanOptions,
): Promise<string[]> {
  const record = await recordStep(directory, step, plan);
  const written = await writePlan(directory, [...plan, ...record], options);
  return written.filter((path) => path !== recordPath);
}
