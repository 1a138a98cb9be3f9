import { describe, expect, it } from "vitest";
import type { AlarmRule, PlantNode, QualityIssue } from "../../src/api/types.ts";
import { documentOf } from "../../src/features/plant/documentOf.ts";
import { matching, treeOf } from "../../src/features/plant/tree.ts";
import { limitsOf, usualLimits } from "../../src/features/process/limits.ts";
import { byLoss } from "../../src/features/quality/reasons.ts";
import { draftOf, ruleOf } from "../../src/features/rules/draft.ts";
import { spanOf } from "../../src/features/shared/span.ts";
import { digitsOf, unitSign, withSigns } from "../../src/features/shared/units.ts";
import { pagesOf } from "../../src/features/wall/rotation.ts";

describe("words", () => {
  it("give ages in seconds, minutes, hours and days", () => {
    expect(spanOf(-5)).toEqual({ key: "seconds", a: 0, b: 0 });
    expect(spanOf(119_999)).toEqual({ key: "seconds", a: 119, b: 0 });
    expect(spanOf(120_000)).toEqual({ key: "minutes", a: 2, b: 0 });
    expect(spanOf(2.5 * 3_600_000)).toEqual({ key: "hours", a: 2, b: 30 });
    expect(spanOf(50 * 3_600_000)).toEqual({ key: "days", a: 2, b: 2 });
    expect(spanOf(2 * 3_600_000)).toEqual({ key: "hoursOnly", a: 2, b: 0 });
    expect(spanOf(72 * 3_600_000)).toEqual({ key: "daysOnly", a: 3, b: 0 });
  });

  it("write units as people do, and numbers as finely as they are worth", () => {
    expect(["Cel", "m3/h", "1", "mm/s", "{cycle}", "bar", "%"].map(unitSign)).toEqual(["°C", "m³/h", "", "mm/s", "", "bar", "%"]);
    expect(["1/min", "/min", "m/s2", "um", "L/min", "N.m", "kOhm", "[psi]", "[degF]", "deg", "m-1"].map(unitSign)).toEqual(["min⁻¹", "min⁻¹", "m/s²", "µm", "l/min", "N·m", "kΩ", "psi", "°F", "°", "m⁻¹"]);
    expect([1482.31, 96.214, 6.2, 0.5].map(digitsOf)).toEqual([0, 2, 3, 3]);
  });

  it("write the signs of units in the texts of the service, and change nothing else", () => {
    expect(withSigns("bearing-temperature is 82.4 Cel, above 75 Cel for 30 s.")).toBe("bearing-temperature is 82.4 °C, above 75 °C for 30 s.");
    expect(withSigns("flow is back at 41 m3/h.")).toBe("flow is back at 41 m³/h.");
    expect(withSigns("ratio is 0.93 1, above 0.9 1.")).toBe("ratio is 0.93, above 0.9.");
    const other = "Pump P-101 has at least 12 cycles left (lower bound of the estimate), fewer than 15; WO 3 P-101";
    expect(withSigns(other)).toBe(other);
  });

});

describe("a rule's form", () => {
  const rule: AlarmRule = {
    ruleId: "r", version: 3, name: "Flow low", assetType: "pump", kind: "limit", tag: "flow", side: "low", limit: 40, deadband: 2, onDelaySeconds: 5, offDelaySeconds: 10, priority: "high", enabled: true,
    suppressWhen: { tag: "speed", side: "low", limit: 200 }, changedAt: "2026-11-26T10:00:00Z", changedBy: "planner",
  };

  it("sends back what it was given", () => {
    expect(ruleOf(draftOf(rule), 3)).toMatchObject({ version: 3, assetType: "pump", tag: "flow", side: "low", limit: 40, deadband: 2, suppressWhen: { tag: "speed", side: "low", limit: 200 }, advice: null, escalateAfterMinutes: null });
  });

  it("is not sent while something is missing or is no number", () => {
    const draft = draftOf(rule);
    expect(ruleOf(draftOf(undefined), 0)).toBeUndefined();
    for (const change of [{ name: " " }, { tag: "" }, { limit: "forty" }, { limit: "" }, { deadband: "-1" }, { assetType: "" }, { assetId: "a" }, { suppressLimit: "" }]) expect(ruleOf({ ...draft, ...change }, 3), JSON.stringify(change)).toBeUndefined();
  });

  it("needs no tag and no limit for silence", () => {
    const sent = ruleOf({ ...draftOf(rule), kind: "silence", limit: "", tag: "" }, 3);
    expect(sent).toMatchObject({ kind: "silence", tag: null, limit: null });
    expect(sent).not.toHaveProperty("side");
  });
});

