import { QueryClient } from "@tanstack/react-query";
import { describe, expect, it } from "vitest";
import { LABEL_QUEUE_KEY, leaveLabelQueue, nextQueue, queuePace } from "../src/worth/labelQueue.ts";

describe("a list of what is worth a label", () => {
  it("stays on screen while it is made again, and gives way to every other answer", () => {
    const before = { items: ["a"] };
    expect(nextQueue(before, { items: [], gap: "late" })).toBe(before);
    expect(nextQueue(before, { items: [], gap: "unavailable" })).toEqual({ items: [], gap: "unavailable" });
    expect(nextQueue(before, { items: [] })).toEqual({ items: [] });
    expect(nextQueue(undefined, { items: [], gap: "late" })).toEqual({ items: [], gap: "late" });
    expect(nextQueue({ items: [] }, { items: [], gap: "late" })).toEqual({ items: [], gap: "late" });
  });

  it("is asked for again soon where it is being made", () => {
    expect(queuePace({ items: [], gap: "late" })).toBeLessThan(queuePace({ items: [] }));
    expect(queuePace(undefined)).toBe(queuePace({ items: ["a"], gap: null }));
  });

  it("loses at once what was labelled", async () => {
    const queries = new QueryClient();
    queries.setQueryData(LABEL_QUEUE_KEY, { items: [{ id: "a" }, { id: "b" }] });
    await leaveLabelQueue<{ id: string }>(queries, (item) => item.id === "a");
    expect(queries.getQueryData(LABEL_QUEUE_KEY)).toEqual({ items: [{ id: "b" }] });
    expect(queries.getQueryState(LABEL_QUEUE_KEY)?.isInvalidated).toBe(true);
    queries.clear();
  });
});
