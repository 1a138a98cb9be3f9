import { describe, expect, it } from "vitest";
import { formatUrl, instant, number, oneOf, parseUrl, someOf, text } from "../src/url/urlState.ts";

const schema = { outcome: someOf(["approve", "refer", "decline"]), minScore: number(0, 1, 0), range: oneOf(["1h", "24h"], "24h"), from: instant(), q: text(5) };

describe("url state", () => {
  it("gives defaults for what is absent or nonsense", () => {
    const defaults = { outcome: [], minScore: 0, range: "24h", from: "", q: "" };
    expect(parseUrl(schema, new URLSearchParams(""))).toEqual(defaults);
    expect(parseUrl(schema, new URLSearchParams("outcome=maybe&minScore=7&range=1y&from=soon&q="))).toEqual(defaults);
    expect(parseUrl(schema, new URLSearchParams("minScore=NaN&minScore=")).minScore).toBe(0);
  });

  it("round-trips every value, and leaves defaults out of the address", () => {
    const values = { outcome: ["refer", "decline"], minScore: 0.35, range: "1h", from: "2026-11-25T10:00:00.000Z", q: "a&b=c" } as const;
    const params = formatUrl(schema, new URLSearchParams(), values);
    expect(parseUrl(schema, params)).toEqual(values);
    expect(formatUrl(schema, params, { outcome: [], minScore: 0, range: "24h", from: "", q: "" }).toString()).toBe("");
  });

  it("keeps parameters that belong to others", () => {
    expect(formatUrl(schema, new URLSearchParams("other=1&minScore=0.5"), { minScore: 0.6 }).toString()).toBe("other=1&minScore=0.6");
  });

  it("orders a set by its definition and cuts long text", () => {
    expect(formatUrl(schema, new URLSearchParams(), { outcome: ["decline", "approve"] }).get("outcome")).toBe("approve,decline");
    expect(parseUrl(schema, new URLSearchParams("q=abcdefgh")).q).toBe("abcde");
  });
});
