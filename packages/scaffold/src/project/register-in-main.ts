import path from 'node:path';
import { type PlannedFile, updatedFile } from './file-plan.ts';
import { addToMain, type MainAddition, mainLines } from './main-file.ts';
import { parseModules } from './parse-modules.ts';
import { readText } from './read-text.ts';

const mainPath = 'src/main.ts';

/** A class that `src/main.ts` is to add to the manager. */
export interface Registration extends Pick<MainAddition, 'className' | 'alias' | 'takesClient'> {
  /** Its file, below the project's root. */
  readonly file: string;
}

export interface RegistrationPlan {
  /** The change of `src/main.ts`, if there is one. */
  readonly plan: readonly PlannedFile[];
  /** Lines for the user to add, when it is not certain where they go. */
  readonly linesForMain: readonly string[];
}

/** Adds the classes to the manager of the user's `src/main.ts`. */
export async function registerInMain(
  directory: string,
  registrations: readonly Registration[],
): Promise<RegistrationPlan> {
  let text = await readText(directory, mainPath);
  const linesForMain: string[] = [];
  for (const { file, ...registration } of registrations) {
    const module = `./${path.posix.relative('src', file)}`;
    const addition: MainAddition = { ...registration, module };
    const [parsed] = text === undefined ? [] : parseModules([text]);
    const edited = parsed && addToMain(parsed, addition);
    if (edited === undefined) linesForMain.push(...Object.values(mainLines(addition)));
    else text = edited;
  }
  const isUntouched = linesForMain.length === 2 * registrations.length;
  return {
    plan: text === undefined || isUntouched ? [] : [updatedFile(mainPath, text)],
    linesForMain,
  };
}
