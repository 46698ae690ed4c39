import { Event } from '@keelson/kubernetes/events/v1';
import { Pod } from '@keelson/kubernetes/core/v1';
import type { Client, DeepReadonly } from '@keelson/runtime';

/** Prints what happens in a namespace while it happens: the operator's events and the pods' marks. */
export async function narrate(
  client: Client,
  namespace: string,
  signal: AbortSignal,
): Promise<void> {
  await Promise.all([
    narrateEvents(client, namespace, signal),
    narratePods(client, namespace, signal),
  ]);
}

/** One line of the story, with the seconds since the demo began. */
export function say(actor: string, text: string): void {
  console.log(`${(performance.now() / 1000).toFixed(1).padStart(5)} s  ${actor.padEnd(9)} ${text}`);
}

/** What the operator logs, as a sentence: its lines are JSON, since they do not go to a terminal. */
export function sayLogLine(line: string): void {
  const { level, time: _time, msg, ...fields } = parseLogLine(line);
  const details = Object.entries(fields).map(([key, value]) => `${key}=${JSON.stringify(value)}`);
  say('operator', [...(level === 'info' ? [] : [`${level}:`]), msg, ...details].join(' '));
}

interface LogLine {
  readonly level: string;
  readonly time?: string;
  readonly msg: string;
  readonly [field: string]: unknown;
}

function parseLogLine(line: string): LogLine {
  try {
    return JSON.parse(line) as LogLine;
  } catch {
    return { level: 'info', msg: line };
  }
}

async function narrateEvents(
  client: Client,
  namespace: string,
  signal: AbortSignal,
): Promise<void> {
  for await (const { type, object } of client.watch(Event, { namespace, signal })) {
    if (type !== 'ADDED') continue;
    const { kind, name } = object.regarding ?? {};
    say('event', `${object.reason ?? ''} on ${kind ?? ''} ${name ?? ''}: ${object.note ?? ''}`);
  }
}

async function narratePods(client: Client, namespace: string, signal: AbortSignal): Promise<void> {
  const known = new Map<string, string>();
  for await (const { type, object } of client.watch(Pod, { namespace, signal })) {
    const { name } = object.metadata;
    const marks = marksOf(object);
    if (type === 'DELETED') {
      known.delete(name);
      say('pod', `${name} is gone`);
    } else if (known.get(name) !== marks) {
      const wasMarked = (known.get(name) ?? '') !== '';
      known.set(name, marks);
      if (marks !== '') say('pod', `${name} now has ${marks}`);
      else if (wasMarked) say('pod', `${name} has no mark any more`);
    }
  }
}

function marksOf(pod: DeepReadonly<Pod>): string {
  const { labels = {}, annotations = {} } = pod.metadata;
  return [
    ...Object.entries(labels).map(([key, value]) => `label ${key}=${value}`),
    ...Object.entries(annotations).map(([key, value]) => `annotation ${key}="${value}"`),
  ].join(', ');
}
