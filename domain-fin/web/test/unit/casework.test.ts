import { describe, expect, it } from "vitest";
import type { CaseLinks } from "../../src/api/types.ts";
import { dueIn, spanParts } from "../../src/features/casework/due.ts";
import { LAYOUT_RADIUS, placeNodes, viewBoxOf } from "../../src/features/casework/linkLayout.ts";
import { sharedCases } from "../../src/features/casework/sharedCases.ts";

const node = (id: string, kind: string) => ({ id, kind, label: id });

const LINKS: CaseLinks = {
  nodes: [
    { ...node("case:1", "case"), caseNumber: 1, state: "new" },
    node("customer:a", "customer"),
    node("card:a", "card"),
    node("terminal:t", "terminal"),
    { ...node("case:2", "case"), caseNumber: 2, state: "closed" },
    { ...node("case:3", "case"), caseNumber: 3, state: "new" },
    node("customer:b", "customer"),
  ],
  edges: [
    { from: "customer:a", to: "case:1" },
    { from: "case:1", to: "card:a" },
    { from: "case:1", to: "terminal:t" },
    { from: "terminal:t", to: "case:2" },
    { from: "terminal:t", to: "case:3" },
    { from: "customer:b", to: "case:2" },
  ],
  complete: true,
};

describe("deadlines", () => {
  const opened = "2026-11-25T12:00:00Z";
  const due = "2026-11-25T13:00:00Z";

  it("count down, warn in the last quarter, and count up once they have passed", () => {
    const at = (time: string) => dueIn(opened, due, Date.parse(time));
    expect(at("2026-11-25T12:10:30Z")).toEqual({ minutes: 49, urgency: "calm" });
    expect(at("2026-11-25T12:46:00Z")).toEqual({ minutes: 14, urgency: "soon" });
    expect(at("2026-11-25T13:00:00Z")).toEqual({ minutes: 0, urgency: "soon" });
    expect(at("2026-11-25T13:00:01Z")).toEqual({ minutes: -1, urgency: "late" });
  });

  it("are written in two units at most", () => {
    expect(spanParts(45)).toEqual({ key: "minutes", a: 45, b: 0 });
    expect(spanParts(-200)).toEqual({ key: "hours", a: 3, b: 20 });
    expect(spanParts(3 * 1440 + 125)).toEqual({ key: "days", a: 3, b: 2 });
  });
});

describe("the graph of links", () => {
  it("places every node once, inside the drawing, no two on one spot", () => {
    const placed = placeNodes(LINKS);
    expect(placed.map((place) => place.id).sort()).toEqual(LINKS.nodes.map((one) => one.id).sort());
    for (const { x, y } of placed) expect(Math.hypot(x, y)).toBeLessThanOrEqual(LAYOUT_RADIUS);
    expect(new Set(placed.map(({ x, y }) => `${x.toFixed(3)} ${y.toFixed(3)}`)).size).toBe(placed.length);
    expect(placed.find((place) => place.id === "case:1")).toEqual({ id: "case:1", x: 0, y: 0, ring: 0 });
    expect(placed.find((place) => place.id === "customer:b")?.ring).toBe(3);
  });

  it("looks the same for the same graph, and copes with an empty one", () => {
    expect(placeNodes(LINKS)).toEqual(placeNodes(structuredClone(LINKS)));
    expect(placeNodes({ nodes: [], edges: [], complete: true })).toEqual([]);
    expect(viewBoxOf([])).toBe("0 0 1 1");
    expect(viewBoxOf([{ id: "a", x: 0, y: 0, ring: 0 }])).toBe("-60 -20 120 50");
  });

  it("is written as a list too: each entity with the other cases it is in", () => {
    expect(sharedCases(LINKS).map(({ entity, cases }) => [entity.id, cases.map((one) => one.id)])).toEqual([["terminal:t", ["case:2", "case:3"]]]);
  });
});
