/** A line of a metric, as prom-client's registry writes it. */
interface MetricLine {
  readonly metricName: string;
  readonly labels: Readonly<Record<string, string | number>>;
  readonly value: number;
}

/** One series of a histogram. */
interface Series {
  readonly labels: Readonly<Record<string, string>>;
  /** Not cumulative; the last one is of what is above all bounds. */
  readonly counts: Float64Array;
  sum: number;
}

/** Options of {@link SeriesHistogram}. */
export interface SeriesHistogramOptions {
  readonly name: string;
  readonly help: string;
  /** Upper bounds, ascending, without +Inf. */
  readonly buckets: readonly number[];
}

/**
 * A histogram for what happens thousands of times a second. prom-client's looks for the series at each
 * observation, by a text of all labels; here a series is got once and then counts into an array. It is
 * read as prom-client's registry reads its own.
 */
export class SeriesHistogram<Label extends string> {
  readonly name: string;
  readonly help: string;
  readonly type = 'histogram';
  readonly aggregator = 'sum';
  readonly #bounds: readonly number[];
  #series: Series[] = [];

  constructor({ name, help, buckets }: SeriesHistogramOptions) {
    this.name = name;
    this.help = help;
    this.#bounds = buckets;
  }

  /** Begins a series at 0. Give each set of labels once; what it gives takes the observations. */
  series(labels: Readonly<Record<Label, string>>): (value: number) => void {
    const bounds = this.#bounds;
    const series: Series = { labels, counts: new Float64Array(bounds.length + 1), sum: 0 };
    this.#series.push(series);
    return (value) => {
      let index = 0;
      while (index < bounds.length && value > (bounds[index] as number)) index += 1;
      series.counts[index] = (series.counts[index] as number) + 1;
      series.sum += value;
    };
  }

  /** For the registry. */
  get(): Promise<object> {
    const { name, help, type, aggregator } = this;
    const values = this.#series.flatMap((series) => this.#linesOf(series));
    return Promise.resolve({ name, help, type, aggregator, values });
  }

  /** For the registry. */
  reset(): void {
    this.#series = [];
  }

  #linesOf({ labels, counts, sum }: Series): MetricLine[] {
    let total = 0;
    const lines: MetricLine[] = [];
    for (const [index, count] of counts.entries()) {
      total += count;
      const le = this.#bounds[index] ?? '+Inf';
      lines.push({ metricName: `${this.name}_bucket`, labels: { le, ...labels }, value: total });
    }
    lines.push({ metricName: `${this.name}_sum`, labels, value: sum });
    lines.push({ metricName: `${this.name}_count`, labels, value: total });
    return lines;
  }
}
