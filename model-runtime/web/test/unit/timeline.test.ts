import { describe, expect, it } from "vitest";
import type { Promotion } from "../../src/api/types.ts";
import type { ReleaseView, UpdateView } from "../../src/features/learning/contract.ts";
import { earliestOf, LANES, midnights, moveTo, place, rangeMs, type Recorded, timelineOf, timesOfDay } from "../../src/features/learning/timeline.ts";

const at = (day: number, hour = 0) => `2026-11-${String(day).padStart(2, "0")}T${String(hour).padStart(2, "0")}:00:00Z`;
const ms = (day: number, hour = 0) => Date.parse(at(day, hour));
const GATES = [
  { gate: "finite", passed: true, limit: "0", detail: "" },
  { gate: "latency", passed: false, figure: 2, limit: "at most 1.25", detail: "" },
];

function update(id: string, day: number, more: Partial<UpdateView> = {}): UpdateView {
  return { id, task: "t", model: "m", champion: "1", state: "unchanged", trigger: "schedule", scope: "platform", requestedBy: "schedule", reason: "", requestedAt: at(day), startedAt: at(day, 1), finishedAt: at(day, 2), attempts: 1, progress: 1, cpuSeconds: 1, gates: [], rivalGates: [], ...more };
}

function release(id: string, day: number, more: Partial<ReleaseView> = {}): ReleaseView {
  return { id, task: "t", model: "m", version: "2", champion: "1", state: "shadow", highRisk: false, offeredBy: "a", offeredAt: at(day), stateSince: at(day), share: 0, requests: { shadow: 0, canary: 0, champion: 0 }, comparison: [], alarms: [], decisions: [], gates: [], ...more };
}

function promotion(id: number, day: number, version: string | undefined, more: Partial<Promotion> = {}): Promotion {
  return { id, alias: "champion", action: "promote", at: at(day), by: "a", reason: "b", ...(version === undefined ? {} : { version }), ...more };
}

const NOTHING: Recorded = { manifests: [], updates: [], releases: [], promotions: [] };
const ids = (recorded: Partial<Recorded>, from = ms(1), to = ms(30)) => timelineOf({ ...NOTHING, ...recorded }, from, to).map((item) => item.id);

describe("the timeline of a task", () => {
  it("puts everything into its lane, each lane by time", () => {
    const recorded = {
      manifests: [{ id: "d", task: "t", createdAt: at(5), createdBy: "a", cutoff: at(5), entries: 3, hash: "h" }],
      updates: [update("late", 9), update("early", 6, { gates: GATES, state: "refused" })],
      releases: [release("r", 10, { alarms: [{ code: "latency", raisedAt: at(11), message: "" }] })],
      promotions: [promotion(1, 2, "1")],
    };
    expect(ids(recorded)).toEqual(["data:d", "update:early", "update:late", "gate:early", "release:r", "champion:1", "alarm:r:0"]);
  });

  it("asks the gates of a release only where no update has shown them", () => {
    const made = release("r", 10, { update: "u", gates: GATES });
    const uploaded = release("s", 11, { gates: GATES });
    expect(ids({ updates: [update("u", 9, { gates: GATES })], releases: [made, uploaded] }).filter((id) => id.startsWith("gate"))).toEqual(["gate:u", "gate:s"]);
  });

  it("says how many gates were passed, and that one missed is bad", () => {
    const [item] = timelineOf({ ...NOTHING, updates: [update("u", 9, { gates: GATES })] }, ms(1), ms(30)).filter((one) => one.kind === "gates");
    expect(item).toMatchObject({ passed: 1, of: 2, tone: "bad", from: ms(9, 2) });
  });

  it("draws what still runs up to now", () => {
    const running = update("u", 29, { state: "training" });
    delete running.finishedAt;
    const [item] = timelineOf({ ...NOTHING, updates: [running] }, ms(1), ms(30));
    expect(item).toMatchObject({ from: ms(29, 1), to: ms(30), isOpen: true, tone: "running" });
  });

  it("draws each champion until the next, and nothing after the alias was removed", () => {
    const promotions = [promotion(3, 20, undefined, { action: "remove" }), promotion(2, 10, "2", { action: "rollback" }), promotion(1, 2, "1"), promotion(9, 3, "7", { alias: "challenger" })];
    const items = timelineOf({ ...NOTHING, promotions }, ms(1), ms(30));
    expect(items.map((item) => [item.id, item.from, item.to, item.tone])).toEqual([
      ["champion:1", ms(2), ms(10), "neutral"],
      ["champion:2", ms(10), ms(20), "warning"],
    ]);
  });

  it("leaves out what ended before or began after", () => {
    expect(ids({ updates: [update("before", 3), update("in", 12), update("after", 28)], promotions: [promotion(1, 2, "1")] }, ms(10), ms(20))).toEqual(["update:in", "champion:1"]);
  });
});

