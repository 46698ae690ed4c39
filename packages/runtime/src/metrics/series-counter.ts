import type { Counter } from 'prom-client';

/** One series of a counter. */
interface Series<Label extends string> {
  readonly labels: Record<Label, string>;
  count: number;
}

/** A counter for what happens thousands of times a second: prom-client's is told at a scrape only. */
export class SeriesCounter<Label extends string> {
  readonly #series: Series<Label>[] = [];

  /** Begins a series at 0. Give each set of labels once; what it gives adds one. */
  series(labels: Record<Label, string>): () => void {
    const series = { labels, count: 0 };
    this.#series.push(series);
    return () => {
      series.count += 1;
    };
  }

  /** For the registry. */
  fill(counter: Counter<Label>): void {
    counter.reset();
    for (const { labels, count } of this.#series) counter.inc(labels, count);
  }
}
