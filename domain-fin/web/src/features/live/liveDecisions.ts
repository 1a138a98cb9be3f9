import { BoundedBuffer } from "@trivium/webkit/logic";
import type { Decision, Outcome } from "../../api/types.ts";

/** Seconds that the charts show. */
export const CHART_SECONDS = 300;
/** Seconds that the figures cover. */
export const WINDOW_SECONDS = 60;
/** Rates are averages over this many seconds, so that a handful of decisions a second still makes a line. */
const SMOOTHING_SECONDS = 5;
/** Scores kept per second for the chart: the highest, which are the ones that matter. */
const SCORES_PER_SECOND = 8;
/** Rows kept; far more than anyone scrolls through, and bounded whatever the rate. */
const BUFFER_CAPACITY = 2_000;
/** Clocks that differ by more than this are corrected for. */
const SKEW_MS = 2_000;

interface Second {
  readonly at: number;
  readonly counts: Record<Outcome, number>;
  degraded: number;
  readonly latencies: number[];
  readonly scores: ScorePoint[];
}

export interface ScorePoint {
  /** Epoch ms. */
  readonly at: number;
  readonly score: number;
  readonly outcome: Outcome;
}

/** The last minute in figures. Shares are in [0, 1]; NaN when nothing was decided. */
export interface Figures {
  readonly seconds: number;
  readonly count: number;
  readonly perSecond: number;
  readonly share: Readonly<Record<Outcome, number>>;
  readonly degradedShare: number;
  readonly latencyP99Ms: number;
}

export interface Rates {
  /** Epoch seconds, one per second, oldest first. */
  readonly at: readonly number[];
  readonly perSecond: Readonly<Record<Outcome, readonly (number | null)[]>>;
}

/** Nearest-rank quantile of unsorted values; NaN of none. */
export function quantile(values: readonly number[], q: number): number {
  if (values.length === 0) return NaN;
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.max(0, Math.ceil(q * sorted.length) - 1)] as number;
}

/**
 * What the live page knows: the newest decisions, and per-second counts of the last minutes. Memory is bounded whatever
 * the rate. A decision that comes twice (the stream resumed) counts once.
 */
export class LiveDecisions {
  readonly #buffer = new BoundedBuffer<Decision>(BUFFER_CAPACITY, (decision) => decision.authorizationId);
  /** Keys of rows that only the list brought: when the stream brings them too, they count. */
  readonly #listedOnly = new Set<string>();
  readonly #seconds = new Map<number, Second>();
  #coveredFrom: number | undefined;
  #smallestLag = Infinity;
  #model: Decision | undefined;
  #received = 0;