describe("the limits of a bead", () => {
  it("are lengths, and one at least", () => {
    expect(limitsOf(usualLimits("submerged-arc"))).toEqual({ penetrationMin: 4.5, reinforcementMax: 2.5, widthMin: 10, widthMax: 12 });
    expect(limitsOf({ ...usualLimits("submerged-arc"), widthMin: "", widthMax: "" })).toEqual({ penetrationMin: 4.5, reinforcementMax: 2.5 });
    expect(limitsOf({ penetrationMin: "", reinforcementMax: "", widthMin: "", widthMax: "" })).toBeUndefined();
    expect(limitsOf({ ...usualLimits("submerged-arc"), penetrationMin: "-1" })).toBeUndefined();
    expect(limitsOf({ ...usualLimits("submerged-arc"), widthMin: "13" })).toBe("crossed");
  });
});

describe("the plant's tree", () => {
  const node = (nodeId: string, name: string, parentId?: string, more: Partial<PlantNode> = {}): PlantNode => ({ nodeId, name, level: "line", description: "", version: 1, changedAt: "", changedBy: "", ...(parentId === undefined ? {} : { parentId }), ...more });
  const nodes = [node("1", "Works", undefined, { level: "site" }), node("2", "Line 10", "1"), node("3", "Line 9", "1"), node("4", "Pump", "2", { level: "asset", source: "north/p-1", assetType: "centrifugal-pump" })];

  it("counts assets and orders names by their numbers", () => {
    const [works] = treeOf(nodes);
    expect(works?.assets).toBe(1);
    expect(works?.children.map((child) => child.node.name)).toEqual(["Line 9", "Line 10"]);
  });

  it("keeps the way to what was found", () => {
    const names = (text: string) => JSON.stringify(matching(treeOf(nodes), text).map((works) => works.children.map((line) => [line.node.name, line.children.length])));
    expect(names("p-1")).toBe('[[["Line 10",1]]]');
    expect(names("line 9")).toBe('[[["Line 9",0]]]');
    expect(matching(treeOf(nodes), "nothing")).toEqual([]);
  });

  it("is imported from its own kind of document only", () => {
    expect(documentOf('{"formatVersion":1,"assetTypes":[],"plant":[]}')).toMatchObject({ formatVersion: 1 });
    for (const text of ["", "null", "[]", "{}", '{"formatVersion":1}']) expect(documentOf(text), text).toBe("unreadable");
  });
});

describe("the wall", () => {
  it("turns through the lines and tears none apart", () => {
    const line = (name: string, assets: number) => ({ lineId: name, name, path: [], assets: Array.from({ length: assets }, (_, i) => ({ assetId: `${i}`, name: "", assetType: "", health: "good" as const, openAlarms: 0 })) });
    const pages = pagesOf([line("a", 4), line("b", 8), line("none", 0), line("c", 8), line("d", 40), line("e", 1)]);
    expect(pages.map((page) => page.map((one) => one.name))).toEqual([["a", "b", "c"], ["d"], ["e"]]);
  });
});

describe("data quality", () => {
  it("puts what is not stored first", () => {
    const issue = (reason: QualityIssue["reason"], occurrences: number) => ({ reason, occurrences }) as QualityIssue;
    expect([issue("duplicate", 9_000), issue("unknown-tag", 3), issue("clock-ahead", 8)].sort(byLoss).map((one) => one.reason)).toEqual(["clock-ahead", "unknown-tag", "duplicate"]);
  });
});
