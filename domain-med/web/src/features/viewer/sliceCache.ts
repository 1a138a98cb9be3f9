const LIMIT_BYTES = 320 * 1024 * 1024;
const AT_ONCE = 4;

type Load = (study: string, series: string, instance: string, signal: AbortSignal) => Promise<Int16Array>;

interface Wanted {
  readonly key: string;
  readonly study: string;
  readonly series: string;
  readonly instance: string;
}

/**
 * Slices in memory, the least recently used dropped first: what was seen is there at once, and nothing of a patient stays on
 * the disk of the workstation. Slices on screen come first, then those that were asked for ahead.
 */
export class SliceCache {
  readonly #held = new Map<string, Int16Array>();
  readonly #loading = new Map<string, Promise<Int16Array>>();
  readonly #load: Load;
  readonly #limit: number;
  #bytes = 0;
  #ahead: Wanted[] = [];
  #running = 0;

  constructor(load: Load, limit = LIMIT_BYTES) {
    this.#load = load;
    this.#limit = limit;
  }

  /** The slice if it is there. */
  peek(series: string, instance: string): Int16Array | undefined {
    const key = `${series}/${instance}`;
    const held = this.#held.get(key);
    if (held !== undefined) {
      this.#held.delete(key);
      this.#held.set(key, held);
    }
    return held;
  }

  get(study: string, series: string, instance: string): Promise<Int16Array> {
    const held = this.peek(series, instance);
    if (held !== undefined) return Promise.resolve(held);
    const key = `${series}/${instance}`;
    const loading = this.#loading.get(key);
    if (loading !== undefined) return loading;
    const load = this.#load(study, series, instance, new AbortController().signal)
      .then((values) => {
        this.#keep(key, values);
        return values;
      })
      .finally(() => this.#loading.delete(key));
    this.#loading.set(key, load);
    return load;
  }

  /** Asks for slices that will be wanted soon, instead of those asked for before. */
  ahead(study: string, series: string, instances: readonly string[]): void {
    const others = this.#ahead.filter((wanted) => wanted.series !== series);
    this.#ahead = [...instances.map((instance) => ({ key: `${series}/${instance}`, study, series, instance })), ...others];
    this.#pump();
  }

  #pump(): void {
    while (this.#running < AT_ONCE) {
      const next = this.#ahead.shift();
      if (next === undefined) return;
      if (this.#held.has(next.key) || this.#loading.has(next.key)) continue;
      this.#running++;
      this.get(next.study, next.series, next.instance)
        .catch(() => undefined) // Asked for again, and shown as an error, when it is on screen.
        .finally(() => {
          this.#running--;
          this.#pump();
        });
    }
  }

  #keep(key: string, values: Int16Array): void {
    this.#held.set(key, values);
    this.#bytes += values.byteLength;
    for (const [oldest, dropped] of this.#held) {
      if (this.#bytes <= this.#limit || oldest === key) return;
      this.#held.delete(oldest);
      this.#bytes -= dropped.byteLength;
    }
  }
}
