import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addToMain } from './main-file.ts';
import { parseModules } from './parse-modules.ts';

const addition = {
  className: 'BoatReconciler',
  alias: 'FleetBoatReconciler',
  module: './controllers/boat-controller.ts',
};
const importLine = `import { BoatReconciler } from './controllers/boat-controller.ts';\n`;
const addLine = 'manager.add(new BoatReconciler(manager.client));\n';

function edit(source: string): string | undefined {
  const [module] = parseModules([source]);
  return module && addToMain(module, addition);
}

const fresh = `import { Manager } from '@keelson/runtime';

const manager = new Manager({});

await manager.run();
`;

describe('addToMain', () => {
  it('imports after the last import and adds before the manager runs', () => {
    expect(edit(fresh)).toBe(`import { Manager } from '@keelson/runtime';
${importLine}
const manager = new Manager({});

${addLine}await manager.run();
`);
  });

  it('adds after the last reconciler, whatever the user has written around it', () => {
    const source = `// héllo 🚢 wörld
import { Manager } from '@keelson/runtime'; // the framework
import 'reflect-metadata';
const m = new Manager({ /* mine */ });
  m.add(new Captain(m.client, {
    fleet: "manager.add(",
  })); // the captain
await m.addReadyCheck('x', check);
void m.run();
`;
    expect(edit(source)).toBe(
      source
        .replace(`'reflect-metadata';\n`, `'reflect-metadata';\n${importLine}`)
        .replace('// the captain\n', `// the captain\n  ${addLine.replaceAll('manager', 'm')}`),
    );
  });

  it('gives a class of another group with that name a name of its own', () => {
    const source = fresh.replace(
      '\n\n',
      `\nimport { BoatReconciler } from './controllers/crew/boat-controller.ts';\n\n`,
    );
    const edited = edit(source) ?? '';
    expect(edited).toContain(
      "import { BoatReconciler as FleetBoatReconciler } from './controllers/boat-controller.ts';\n",
    );
    expect(edited).toContain('manager.add(new FleetBoatReconciler(manager.client));\n');
    expect(edit(edited)).toBe(edited);
  });

  it('finds a manager inside a function', () => {
    const source = `import { Manager } from '@keelson/runtime';
async function main() {
\tconst manager = new Manager();
\treturn manager.run();
}
main();
`;
    expect(edit(source)).toContain(`\t${addLine}\treturn manager.run();\n`);
  });

  it('keeps Windows line ends', () => {
    const edited = edit(fresh.replaceAll('\n', '\r\n'));
    expect(edited?.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
    expect(edited).toContain('BoatReconciler(manager.client));\r\nawait');
  });

  it('changes nothing when the class is named already', () => {
    const once = edit(fresh) ?? '';
    expect(edit(once)).toBe(once);
  });

  it.each([
    ['no manager', `import { a } from 'a';\nawait a.run();\n`],
    ['two managers', `${fresh}const other = new Manager();\n`],
    ['a manager that never runs', fresh.replace('await manager.run();', '')],
    ['a syntax error', `${fresh}const = 1;\n`],
    ['no import', 'const manager = new Manager();\nawait manager.run();\n'],
    ['statements on one line', fresh.replace('\n\nawait', ' await')],
    ['a manager passed on', fresh.replace('await manager.run();', 'await serve(manager);')],
  ])('does not guess: %s', (_, source) => {
    expect(edit(source)).toBeUndefined();
  });

  it('keeps every character of edits anywhere around', () => {
    const line = fc.constantFrom(
      '// a comment with manager.run() and a ` in it',
      '/* block */',
      'const text = `template ${manager.name} // not a comment`;',
      'const regex = /["\'`]manager\\.add\\(/u;',
      '',
      'function helper() {\n  return { manager: 1 };\n}',
      "process.on('exit', () => {\n  manager.add(later);\n});",
      '/** ünïcode 🚢 */',
      'export {};',
    );
    const lines = fc
      .array(line, { maxLength: 4 })
      .map((some) => some.map((one) => `${one}\n`).join(''));
    const around = fc.tuple(lines, lines, lines, lines);
    const sources = fc
      .sample(around, 60)
      .map(
        ([a, b, c, d]) =>
          `${a}import { Manager } from '@keelson/runtime';\n${b}const manager = new Manager();\n${c}await manager.run();\n${d}`,
      );
    for (const [index, module] of parseModules(sources).entries()) {
      const source = sources[index] ?? '';
      if (module.hasErrors) continue;
      const edited = addToMain(module, addition) ?? '';
      expect(edited.replace(importLine, '').replace(addLine, '')).toBe(source);
      expect(edited.length).toBe(source.length + importLine.length + addLine.length);
    }
  });
});
