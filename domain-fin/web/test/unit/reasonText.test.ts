import { describe, expect, it } from "vitest";
import { fill, type ReasonCode, sentenceOf } from "../../src/features/decision/reasonText.ts";
import { changedParts } from "../../src/features/rules/changedParts.ts";

const codes: ReasonCode[] = [{ code: "high", kind: "decision", en: "Score {score} is high.", "zh-CN": "评分 {score} 偏高。" }];

describe("reason sentences", () => {
  it("are in the reader's language, with their values filled in", () => {
    expect(fill(sentenceOf(codes, "high", "en") ?? "", { score: "0.93" })).toBe("Score 0.93 is high.");
    expect(fill(sentenceOf(codes, "high", "zh-CN") ?? "", { score: "0.93" })).toBe("评分 0.93 偏高。");
  });

  it("show a dash for a value that is missing, and are undefined for an unknown code", () => {
    expect(fill("Score {score}", {})).toBe("Score —");
    expect(sentenceOf(codes, "other", "en")).toBeUndefined();
    expect(sentenceOf(undefined, "high", "en")).toBeUndefined();
  });
});

describe("versions of a rule", () => {
  it("differ in the parts that were edited, in the order of the form", () => {
    const before = { name: "A", description: "", expression: "amount > 1", action: "refer", severity: "low", reasonCode: "a", queue: "cards", priority: 5 } as const;
    expect(changedParts(before, before)).toEqual([]);
    expect(changedParts(before, { ...before, priority: 2, expression: "amount > 2" })).toEqual([
      { name: "expression", before: "amount > 1", after: "amount > 2" },
      { name: "priority", before: "5", after: "2" },
    ]);
  });
});
