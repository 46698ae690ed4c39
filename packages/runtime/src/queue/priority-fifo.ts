import { Fifo, type FifoNode } from './fifo.ts';
import type { QueueMetrics } from './queue-metrics.ts';

/** A node of a {@link PriorityFifo}. */
export interface PriorityNode<N> extends FifoNode<N> {
  priority: number;
  /** Written by {@link PriorityFifo}: the order of joining, across priorities. */
  joined: number;
}

interface Lane<N extends PriorityNode<N>> {
  readonly priority: number;
  readonly label: string;
  readonly nodes: Fifo<N>;
}

/** Of so many nodes taken while several priorities wait, one is the longest waiting. */
export const FAIR_TURN = 10;

const maxLabels = 25;
const overflowLabel = 'exceeded_cardinality_limit';

/**
 * Highest priority first, first in first out within one. Nobody starves: while more than one priority
 * waits, each tenth node taken is the one that has waited longest, whatever its priority. So a node
 * with `k` before it leaves after at most `10 * (k + 1)` takes, however many of higher priority come
 * (controller-runtime's queue has no such bound). Reports its depth per priority.
 */
export class PriorityFifo<N extends PriorityNode<N>> {
  /** Highest priority first; a lane that ran empty is dropped. */
  readonly #lanes: Lane<N>[] = [];
  readonly #labels = new Set<string>();
  readonly #depths = new Map<string, number>();
  readonly #metrics: Pick<QueueMetrics, 'depth'>;
  #length = 0;
  #joined = 0;
  /** Nodes taken since the last fair turn, of those taken while several priorities waited. */
  #sinceFairTurn = 0;

  constructor(metrics: Pick<QueueMetrics, 'depth'>) {
    this.#metrics = metrics;
  }

  get length(): number {
    return this.#length;
  }

  push(node: N): void {
    const lane = this.#lane(node.priority);
    node.joined = this.#joined += 1;
    lane.nodes.push(node);
    this.#count(lane, 1);
  }

  shift(): N | undefined {
    const lane = this.#isFairTurn() ? this.#longestWaiting() : this.#lanes[0];
    const node = lane?.nodes.shift();
    if (lane !== undefined) this.#left(lane);
    return node;
  }

  /** Moves a queued node to the end of another priority; it waits anew. */
  move(node: N, priority: number): void {
    const lane = this.#lane(node.priority);
    lane.nodes.remove(node);
    this.#left(lane);
    node.priority = priority;
    this.push(node);
  }

  #isFairTurn(): boolean {
    if (this.#lanes.length < 2) return false;
    this.#sinceFairTurn = (this.#sinceFairTurn + 1) % FAIR_TURN;
    return this.#sinceFairTurn === 0;
  }

  #longestWaiting(): Lane<N> | undefined {
    let longest = this.#lanes[0];
    for (const lane of this.#lanes) {
      if ((lane.nodes.first?.joined ?? 0) < (longest?.nodes.first?.joined ?? 0)) longest = lane;
    }
    return longest;
  }

  #left(lane: Lane<N>): void {
    this.#count(lane, -1);
    if (lane.nodes.length === 0) this.#lanes.splice(this.#lanes.indexOf(lane), 1);
  }

  #count(lane: Lane<N>, change: number): void {
    this.#length += change;
    const depth = (this.#depths.get(lane.label) ?? 0) + change;
    this.#depths.set(lane.label, depth);
    this.#metrics.depth(lane.label, depth);
  }

  #lane(priority: number): Lane<N> {
    let index = 0;
    for (let lane = this.#lanes[0]; lane !== undefined; lane = this.#lanes[++index]) {
      if (lane.priority === priority) return lane;
      if (lane.priority < priority) break;
    }
    const lane: Lane<N> = { priority, label: this.#label(priority), nodes: new Fifo() };
    this.#lanes.splice(index, 0, lane);
    return lane;
  }

  #label(priority: number): string {
    const label = String(priority);
    if (this.#labels.has(label)) return label;
    if (this.#labels.size === maxLabels) return overflowLabel;
    this.#labels.add(label);
    return label;
  }
}
