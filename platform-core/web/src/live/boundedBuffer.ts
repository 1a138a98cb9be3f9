/** The newest items, at most `capacity`, each key once; the oldest give way. */
export class BoundedBuffer<T> {
  readonly #items = new Map<string, T>();
  readonly #capacity: number;
  readonly #keyOf: (item: T) => string;

  constructor(capacity: number, keyOf: (item: T) => string) {
    if (!(capacity > 0)) throw new RangeError(`buffer capacity must be positive: ${capacity}`);
    this.#capacity = capacity;
    this.#keyOf = keyOf;
  }

  /** False when the key is there already: the first item stays, as the first decision for an id is the decision. */
  add(item: T): boolean {
    const key = this.#keyOf(item);
    if (this.#items.has(key)) return false;
    this.#items.set(key, item);
    if (this.#items.size > this.#capacity) {
      const oldest = this.#items.keys().next();
      if (!oldest.done) this.#items.delete(oldest.value);
    }
    return true;
  }

  /**
   * Adds `items` among what is there, all of it then in the order of `compare`, oldest first: for a list that was asked
   * for while newer items were already coming in. Returns the items that were new.
   */
  merge(items: readonly T[], compare: (a: T, b: T) => number): T[] {
    const added = items.filter((item) => !this.#items.has(this.#keyOf(item)));
    const all = [...added, ...this.#items.values()].sort(compare);
    this.#items.clear();
    for (const item of all.slice(-this.#capacity)) this.#items.set(this.#keyOf(item), item);
    return added;
  }

  get size(): number {
    return this.#items.size;
  }

  get(key: string): T | undefined {
    return this.#items.get(key);
  }

  /** Newest first, those that match, at most `limit`. */
  newest(limit: number, matches: (item: T) => boolean = () => true): T[] {
    const all = [...this.#items.values()];
    const found: T[] = [];
    for (let i = all.length - 1; i >= 0 && found.length < limit; i--) {
      const item = all[i] as T;
      if (matches(item)) found.push(item);
    }
    return found;
  }

  clear(): void {
    this.#items.clear();
  }
}
