import { describe, expect, it } from "vitest";
import { geometry } from "../../dev/mockStudies.ts";
import { SliceCache } from "../../src/features/viewer/sliceCache.ts";
import { indexOfSlice, linkedIndex, scrollOrder, sideLetters } from "../../src/features/viewer/sliceOrder.ts";
import { dragged, maximumOf, paint, PRESETS, presetOf } from "../../src/features/viewer/window.ts";

describe("a window", () => {
  it("paints what is below it black, above it white, and its centre grey", () => {
    const pixels = new Uint32Array(4);
    paint(new Int16Array([-1400, -600, 200, 30_000]), PRESETS.lung, pixels);
    expect([...pixels].map((pixel) => pixel & 0xff)).toEqual([0, 127, 255, 255]);
    expect((pixels[0] as number) >>> 24).toBe(255);
  });

  it("follows a drag and stays within what makes sense", () => {
    expect(dragged(PRESETS.soft, 10, -5)).toEqual({ centre: 30, width: 420 });
    expect(dragged(PRESETS.soft, -10_000, 10_000)).toEqual({ centre: 4_000, width: 1 });
    expect(presetOf({ centre: 40, width: 400 })).toBe("soft");
    expect(presetOf({ centre: 41, width: 400 })).toBeUndefined();
  });

  it("takes the greatest value of a slab", () => {
    expect([...maximumOf([new Int16Array([1, 5]), new Int16Array([3, -2])])]).toEqual([3, 5]);
  });
});

describe("slices", () => {
  const order = scrollOrder(geometry("2.25.1"));

  it("are scrolled from the head to the feet", () => {
    expect(order[0]?.position?.[2]).toBeGreaterThan(order[1]?.position?.[2] ?? Infinity);
    expect(indexOfSlice(order, "2.25.1.60")).toBe(0);
    expect(indexOfSlice(order, "2.25.2")).toBeUndefined();
  });

  it("are linked by the lungs, by the place within a study, or else by their share", () => {
    const lungs = { here: { lowZ: -300, highZ: -100 }, there: { lowZ: -250, highZ: -50 } };
    const z = order[20]?.position?.[2] ?? 0;
    const there = order[linkedIndex(order, 20, order, lungs, false)]?.position?.[2] ?? 0;
    expect(Math.abs(there - (z + 50))).toBeLessThanOrEqual(2.5);
    expect(linkedIndex(order, 20, order, lungs, true)).toBe(20);
    expect(linkedIndex(order, 30, order.slice(0, 30), { here: null, there: null }, false)).toBe(15);
  });

  it("say which side of the patient is where", () => {
    expect(sideLetters([1, 0, 0, 0, 1, 0])).toEqual({ left: "R", right: "L", top: "A", bottom: "P" });
    expect(sideLetters([1, 0, 0])).toBeUndefined();
  });
});

describe("the slices in memory", () => {
  it("are loaded once, and the least recently used are dropped first", async () => {
    const loaded: string[] = [];
    const cache = new SliceCache((_study, _series, instance) => {
      loaded.push(instance);
      return Promise.resolve(new Int16Array(50));
    }, 200);
    await Promise.all([cache.get("s", "t", "a"), cache.get("s", "t", "a")]);
    await cache.get("s", "t", "b");
    cache.peek("t", "a");
    await cache.get("s", "t", "c");
    expect(loaded).toEqual(["a", "b", "c"]);
    expect(cache.peek("t", "b")).toBeUndefined();
    expect(cache.peek("t", "a")).toBeDefined();
  });

  it("are asked for again after a failure", async () => {
    let calls = 0;
    const cache = new SliceCache(() => (++calls === 1 ? Promise.reject(new Error("no")) : Promise.resolve(new Int16Array(1))));
    await expect(cache.get("s", "t", "a")).rejects.toThrow("no");
    expect(await cache.get("s", "t", "a")).toHaveLength(1);
  });
});
