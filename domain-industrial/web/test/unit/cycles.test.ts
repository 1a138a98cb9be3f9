import { describe, expect, it } from "vitest";
import { countsOf, markOf, partsOf } from "../../src/features/shared/cycles.ts";

describe("cycles", () => {
  it("are what a person said, else what the model said, else what became of them", () => {
    expect(markOf({ state: "judged", defect: "porosity", told: "good" })).toBe("good");
    expect(markOf({ state: "judged", defect: "good", told: "undercut" })).toBe("defective");
    expect(markOf({ state: "judged", defect: "porosity" })).toBe("defective");
    expect(markOf({ state: "waiting" })).toBe("waiting");
    expect(markOf({ state: "incomplete", defect: null, told: null })).toBe("incomplete");
  });

  it("are counted where something is said of them", () => {
    expect(countsOf([{ state: "judged", defect: "good" }, { state: "waiting" }, { state: "judged", defect: "porosity" }, { state: "reference", told: "good" }])).toEqual({ good: 2, defective: 1 });
  });

  it("have a time in the middle of each part", () => {
    expect(partsOf("2026-11-27T06:00:00Z", "2026-11-27T06:00:10Z", 5).map((at) => at % 10_000)).toEqual([1_000, 3_000, 5_000, 7_000, 9_000]);
  });
});
