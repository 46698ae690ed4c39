import type { Transport } from '@keelson/runtime';

interface Table {
  readonly columnDefinitions: readonly { readonly name: string; readonly priority: number }[];
  readonly rows: readonly { readonly cells: readonly (string | number | boolean | null)[] }[];
}

/** What `kubectl get` prints: the table that the API server itself makes of the printer columns. */
export async function tableOf(transport: Transport, path: string): Promise<string> {
  const { status, body } = await transport.send({
    method: 'GET',
    path,
    headers: { accept: 'application/json;as=Table;v=v1;g=meta.k8s.io' },
  });
  if (status !== 200) throw new Error(`GET ${path} answered ${status}: ${body}`);
  const { columnDefinitions, rows } = JSON.parse(body) as Table;
  const shown = columnDefinitions.flatMap(({ priority }, index) => (priority === 0 ? [index] : []));
  const lines = [
    shown.map((index) => columnDefinitions[index]!.name.toUpperCase()),
    ...rows.map(({ cells }) => shown.map((index) => String(cells[index] ?? '<none>'))),
  ];
  const widths = shown.map((_, column) => Math.max(...lines.map((line) => line[column]!.length)));
  return lines
    .map((line) =>
      line
        .map((cell, column) => cell.padEnd(widths[column]!))
        .join('   ')
        .trimEnd(),
    )
    .join('\n');
}
