import type { JsonObject } from '@keelson/schema';
import { ageOf } from '../printing/human-duration.ts';
import { numberOf, objectOf, objectsOf, optionalObject, textOf } from './json-access.ts';
import type { Cell } from './kind-rules.ts';
import { nameOf, objectAge, textOr } from './table-text.ts';

/** What the printer adds up while it looks at the containers. */
interface Progress {
  reason: string;
  restarts: number;
  lastRestart: string;
  ready: number;
}

/** The row of a pod (printPod). */
export function podCells(pod: JsonObject, now: number): Cell[] {
  const spec = objectOf(pod, 'spec');
  const status = objectOf(pod, 'status');
  const inits = objectsOf(spec, 'initContainers');
  const sidecars = inits.filter(isSidecar).length;
  const progress = progressOf(spec, status);
  const { restarts, lastRestart } = progress;
  const [first = {}] = objectsOf(status, 'podIPs');
  return [
    nameOf(pod),
    `${progress.ready}/${objectsOf(spec, 'containers').length + sidecars}`,
    reasonOf(pod, progress.reason),
    restarts !== 0 && lastRestart !== ''
      ? `${restarts} (${ageOf(lastRestart, now)} ago)`
      : String(restarts),
    objectAge(pod, now),
    textOr(first, 'ip', '<none>'),
    textOr(spec, 'nodeName', '<none>'),
    textOr(status, 'nominatedNodeName', '<none>'),
    readinessGates(spec, status),
  ];
}

function reasonOf(pod: JsonObject, reason: string): string {
  const status = objectOf(pod, 'status');
  const phase = textOf(status, 'phase');
  if (objectOf(pod, 'metadata')['deletionTimestamp'] === undefined) return reason;
  if (textOf(status, 'reason') === 'NodeLost') return 'Unknown';
  return phase === 'Succeeded' || phase === 'Failed' ? reason : 'Terminating';
}

function isSidecar(container: JsonObject): boolean {
  return container['restartPolicy'] === 'Always';
}

function progressOf(spec: JsonObject, status: JsonObject): Progress {
  const conditions = objectsOf(status, 'conditions');
  const gated = conditions.some(
    (one) => one['type'] === 'PodScheduled' && one['reason'] === 'SchedulingGated',
  );
  const start = gated ? 'SchedulingGated' : textOr(status, 'reason', textOf(status, 'phase'));
  const inits = initProgress(spec, status, start);
  const isInitialized = conditions.some(
    (one) => one['type'] === 'Initialized' && one['status'] === 'True',
  );
  if (inits.isOver || isInitialized) return mainProgress(status, inits);
  return inits;
}

interface InitProgress extends Progress {
  isOver: boolean;
  sidecarRestarts: number;
  lastSidecarRestart: string;
}

function initProgress(spec: JsonObject, status: JsonObject, reason: string): InitProgress {
  const inits = objectsOf(spec, 'initContainers');
  const sidecars = new Set(inits.filter(isSidecar).map((one) => textOf(one, 'name')));
  const progress: InitProgress = {
    reason,
    restarts: 0,
    lastRestart: '',
    ready: 0,
    isOver: true,
    sidecarRestarts: 0,
    lastSidecarRestart: '',
  };
  for (const [index, container] of objectsOf(status, 'initContainerStatuses').entries()) {
    const restarts = numberOf(container, 'restartCount');
    const finished = lastFinish(container);
    const isOfSidecar = sidecars.has(textOf(container, 'name'));
    progress.restarts += restarts;
    if (finished > progress.lastRestart) progress.lastRestart = finished;
    if (isOfSidecar) {
      progress.sidecarRestarts += restarts;
      if (finished > progress.lastSidecarRestart) progress.lastSidecarRestart = finished;
    }
    const { terminated, waiting } = stateOf(container);
    if (terminated !== undefined && numberOf(terminated, 'exitCode') === 0) continue;
    if (isOfSidecar && container['started'] === true) {
      if (container['ready'] === true) progress.ready++;
      continue;
    }
    progress.isOver = false;
    const wait = waiting === undefined ? '' : textOf(waiting, 'reason');
    if (terminated !== undefined) progress.reason = `Init:${endOf(terminated)}`;
    else if (wait !== '' && wait !== 'PodInitializing') progress.reason = `Init:${wait}`;
    else progress.reason = `Init:${index}/${inits.length}`;
    break;
  }
  return progress;
}

function mainProgress(status: JsonObject, inits: InitProgress): Progress {
  const progress: Progress = {
    reason: inits.reason,
    restarts: inits.sidecarRestarts,
    lastRestart: inits.lastSidecarRestart,
    ready: inits.ready,
  };
  let isRunning = false;
  let failure = '';
  for (const container of objectsOf(status, 'containerStatuses').toReversed()) {
    progress.restarts += numberOf(container, 'restartCount');
    const finished = lastFinish(container);
    if (finished > progress.lastRestart) progress.lastRestart = finished;
    const { terminated, waiting, running } = stateOf(container);
    if (waiting !== undefined && textOf(waiting, 'reason') !== '') {
      progress.reason = textOf(waiting, 'reason');
    } else if (terminated !== undefined) {
      progress.reason = endOf(terminated);
      if (numberOf(terminated, 'exitCode') !== 0) failure = progress.reason;
    } else if (container['ready'] === true && running !== undefined) {
      isRunning = true;
      progress.ready++;
    }
  }
  if (progress.reason !== 'Completed') return progress;
  const isReady = objectsOf(status, 'conditions').some(
    (one) => one['type'] === 'Ready' && one['status'] === 'True',
  );
  if (isRunning && isReady) progress.reason = 'Running';
  else if (failure !== '') progress.reason = failure;
  else if (isRunning) progress.reason = 'NotReady';
  return progress;
}

interface ContainerState {
  readonly terminated: JsonObject | undefined;
  readonly waiting: JsonObject | undefined;
  readonly running: JsonObject | undefined;
}

function stateOf(container: JsonObject): ContainerState {
  const state = objectOf(container, 'state');
  return {
    terminated: optionalObject(state, 'terminated'),
    waiting: optionalObject(state, 'waiting'),
    running: optionalObject(state, 'running'),
  };
}

function endOf(terminated: JsonObject): string {
  const signal = numberOf(terminated, 'signal');
  const code = signal === 0 ? `ExitCode:${numberOf(terminated, 'exitCode')}` : `Signal:${signal}`;
  return textOr(terminated, 'reason', code);
}

/** When the container last ended; times of the same form compare as texts. */
function lastFinish(container: JsonObject): string {
  return textOf(objectOf(objectOf(container, 'lastState'), 'terminated'), 'finishedAt');
}

function readinessGates(spec: JsonObject, status: JsonObject): string {
  const gates = objectsOf(spec, 'readinessGates');
  if (gates.length === 0) return '<none>';
  const passed = gates.filter((gate) => {
    const found = objectsOf(status, 'conditions').find(
      ({ type }) => type === gate['conditionType'],
    );
    return found?.['status'] === 'True';
  });
  return `${passed.length}/${gates.length}`;
}
