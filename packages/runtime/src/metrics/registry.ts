import {
  Counter,
  Gauge,
  Histogram,
  type OpenMetricsContentType,
  type PrometheusContentType,
  Registry,
  collectDefaultMetrics,
} from 'prom-client';

import { SeriesCounter } from './series-counter.ts';
import { SeriesHistogram } from './series-histogram.ts';

export type { Counter, Gauge, Histogram } from 'prom-client';

/** What every metric has. */
export interface MetricDescription<Label extends string> {
  /** Unique in the registry, `snake_case`; counters end in `_total`, others in their unit. */
  readonly name: string;
  readonly help: string;
  /** @default none */
  readonly labels?: readonly Label[] | undefined;
}

/** A gauge, which may be filled at the moment of a scrape. */
export interface GaugeDescription<Label extends string> extends MetricDescription<Label> {
  /** Called at each scrape, with the gauge emptied. @default keeps what was set */
  readonly collect?: ((gauge: Gauge<Label>) => void) | undefined;
}

/** A histogram and its upper bounds, without +Inf. */
export interface HistogramDescription<Label extends string> extends MetricDescription<Label> {
  readonly buckets: readonly number[];
}

/**
 * The metrics of one manager, in the Prometheus text format; nothing is global. Operators add their
 * own through the same methods, before the start or later. The one module that knows prom-client.
 */
export class MetricsRegistry {
  readonly #registry = new Registry<PrometheusContentType | OpenMetricsContentType>();

  get contentType(): string {
    return this.#registry.contentType;
  }

  /** @throws {Error} when the name is taken */
  counter<Label extends string>(description: MetricDescription<Label>): Counter<Label> {
    const { name, help, labels = [] } = description;
    return new Counter({ name, help, labelNames: labels, registers: [this.#registry] });
  }

  /** @throws {Error} when the name is taken */
  gauge<Label extends string>(description: GaugeDescription<Label>): Gauge<Label> {
    const { name, help, labels = [], collect } = description;
    const configuration = { name, help, labelNames: labels, registers: [this.#registry] };
    if (collect === undefined) return new Gauge(configuration);
    return new Gauge({
      ...configuration,
      collect() {
        this.reset();
        collect(this);
      },
    });
  }

  /** @throws {Error} when the name is taken */
  histogram<Label extends string>(description: HistogramDescription<Label>): Histogram<Label> {
    const { name, help, labels = [], buckets } = description;
    return new Histogram({
      name,
      help,
      labelNames: labels,
      buckets: [...buckets],
      registers: [this.#registry],
    });
  }

  /** A {@link counter} for what happens thousands of times a second. */
  seriesCounter<Label extends string>(description: MetricDescription<Label>): SeriesCounter<Label> {
    const { name, help, labels = [] } = description;
    const series = new SeriesCounter<Label>();
    const collect = function (this: Counter<Label>) {
      series.fill(this);
    };
    this.#registry.registerMetric(
      new Counter({ name, help, labelNames: labels, registers: [], collect }),
    );
    return series;
  }

  /** A {@link histogram} for what happens thousands of times a second. */
  seriesHistogram<Label extends string>(
    description: HistogramDescription<Label>,
  ): SeriesHistogram<Label> {
    const histogram = new SeriesHistogram<Label>(description);
    this.#registry.registerMetric(histogram as unknown as Histogram<Label>);
    return histogram;
  }

  /** Adds `process_*` and `nodejs_*` (event-loop lag, heap, garbage collection). Call it once. */
  addProcessMetrics(): void {
    collectDefaultMetrics({ register: this.#registry });
  }

  /** All metrics as text. */
  render(): Promise<string> {
    return this.#registry.metrics();
  }
}
