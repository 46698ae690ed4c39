import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { createHttpTransport, loadClusterConfig, Manager } from '@keelson/runtime';
import { RecordingLogger } from '@keelson/runtime/testing';
import { expect, inject, it } from 'vitest';
import { parse } from 'yaml';

const repository = path.resolve(import.meta.dirname, '../..');
const config = path.join(repository, 'packages/scaffold/templates/project/config');

interface Alert {
  readonly alert: string;
  readonly expr: string;
}

async function alerts(): Promise<Alert[]> {
  const text = await readFile(path.join(config, 'alerts/alerts.yaml'), 'utf8');
  return parse(text.replaceAll('{{projectName}}', 'ship')).spec.groups[0].rules;
}

interface Dashboard {
  readonly panels: readonly { readonly targets?: readonly { readonly expr: string }[] }[];
}

/** What the panels of the dashboard ask for. */
async function questions(): Promise<string[]> {
  const text = await readFile(path.join(config, 'grafana/dashboard.json'), 'utf8');
  const { panels } = JSON.parse(text) as Dashboard;
  return panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr));
}

/** The metrics that a PromQL expression reads: names that are no label, function or keyword. */
function metricsOf(expr: string): string[] {
  const bare = expr.replaceAll(/\{[^}]*\}|\[[^\]]*\]|\bby \([^)]*\)/g, '');
  const names = [...bare.matchAll(/\b[a-z_]{2,}\b(?!\s*\()/g)].map(([name]) => name);
  return names.filter((name) => name !== 'sum');
}

it('explains every alert, and no other', async () => {
  const runbook = await readFile(path.join(repository, 'docs/runbook.md'), 'utf8');
  const explained = [...runbook.matchAll(/^\| `(Operator\w+)`/gm)].map(([, name]) => name);
  expect(explained).toEqual((await alerts()).map(({ alert }) => alert));
});

it('asks for metrics that an operator exposes, in alerts and on the dashboard', async () => {
  const kubeconfig = inject('kubeconfigPath');
  await using transport = createHttpTransport(await loadClusterConfig({ kubeconfig }));
  const manager = new Manager({
    transport,
    logger: new RecordingLogger(),
    metrics: { bindAddress: '127.0.0.1:0' },
  });
  const stop = new AbortController();
  const done = manager.start(stop.signal);
  const { port } = (await manager.metricsAddress)!;
  const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  stop.abort();
  await done;
  const exposed = new Set([...text.matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name));
  const expressions = [...(await alerts()).map(({ expr }) => expr), ...(await questions())];
  const read = expressions.flatMap(metricsOf);
  expect(read.length).toBeGreaterThanOrEqual(expressions.length);
  const unknown = read.filter((name) => !exposed.has(name.replace(/_bucket$/, '')));
  // Prometheus' own: whether it reaches the operator.
  expect(unknown).toEqual(['up']);
});
