import { caseGroups } from './cases/index.ts';
import { knownDifferences } from './known-differences.ts';
import { judged } from './target.ts';

/** The page that says how far the embedded control plane is the real one. */
export function matrixPage(): string {
  const rows: string[][] = [];
  const reasons: string[] = [];
  let all = 0;
  let equal = 0;
  for (const { name, cases } of caseGroups) {
    const titles = Object.keys(cases);
    const known = knownDifferences[name] ?? {};
    const differing = titles.filter((title) => title in known);
    all += titles.length;
    equal += titles.length - differing.length;
    rows.push(row(name, titles.length, differing.length));
    if (differing.length === 0) continue;
    reasons.push(`### ${name}`, '', ...differing.map((title) => `- ${title}: ${known[title]}`), '');
  }
  return [
    '# Conformance of the embedded control plane',
    '',
    '<!-- Written by test/conformance/matrix.ts: do not edit. -->',
    '',
    'The same cases run on kube-apiserver 1.37.2 and on the embedded control plane. A case is equal when',
    'every status, body, header and watch frame is the same, but for what is new in every run (times,',
    'unique identifiers, resource versions). The tests fail when this page is not true.',
    '',
    ...table(
      ['group', 'cases', 'equal', 'differing', 'share'],
      [...rows, row('all', all, all - equal)],
    ),
    '',
    ...(reasons.length === 0 ? [] : ['## What differs', '', ...reasons]),
  ].join('\n');
}

function row(name: string, cases: number, differing: number): string[] {
  // What nobody judges is equal to nothing.
  if (!judged.includes('embedded')) return [name, String(cases), '-', '-', '-'];
  const equal = cases - differing;
  const share = cases === 0 ? 100 : Math.floor((equal / cases) * 1000) / 10;
  return [name, String(cases), String(equal), String(differing), `${share} %`];
}

/** As the formatter leaves it: columns aligned, numbers to the right. */
function table(titles: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const widths = titles.map((title, column) => {
    return Math.max(title.length, 4, ...rows.map((cells) => cells[column]!.length));
  });
  const line = (cells: readonly string[]): string => {
    const padded = cells.map((cell, column) => {
      const width = widths[column]!;
      return column === 0 ? cell.padEnd(width) : cell.padStart(width);
    });
    return `| ${padded.join(' | ')} |`;
  };
  const rule = widths.map((width, column) => {
    return column === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`;
  });
  return [titles, rule, ...rows].map(line);
}
