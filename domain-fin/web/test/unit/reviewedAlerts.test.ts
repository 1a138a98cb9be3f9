import { describe, expect, it } from "vitest";
import { observedDays, precisionText, reviewText } from "../../src/features/decision/reviewedAlerts.ts";
import type { ReviewedAlerts } from "../../src/api/types.ts";
import en from "../../src/messages/en.json" with { type: "json" };

const format = { percent: (share: number) => `${Math.round(share * 100)}%` };
const t = ((key: string, values: Record<string, string>) => {
  const text = en.review[key.replace("review.", "") as keyof typeof en.review];
  return text.replaceAll(/{{(\w+)}}/g, (_all, name: string) => values[name] ?? "");
}) as unknown as Parameters<typeof reviewText>[1];
const ofOneClass: ReviewedAlerts = { confirmed: 19, cleared: 0, matured: 0, unknown: 34 };

describe("what alerts turned out to be", () => {
  it("is shown in shares of all of them", () => {
    expect(reviewText(ofOneClass, t, format)).toBe("36% confirmed, 0% cleared, 64% unknown");
    expect(reviewText({ confirmed: 1, cleared: 1, matured: 2, unknown: 0 }, t, format)).toBe("25% confirmed, 25% cleared, 50% matured, 0% unknown");
    expect(reviewText({ confirmed: 0, cleared: 0, matured: 0, unknown: 0 }, t, format)).toBe("—");
  });

  it("has a precision with its interval, and none from one class of labels", () => {
    expect(precisionText(ofOneClass, t, format)).toBe("—");
    expect(precisionText({ confirmed: 20, cleared: 20, matured: 0, unknown: 9, precision: 0.5, low: 0.352, high: 0.648 }, t, format)).toBe("50% (35%–65%)");
  });
});

describe("observed days", () => {
  const days = [{ day: "2026-11-09" }, { day: "2026-11-10" }, { day: "2026-11-12" }];

  it("run from the first decision to the end of the range", () => {
    expect(observedDays("2026-11-01T00:00:00Z", "2026-11-12T12:00:00Z", days)).toBe(3.5);
    expect(observedDays("2026-11-09T18:00:00Z", "2026-11-30T00:00:00Z", days)).toBe(3.25);
    expect(observedDays("2026-11-09T18:00:00Z", "2026-11-30T00:00:00Z", [])).toBe(0);
  });
});
