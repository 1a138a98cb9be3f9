import { describe, expect, it } from "vitest";
import type { Queue, Queues } from "../../src/api/types.ts";
import { parseRuntimeEvent } from "../../src/features/live/parseEvent.ts";
import { QueueHistory } from "../../src/features/live/queueHistory.ts";

const START = Date.parse("2026-11-25T08:00:00Z");

function look(second: number, change: Partial<Queue> = {}): Queues {
  const queue = (latencyClass: Queue["latencyClass"]): Queue => ({
    latencyClass,
    depth: 0,
    capacity: 100,
    running: 0,
    suspended: 0,
    oldestWaitMs: 0,
    drainPerSecond: 0,
    completed: 0,
    deadlineMisses: 0,
    refusals: 0,
    ...(latencyClass === "interactive" ? change : {}),
  });
  return { at: new Date(START + second * 1_000).toISOString(), classes: [queue("interactive"), queue("near-real-time"), queue("bulk")] };
}

describe("the history of the queues", () => {
  it("turns counters into rates", () => {
    const history = new QueueHistory();
    history.add(look(0, { completed: 100, deadlineMisses: 2, depth: 4 }));
    history.add(look(2, { completed: 150, deadlineMisses: 5, depth: 7 }));
    expect(history.columns().missesPerSecond.interactive).toEqual([null, 1.5]);
    expect(history.columns().depth.interactive).toEqual([4, 7]);
    expect(history.completedPerSecond("interactive")).toBe(25);
    expect(history.totals("interactive")).toEqual({ completed: 50, misses: 3, refusals: 0, deepest: 7 });
  });

  it("keeps five minutes", () => {
    const history = new QueueHistory();
    for (let second = 0; second <= 400; second++) history.add(look(second, { deadlineMisses: second }));
    expect(history.span).toBe(300);
    expect(history.totals("interactive").misses).toBe(300);
  });

  it("does not take a look twice or out of order", () => {
    const history = new QueueHistory();
    expect(history.add(look(5))).toBe(true);
    expect(history.add(look(5))).toBe(false);
    expect(history.add(look(4))).toBe(false);
  });

  it("restarts rates when the service has restarted, and still counts missed deadlines since", () => {
    const history = new QueueHistory();
    history.add(look(0, { deadlineMisses: 90 }));
    history.add(look(1, { deadlineMisses: 3 }));
    expect(history.columns().missesPerSecond.interactive).toEqual([null, null]);
    expect(history.totals("interactive").misses).toBe(3);
  });

  it("breaks the lines where the stream was broken", () => {
    const history = new QueueHistory();
    history.add(look(0, { depth: 1 }));
    history.add(look(60, { depth: 2 }));
    expect(history.columns().depth.interactive).toEqual([1, null, 2]);
    expect(history.columns().at.map((at) => at - START / 1000)).toEqual([0, 1, 60]);
  });
});

describe("an event of the stream", () => {
  it("is read when it is one", () => {
    expect(parseRuntimeEvent(JSON.stringify({ at: "2026-11-25T08:00:00Z", queues: look(0) }))?.queues.classes.length).toBe(3);
  });

  it.each(["", "null", "{}", "[]", '{"at":"2026-11-25T08:00:00Z"}', '{"at":1,"queues":{"classes":[]}}'])("is left out when it is %s", (data) => {
    expect(parseRuntimeEvent(data)).toBeUndefined();
  });
});
