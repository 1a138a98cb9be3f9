import { LATENCY_CLASSES, type LatencyClass, type Queue, type Queues } from "../../api/types.ts";

/** What the charts look back on, s. */
export const HISTORY_SECONDS = 300;

/** One look at a class: what waits, and what happened since the look before. */
interface Sample {
  readonly depth: number;
  /** Per second since the sample before; null where there is none to compare with. */
  readonly missesPerSecond: number | null;
  readonly completedPerSecond: number | null;
}

/** What a class did over the stretch that was watched. */
export interface ClassTotals {
  readonly completed: number;
  readonly misses: number;
  readonly refusals: number;
  readonly deepest: number;
}

export interface QueueColumns {
  /** Epoch seconds, ascending. */
  readonly at: readonly number[];
  readonly depth: Readonly<Record<LatencyClass, readonly (number | null)[]>>;
  readonly missesPerSecond: Readonly<Record<LatencyClass, readonly (number | null)[]>>;
}

/** A break in the stream longer than this is a break in the lines, s. */
const LONGEST_STEP = 5;

/**
 * The last five minutes of the queues as the stream reported them. Counters of the service only rise; one that falls means
 * that the service has restarted, and rates restart with it.
 */
export class QueueHistory {
  #entries: { at: number; queues: ReadonlyMap<LatencyClass, Queue>; samples: ReadonlyMap<LatencyClass, Sample> }[] = [];

  get latest(): ReadonlyMap<LatencyClass, Queue> | undefined {
    return this.#entries.at(-1)?.queues;
  }

  /** Epoch seconds of the last look, undefined before the first. */
  get lastAt(): number | undefined {
    return this.#entries.at(-1)?.at;
  }

  /** Seconds the looks span. */
  get span(): number {
    const [first, last] = [this.#entries[0], this.#entries.at(-1)];
    return first === undefined || last === undefined ? 0 : last.at - first.at;
  }

  /** False when the look is not newer than the last one. */
  add(view: Queues): boolean {
    const at = Date.parse(view.at) / 1000;
    const before = this.#entries.at(-1);
    if (Number.isNaN(at) || (before !== undefined && at <= before.at)) return false;
    const queues = new Map(view.classes.map((queue) => [queue.latencyClass, queue]));
    const seconds = before === undefined ? 0 : at - before.at;
    const rate = (now: number, then: number | undefined) =>
      then === undefined || now < then || seconds > LONGEST_STEP ? null : (now - then) / seconds;
    const samples = new Map(
      view.classes.map((queue): [LatencyClass, Sample] => {
        const then = before?.queues.get(queue.latencyClass);
        return [
          queue.latencyClass,
          {
            depth: queue.depth,
            missesPerSecond: rate(queue.deadlineMisses, then?.deadlineMisses),
            completedPerSecond: rate(queue.completed, then?.completed),
          },
        ];
      }),
    );
    this.#entries.push({ at, queues, samples });
    const oldest = at - HISTORY_SECONDS;
    while ((this.#entries[0]?.at ?? at) < oldest) this.#entries.shift();
    return true;
  }

  columns(): QueueColumns {
    const at: number[] = [];
    const rows: (ReadonlyMap<LatencyClass, Sample> | undefined)[] = [];
    for (const entry of this.#entries) {
      const last = at.at(-1);
      if (last !== undefined && entry.at - last > LONGEST_STEP) {
        at.push(last + 1);
        rows.push(undefined);
      }
      at.push(entry.at);
      rows.push(entry.samples);
    }
    const of = (value: (sample: Sample) => number | null) =>
      Object.fromEntries(
        LATENCY_CLASSES.map((latencyClass) => [
          latencyClass,
          rows.map((samples) => {
            const sample = samples?.get(latencyClass);
            return sample === undefined ? null : value(sample);
          }),
        ]),
      ) as Record<LatencyClass, (number | null)[]>;
    return { at, depth: of((sample) => sample.depth), missesPerSecond: of((sample) => sample.missesPerSecond) };
  }

  /** Completed per second at the last look, undefined when there is nothing to compare with. */
  completedPerSecond(latencyClass: LatencyClass): number | undefined {
    const recent = this.#entries.slice(-5).flatMap((entry) => entry.samples.get(latencyClass)?.completedPerSecond ?? []);
    return recent.length === 0 ? undefined : recent.reduce((sum, value) => sum + value, 0) / recent.length;
  }

  /** Sums over the samples kept, restarted counters included. */
  totals(latencyClass: LatencyClass): ClassTotals {
    let [completed, misses, refusals, deepest] = [0, 0, 0, 0];
    let then: Queue | undefined;
    for (const entry of this.#entries) {
      const now = entry.queues.get(latencyClass);
      if (now === undefined) continue;
      deepest = Math.max(deepest, now.depth);
      if (then !== undefined) {
        completed += risen(now.completed, then.completed);
        misses += risen(now.deadlineMisses, then.deadlineMisses);
        refusals += risen(now.refusals, then.refusals);
      }
      then = now;
    }
    return { completed, misses, refusals, deepest };
  }
}

function risen(now: number, then: number): number {
  return now >= then ? now - then : now;
}
