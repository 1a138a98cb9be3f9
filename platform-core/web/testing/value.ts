import type { ValueLine, ValueView } from "../src/value/valueView.ts";

/** Lines of each domain, by what goes into the sum. */
const KEYS = {
  fin: { benefit: "fraud-stopped", cost: "reviews", risk: "frauds-caught", open: "alert-precision" },
  med: { benefit: "second-readings", cost: "platform", risk: "finding-precision", open: "findings-missed" },
  industrial: { benefit: "avoided-downtime", cost: "predicted-orders", risk: "prediction-precision", open: "failures-not-predicted" },
} as const;

/** What a service of a domain may answer: something of every kind, with an assumed price and a figure that is missing. */
export function sampleValue(domain: keyof typeof KEYS, query: URLSearchParams): ValueView {
  const keys = KEYS[domain];
  const key = `platform.value.demo-${domain}.platform-cost-per-month`;
  const line = (change: Partial<ValueLine> & Pick<ValueLine, "key">): ValueLine => ({ kind: "money", effect: "none", unit: "money", formula: "As counted.", inputs: [], missing: [], ...change });
  return {
    domain,
    from: query.get("from") ?? "2026-10-28T00:00:00Z",
    to: query.get("to") ?? "2026-11-27T00:00:00Z",
    currency: "EUR",
    lines: [
      line({ key: keys.benefit, kind: domain === "fin" ? "money" : "hours", effect: "benefit", unit: domain === "fin" ? "money" : "hours", quantity: domain === "fin" ? 12_500 : 125, amount: 12_500, formula: "Counted × price.", inputs: [{ name: "minutes-per-review", value: 6, unit: "minutes", origin: "assumption" }] }),
      line({ key: keys.cost, effect: "cost", quantity: 2_500.5, amount: 2_500.5, inputs: [{ name: "days", value: 30, unit: "days", origin: "live" }] }),
      line({ key: keys.risk, kind: "risk", unit: "share", quantity: 0.8125 }),
      line({ key: keys.open, kind: "risk", unit: "count", missing: [key] }),
    ],
    benefit: 12_500,
    cost: 2_500.5,
    net: 9_999.5,
    returnOnInvestment: 3.999,
    ...(domain === "fin" ? {} : { hours: 125 }),
    missing: [{ key, remedy: `Set ${key} to what the platform costs a month.` }],
  };
}