describe("places in a lane", () => {
  const items = timelineOf({ ...NOTHING, updates: [update("a", 10), update("b", 10, { startedAt: at(10, 2), finishedAt: at(10, 3) }), update("c", 20)] }, ms(1), ms(30));

  it("give every item its least width, and a row of its own where two would lie on each other", () => {
    const drawn = place(items, ms(1), ms(30), 0.03);
    expect(drawn.map((one) => one.row)).toEqual([0, 1, 0]);
    for (const one of drawn) expect(one.width).toBeGreaterThanOrEqual(0.03);
  });

  it("never overlap within a row nor leave the lane, whatever the times", () => {
    for (let seed = 1; seed <= 50; seed++) {
      const times = Array.from({ length: 40 }, (_none, index) => 1 + ((index * 7919 * seed) % 690) / 24);
      const updates = times.map((day, index) => update(`u${index}`, 1, { startedAt: new Date(ms(1) + day * 86_400_000).toISOString(), finishedAt: new Date(ms(1) + day * 86_400_000 + 3_600_000).toISOString() }));
      const drawn = place(timelineOf({ ...NOTHING, updates }, ms(1), ms(30)), ms(1), ms(30), 0.0285);
      for (const one of drawn) expect(one.left + one.width, `seed ${seed}`).toBeLessThanOrEqual(1 + 1e-9);
      const last = new Map<number, number>();
      for (const { row, left, width } of drawn) {
        expect(left, `seed ${seed}`).toBeGreaterThanOrEqual((last.get(row) ?? 0) - 1e-6);
        last.set(row, left + width);
      }
    }
  });
});

describe("keys", () => {
  const items = timelineOf(
    { ...NOTHING, updates: [update("a", 10, { gates: GATES }), update("b", 20), update("c", 21, { gates: GATES })], releases: [release("r", 22)] },
    ms(1),
    ms(30),
  );
  const named = (id: string) => items.find((item) => item.id === id) ?? items[0];
  const lead = (key: string, from: string) => {
    const item = named(from);
    return item === undefined ? undefined : moveTo(key, item, items)?.id;
  };

  it.each([
    ["ArrowRight", "update:a", "update:b"],
    ["ArrowRight", "update:c", "update:c"],
    ["ArrowLeft", "update:a", "update:a"],
    ["Home", "update:c", "update:a"],
    ["End", "update:a", "update:c"],
    ["ArrowDown", "update:b", "gate:c"],
    ["ArrowDown", "gate:a", "release:r"],
    ["ArrowUp", "release:r", "gate:c"],
    ["ArrowUp", "update:a", "update:a"],
    ["ArrowDown", "release:r", "release:r"],
    ["x", "update:a", undefined],
  ])("%s leads from %s to %s", (key, from, to) => {
    expect(lead(key, from)).toBe(to);
  });
});

describe("midnights", () => {
  const utc = (time: number) => Math.floor(time / 86_400_000) * 86_400_000;

  it("are at most as many as asked for, in even steps back from the last", () => {
    const found = midnights(ms(1, 5), ms(29, 5), 10, utc);
    expect(found).toEqual([2, 5, 8, 11, 14, 17, 20, 23, 26, 29].map((day) => ms(day)));
  });

  it("go over the hour that summer time takes and gives", () => {
    const shifted = (time: number) => utc(time - (time >= ms(15, 1) ? 3_600_000 : 0)) + (time >= ms(15, 1) ? 3_600_000 : 0);
    expect(midnights(ms(13), ms(17, 2), 10, shifted)).toEqual([ms(13), ms(14), ms(15, 1), ms(16, 1), ms(17, 1)]);
  });
});

it("has a lane for each kind of thing", () => {
  expect(LANES).toHaveLength(6);
});

describe("the range of the timeline", () => {
  const now = ms(30);
  const hour = 3_600_000;

  it("is by itself the shortest that shows everything", () => {
    expect(rangeMs("auto", now, now - 20 * 60_000)).toBe(hour);
    expect(rangeMs("auto", now, now - 2 * hour)).toBe(24 * hour);
    expect(rangeMs("auto", now, now - 20 * 24 * hour)).toBe(28 * 24 * hour);
    expect(rangeMs("auto", now, 0)).toBe(90 * 24 * hour);
    expect(rangeMs("1h", now, 0)).toBe(hour);
    expect(rangeMs("7", now, 0)).toBe(168 * hour);
  });

  it("begins with the first thing on record", () => {
    expect(earliestOf({ manifests: [], updates: [], releases: [] }, now)).toBe(now);
    expect(earliestOf({ manifests: [], updates: [{ requestedAt: at(29) } as UpdateView], releases: [{ offeredAt: at(28) } as ReleaseView] }, now)).toBe(ms(28));
  });

  it("has round times of day within an hour and a day", () => {
    expect(timesOfDay(ms(30, 5) + 60_000, ms(30, 6) + 60_000, 10).map((time) => new Date(time).toISOString().slice(11, 16))).toEqual(["05:10", "05:20", "05:30", "05:40", "05:50", "06:00"]);
    expect(timesOfDay(ms(29), ms(30), 10)).toHaveLength(8);
  });
});
