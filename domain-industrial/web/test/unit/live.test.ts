import { describe, expect, it } from "vitest";
import type { LiveReading, Overview } from "../../src/api/types.ts";
import { isStale, placeIn } from "../../src/features/asset/gauge.ts";
import { FRAME_BUDGET_MS, LivePaint } from "../../src/features/asset/livePaint.ts";
import { mergeOverview } from "../../src/features/live/mergeOverview.ts";

const reading = (tag: string, value: number, at = "2026-11-26T10:00:00Z"): LiveReading => ({ tag, at, value, quality: "good" });

/** Frames that a test draws by hand, and a clock that each drawing moves on. */
function byHand() {
  const frames: (() => void)[] = [];
  let now = 0;
  const paint = new LivePaint({ now: () => now, onFrame: (work) => frames.push(work) });
  const drawn: [string, number][] = [];
  const show = (tag: string, takesMs = 0) =>
    paint.show(tag, ({ value }) => {
      now += takesMs;
      drawn.push([tag, value]);
    });
  return { paint, drawn, show, frames, frame: () => frames.shift()?.() };
}

describe("live tags", () => {
  it("draw the newest reading once a frame, however many came", () => {
    const { paint, drawn, show, frames, frame } = byHand();
    show("flow");
    paint.push([reading("flow", 1), reading("flow", 2)]);
    paint.push([reading("flow", 3)]);
    expect(frames).toHaveLength(1);
    frame();
    expect(drawn).toEqual([["flow", 3]]);
  });

  it("never go back to an older reading, as an edge buffer replays them", () => {
    const { paint, drawn, show, frame } = byHand();
    show("flow");
    paint.push([reading("flow", 2, "2026-11-26T10:00:05Z"), reading("flow", 1, "2026-11-26T10:00:04Z")]);
    frame();
    expect(drawn).toEqual([["flow", 2]]);
  });

  it("leave to the next frame what does not fit into this one", () => {
    const { paint, drawn, show, frame, frames } = byHand();
    for (const tag of ["a", "b", "c"]) show(tag, FRAME_BUDGET_MS / 2);
    paint.push([reading("a", 1), reading("b", 1), reading("c", 1)]);
    frame();
    expect(drawn.map(([tag]) => tag)).toEqual(["a", "b"]);
    frame();
    expect(drawn.map(([tag]) => tag)).toEqual(["a", "b", "c"]);
    expect(frames).toHaveLength(0);
  });

  it("draw only what is in sight, and at once what comes into it", () => {
    const { paint, drawn, show, frame, frames } = byHand();
    paint.push([reading("flow", 7)]);
    expect(frames).toHaveLength(0);
    const hide = show("flow");
    frame();
    expect(drawn).toEqual([["flow", 7]]);
    hide();
    paint.push([reading("flow", 8, "2026-11-26T10:00:01Z")]);
    expect(frames).toHaveLength(0);
  });

  it("know a value's position in its range and when it is old", () => {
    expect(placeIn({ low: 0, high: 10 }, 2.5)).toBe(0.25);
    expect(placeIn({ low: 0, high: 10 }, 99)).toBeGreaterThan(1);
    expect(placeIn({}, 4)).toBe(0.5);
    const at = "2026-11-26T10:00:00Z";
    expect(isStale(at, Date.parse(at) + 9_000, 500)).toBe(false);
    expect(isStale(at, Date.parse(at) + 10_001, 500)).toBe(true);
    expect(isStale(at, Date.parse(at) + 50_000, 60_000)).toBe(false);
  });
});

describe("the overview", () => {
  const figures = { announced: { low: 0, medium: 0, high: 0, critical: 0 }, unacknowledged: 0, shelved: 0, suppressed: 0, outOfService: 0, alarmsLast10Min: 0, flood: false, openWorkOrders: 0 };
  const asset = (assetId: string) => ({ assetId, name: assetId, assetType: "pump", health: "plan" as const, openAlarms: 1, highestPriority: "high" as const, anomalyScore: 0.5 });
  const before: Overview = {
    at: "2026-11-26T10:00:00Z",
    lines: [
      { lineId: "1", name: "One", path: [], assets: [asset("a"), asset("b")] },
      { lineId: "2", name: "Two", path: [], assets: [asset("c")] },
    ],
    figures,
  };

  it("takes what changed and keeps the rest as the same objects", () => {
    const after = mergeOverview(before, { assets: [{ assetId: "a", health: "act", openAlarms: 2, highestPriority: "critical", anomalyScore: 0.5 }], figures }, "2026-11-26T10:00:01Z");
    expect(after.lines[0]?.assets[0]).toMatchObject({ health: "act", openAlarms: 2, name: "a" });
    expect(after.lines[0]?.assets[1]).toBe(before.lines[0]?.assets[1]);
    expect(after.lines[1]).toBe(before.lines[1]);
  });

  it("forgets the priority of alarms that are over", () => {
    const after = mergeOverview(before, { assets: [{ assetId: "a", health: "good", openAlarms: 0 }], figures }, "2026-11-26T10:00:01Z");
    expect(after.lines[0]?.assets[0]?.highestPriority).toBeUndefined();
    expect(after.lines[0]?.assets[0]?.anomalyScore).toBeUndefined();
  });
});
