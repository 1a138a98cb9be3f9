import { describe, expect, it } from "vitest";
import { BoundedBuffer } from "../src/live/boundedBuffer.ts";

const buffer = (capacity: number) => new BoundedBuffer<{ id: string; n: number }>(capacity, (item) => item.id);

describe("BoundedBuffer", () => {
  it("lets the oldest give way at its capacity", () => {
    const items = buffer(3);
    for (let n = 1; n <= 10; n++) items.add({ id: String(n), n });
    expect(items.size).toBe(3);
    expect(items.newest(10).map((item) => item.n)).toEqual([10, 9, 8]);
  });

  it("keeps the first of two items with one key", () => {
    const items = buffer(3);
    expect(items.add({ id: "a", n: 1 })).toBe(true);
    expect(items.add({ id: "a", n: 2 })).toBe(false);
    expect(items.get("a")?.n).toBe(1);
  });

  it("counts matches, not items, towards the limit", () => {
    const items = buffer(10);
    for (let n = 1; n <= 10; n++) items.add({ id: String(n), n });
    expect(items.newest(2, (item) => item.n % 3 === 0).map((item) => item.n)).toEqual([9, 6]);
  });

  it("merges a list in order, keeps the newest within its capacity, and says what was new", () => {
    const items = buffer(3);
    items.add({ id: "4", n: 4 });
    const added = items.merge([1, 2, 3, 4].map((n) => ({ id: String(n), n })), (a, b) => a.n - b.n);
    expect(added.map((item) => item.n)).toEqual([1, 2, 3]);
    expect(items.newest(10).map((item) => item.n)).toEqual([4, 3, 2]);
  });

  it("refuses a capacity that holds nothing", () => {
    expect(() => buffer(0)).toThrow(RangeError);
  });
});
