import type { LiveReading } from "../../api/types.ts";

/** Draws one tag's newest reading; `now` in ms, for its age. */
export type Paint = (reading: LiveReading, now: number) => void;

export interface Clock {
  readonly now: () => number;
  /** Calls before the next frame is drawn. */
  readonly onFrame: (work: () => void) => void;
}

const BROWSER: Clock = { now: () => performance.now(), onFrame: (work) => void requestAnimationFrame(work) };

/**
 * What drawing may take of one frame, ms: of 16 at 60 frames a second, so that scrolling and typing stay smooth. Few frames with
 * many changes cost the browser less than many with few.
 */
export const FRAME_BUDGET_MS = 8;

/**
 * The newest reading of each tag, drawn straight into the page: a thousand tags twice a second are more than a component tree
 * should be asked for. Only tags that are in sight have a painter; what does not fit into one frame waits for the next, and a
 * reading that is overtaken while it waits is never drawn.
 */
export class LivePaint {
  readonly #clock: Clock;
  readonly #painters = new Map<string, Paint>();
  readonly #newest = new Map<string, LiveReading>();
  readonly #waiting = new Set<string>();
  #isScheduled = false;

  constructor(clock: Clock = BROWSER) {
    this.#clock = clock;
  }

  newest(tag: string): LiveReading | undefined {
    return this.#newest.get(tag);
  }

  /** Draws `tag` from now on, at once if it has been heard of, until the returned function is called. */
  show(tag: string, paint: Paint): () => void {
    this.#painters.set(tag, paint);
    if (this.#newest.has(tag)) this.#await(tag);
    return () => {
      if (this.#painters.get(tag) === paint) this.#painters.delete(tag);
      this.#waiting.delete(tag);
    };
  }

  /** Older readings than the one that is there change nothing: an edge buffer replays its past. */
  push(readings: Iterable<LiveReading>): void {
    for (const reading of readings) {
      const known = this.#newest.get(reading.tag);
      if (known !== undefined && Date.parse(known.at) > Date.parse(reading.at)) continue;
      this.#newest.set(reading.tag, reading);
      if (this.#painters.has(reading.tag)) this.#await(reading.tag);
    }
  }

  /** Draws everything in sight again, for its age. */
  refresh(): void {
    for (const tag of this.#painters.keys()) if (this.#newest.has(tag)) this.#await(tag);
  }

  #await(tag: string): void {
    this.#waiting.add(tag);
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    this.#clock.onFrame(() => this.#draw());
  }

  #draw(): void {
    this.#isScheduled = false;
    const end = this.#clock.now() + FRAME_BUDGET_MS;
    const now = Date.now();
    for (const tag of this.#waiting) {
      this.#waiting.delete(tag);
      const reading = this.#newest.get(tag);
      if (reading !== undefined) this.#painters.get(tag)?.(reading, now);
      if (this.#clock.now() >= end) break;
    }
    if (this.#waiting.size === 0) return;
    this.#isScheduled = true;
    this.#clock.onFrame(() => this.#draw());
  }
}
