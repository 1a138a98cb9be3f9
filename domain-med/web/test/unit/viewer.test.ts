import { describe, expect, it } from "vitest";
import { geometry } from "../../dev/mockStudies.ts";
import type { Finding } from "../../src/api/types.ts";
import { pointOf } from "../../src/features/viewer/draw.ts";
import { lengthMm, lineAcross, moved } from "../../src/features/viewer/measure.ts";
import { extentOf, indexOfFinding, outlineIn, planeLetters, reformatted, sliceMmOf, stepOf, thinned } from "../../src/features/viewer/reformat.ts";
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

describe("planes", () => {
  const order = scrollOrder(geometry("2.25.1"));
  const stack = { slices: [new Int16Array([1, 2, 3, 4, 5, 6]), new Int16Array([7, 8, 9, 10, 11, 12])], rows: 2, columns: 3, step: 1, rowMm: 0.7, columnMm: 0.5, sliceMm: 2 };

  it("have a row for every slice", () => {
    const coronal = reformatted(stack, "coronal", 1);
    expect([...coronal.values]).toEqual([4, 5, 6, 10, 11, 12]);
    expect([coronal.rows, coronal.columns, coronal.aspect, coronal.pixelMm]).toEqual([2, 3, 4, 0.5]);
    const sagittal = reformatted(stack, "sagittal", 2);
    expect([...sagittal.values]).toEqual([3, 6, 9, 12]);
    expect(sagittal.pixelMm).toBe(0.7);
    expect([extentOf(stack, "coronal"), extentOf(stack, "sagittal")]).toEqual([2, 3]);
  });

  it("are made of even slices alone, thinned where they are too many for the memory", () => {
    const even = geometry("2.25.1");
    expect(sliceMmOf(even, order)).toBe(5);
    expect(sliceMmOf({ ...even, ordered: false }, order)).toBeUndefined();
    expect(sliceMmOf(even, order.toSpliced(10, 20))).toBeUndefined();
    expect(stepOf(even, 60)).toBe(1);
    expect(stepOf(even, 60, 2_000_000)).toBe(2);
    expect([...thinned(new Int16Array([1, 2, 3, 4, 5, 6]), 2, 3, 2)]).toEqual([1, 3]);
  });

  it("cut a finding's outline", () => {
    const finding = { outline: [{ sopInstanceUid: "2.25.1.60", paths: [[10, 20, 14, 20, 14, 30, 10, 30]] }] } as unknown as Finding;
    expect(indexOfFinding(finding, "coronal", 1)).toBe(25);
    expect(indexOfFinding(finding, "sagittal", 1)).toBe(12);
    expect(outlineIn(finding, order, "coronal", 25, 1)).toEqual([10, 0, 10, 1, 14, 1, 14, 0]);
    expect(outlineIn(finding, order, "sagittal", 12, 1)).toEqual([20, 0, 20, 1, 30, 1, 30, 0]);
    expect(outlineIn(finding, order, "sagittal", 40, 1)).toEqual([]);
  });

  it("say which side of the patient is where", () => {
    expect(planeLetters(geometry("2.25.1"), order, "coronal")).toEqual({ left: "R", right: "L", top: "H", bottom: "F" });
    expect(planeLetters(geometry("2.25.1"), order, "sagittal")).toEqual({ left: "A", right: "P", top: "H", bottom: "F" });
  });
});

describe("a distance", () => {
  const picture = { values: new Int16Array(), rows: 100, columns: 80, aspect: 2, pixelMm: 0.5 };

  it("counts pixels that are no squares", () => {
    expect(lengthMm(picture, { x0: 0, y0: 0, x1: 6, y1: 0 })).toBe(3);
    expect(lengthMm(picture, { x0: 0, y0: 0, x1: 6, y1: 4 })).toBe(5);
    expect(lengthMm(picture, lineAcross(picture, 20))).toBe(20);
  });

  it("is changed by keys at one end or the other", () => {
    const line = { x0: 0, y0: 0, x1: 6, y1: 0 };
    expect(moved(line, "ArrowDown", 5)).toEqual({ x0: 0, y0: 0, x1: 6, y1: 5 });
    expect(moved(line, " ", 1)).toEqual({ x0: 6, y0: 0, x1: 0, y1: 0 });
    expect(moved(line, "j", 1)).toBeUndefined();
  });

  it("is measured where the picture is, however it is zoomed and moved", () => {
    expect(pointOf(picture, { width: 160, height: 400 }, { zoom: 1, x: 0, y: 0 }, 80, 200)).toEqual({ x: 40, y: 50 });
    expect(pointOf(picture, { width: 160, height: 400 }, { zoom: 2, x: 8, y: 16 }, 88, 216)).toEqual({ x: 40, y: 50 });
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
