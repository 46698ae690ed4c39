import { newFile, updatedFile } from './file-plan.ts';
import { writePlan } from './write-plan.ts';

// A process of its own, to be killed or kept from writing: ROOT TEXT [as-nobody].
const [root = '', text = '', account] = process.argv.slice(2);
// Nothing keeps the superuser from writing.
if (account === 'as-nobody' && process.getuid?.() === 0) process.seteuid?.(65_534);

const plan = Array.from({ length: 200 }, (_, index) =>
  updatedFile(`folder-${index % 7}/file-${index}`, text.padEnd(8_192, '.')),
);
process.stdout.write('ready\n');
try {
  await writePlan(root, [...plan, newFile(`new-${text}`, text)], { remove: ['gone'] });
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 1;
}