  /** A list of decisions, newest first: rows, not figures. It may come after the stream has begun to bring newer ones. */
  seed(decisions: readonly Decision[]): void {
    for (const decision of this.#buffer.merge([...decisions].reverse(), byDecidedAt)) this.#listedOnly.add(decision.authorizationId);
    for (const id of this.#listedOnly) if (this.#buffer.get(id) === undefined) this.#listedOnly.delete(id);
    const [newest] = this.#buffer.newest(1);
    this.#model = this.#buffer.newest(1, (decision) => !decision.degraded)[0] ?? newest;
  }

  /** The stream is (again) without gaps from `now` on. */
  startCoverage(now: number): void {
    this.#coveredFrom ??= now;
  }

  /** The stream has been away: what follows does not join what was before. */
  breakCoverage(): void {
    this.#coveredFrom = undefined;
  }

  /** A decision from the stream; false when the stream has brought it already. */
  add(decision: Decision, now: number): boolean {
    if (!this.#buffer.add(decision) && !this.#listedOnly.delete(decision.authorizationId)) return false;
    this.#remember(decision);
    this.#received++;
    const decidedAt = Date.parse(decision.decidedAt);
    this.#smallestLag = Math.min(this.#smallestLag, now - decidedAt);
    const key = Math.floor((decidedAt + this.#clockOffset()) / 1000);
    const second = this.#second(key);
    second.counts[decision.outcome]++;
    if (decision.degraded) second.degraded++;
    if (typeof decision.latencyMs === "number") second.latencies.push(decision.latencyMs);
    if (typeof decision.score === "number") keepHighest(second.scores, { at: key * 1000 + (decidedAt % 1000), score: decision.score, outcome: decision.outcome });
    return true;
  }

  /** Decisions taken from the stream since the page was opened. */
  get received(): number {
    return this.#received;
  }

  get isEmpty(): boolean {
    return this.#buffer.size === 0;
  }

  /** The latest decision a model made, or the latest of all: names the model and thresholds in force. */
  get model(): Decision | undefined {
    return this.#model;
  }

  find(authorizationId: string): Decision | undefined {
    return this.#buffer.get(authorizationId);
  }

  newest(limit: number, matches: (decision: Decision) => boolean): Decision[] {
    return this.#buffer.newest(limit, matches);
  }

  /** Figures over the last complete seconds before `now`. */
  figures(now: number): Figures {
    this.#forget(now);
    const end = Math.floor(now / 1000);
    const covered = this.#coveredFrom === undefined ? 0 : Math.floor((now - this.#coveredFrom) / 1000);
    const seconds = Math.min(WINDOW_SECONDS, Math.max(1, covered));
    const counts: Record<Outcome, number> = { approve: 0, refer: 0, decline: 0 };
    const latencies: number[] = [];
    let degraded = 0;
    for (let key = end - seconds; key < end; key++) {
      const second = this.#seconds.get(key);
      if (second === undefined) continue;
      counts.approve += second.counts.approve;
      counts.refer += second.counts.refer;
      counts.decline += second.counts.decline;
      degraded += second.degraded;
      for (const latency of second.latencies) latencies.push(latency);
    }
    const count = counts.approve + counts.refer + counts.decline;
    const share = (part: number) => (count === 0 ? NaN : part / count);
    return {
      seconds,
      count,
      perSecond: count / seconds,
      share: { approve: share(counts.approve), refer: share(counts.refer), decline: share(counts.decline) },
      degradedShare: share(degraded),
      latencyP99Ms: quantile(latencies, 0.99),
    };
  }

  rates(now: number): Rates {
    const end = Math.floor(now / 1000);
    const at: number[] = [];
    const perSecond: Record<Outcome, (number | null)[]> = { approve: [], refer: [], decline: [] };
    const from = Math.max(end - CHART_SECONDS, this.#coveredFrom === undefined ? end : Math.ceil(this.#coveredFrom / 1000));
    for (let key = from; key < end; key++) {
      at.push(key);
      const width = Math.min(SMOOTHING_SECONDS, key - from + 1);
      for (const outcome of ["approve", "refer", "decline"] as const) {
        let sum = 0;
        for (let back = 0; back < width; back++) sum += this.#seconds.get(key - back)?.counts[outcome] ?? 0;
        perSecond[outcome].push(sum / width);
      }
    }
    return { at, perSecond };
  }

  /** The highest scores of each second the chart shows, oldest first. */
  scores(now: number): ScorePoint[] {
    const from = now - CHART_SECONDS * 1000;
    return [...this.#seconds.values()].flatMap((second) => second.scores).filter((point) => point.at >= from).sort((a, b) => a.at - b.at);
  }

  /** What to add to a service time to compare it with this browser's clock, ms. */
  #clockOffset(): number {
    return this.#smallestLag > SKEW_MS || this.#smallestLag < -SKEW_MS ? this.#smallestLag : 0;
  }

  #remember(decision: Decision): void {
    if (!decision.degraded || this.#model === undefined) this.#model = decision;
  }

  #second(key: number): Second {
    let second = this.#seconds.get(key);
    if (second === undefined) {
      second = { at: key, counts: { approve: 0, refer: 0, decline: 0 }, degraded: 0, latencies: [], scores: [] };
      this.#seconds.set(key, second);
    }
    return second;
  }

  #forget(now: number): void {
    const end = Math.floor(now / 1000);
    for (const [key, second] of this.#seconds) {
      if (key < end - CHART_SECONDS - SMOOTHING_SECONDS) this.#seconds.delete(key);
      else if (key < end - WINDOW_SECONDS) second.latencies.length = 0;
    }
  }
}

function byDecidedAt(a: Decision, b: Decision): number {
  return Date.parse(a.decidedAt) - Date.parse(b.decidedAt);
}

function keepHighest(scores: ScorePoint[], point: ScorePoint): void {
  if (scores.length < SCORES_PER_SECOND) {
    scores.push(point);
    return;
  }
  let lowest = 0;
  for (let i = 1; i < scores.length; i++) if ((scores[i] as ScorePoint).score < (scores[lowest] as ScorePoint).score) lowest = i;
  if (point.score > (scores[lowest] as ScorePoint).score) scores[lowest] = point;
}
