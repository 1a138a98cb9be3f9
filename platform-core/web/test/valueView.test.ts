import { describe, expect, it } from "vitest";
import { isAssumed, signedAmount, type ValueInput, type ValueLine, valueSpan, wordOf } from "../src/value/valueView.ts";

const line = (change: Partial<ValueLine>): ValueLine => ({ key: "reviews", kind: "hours", effect: "cost", unit: "hours", formula: "", inputs: [], missing: [], ...change });

describe("value", () => {
  it("takes costs off and leaves out what is not known", () => {
    expect(signedAmount(line({ amount: 12.5 }))).toBe(-12.5);
    expect(Object.is(signedAmount(line({ amount: 0 })), 0)).toBe(true);
    expect(signedAmount(line({ amount: 12.5, effect: "benefit" }))).toBe(12.5);
    expect(signedAmount(line({ amount: 12.5, effect: "none" }))).toBeUndefined();
    expect(signedAmount(line({ amount: null }))).toBeUndefined();
  });

  it("spans whole days back from now", () => {
    expect(valueSpan("7", Date.parse("2026-11-27T12:00:00Z"))).toEqual({ from: "2026-11-20T12:00:00.000Z", to: "2026-11-27T12:00:00.000Z" });
  });

  it("says that a price is assumed only where one is there", () => {
    const input: ValueInput = { name: "minutes-per-review", unit: "minutes", origin: "assumption" };
    const view = { domain: "fin", from: "", to: "", lines: [line({ inputs: [input] })], missing: [] };
    expect(isAssumed(view)).toBe(false);
    expect(isAssumed({ ...view, lines: [line({ inputs: [{ ...input, value: 6 }] })] })).toBe(true);
  });

  it("names what is missing without the organisation", () => {
    expect(wordOf("platform.value.demo-bank.minutes-per-review")).toBe("minutes-per-review");
    expect(wordOf("labels")).toBe("labels");
  });
});
