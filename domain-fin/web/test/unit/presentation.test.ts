import { createFormat, fromLocalInput, toLocalInput } from "@trivium/webkit/logic";
import { describe, expect, it } from "vitest";
import { parseDecision } from "../../src/api/parseDecision.ts";
import type { Decision } from "../../src/api/types.ts";
import { maskNumbers } from "../../src/features/deadletter/maskNumbers.ts";
import { featureInfo, featureValue } from "../../src/features/decision/featureCatalog.ts";
import { interval, matches } from "../../src/features/decision/filters.ts";
import { moneyOf } from "../../src/features/decision/money.ts";
import { scoreText, thresholdText } from "../../src/features/decision/scoreText.ts";
import { neighbour } from "../../src/features/decision/neighbour.ts";

const format = createFormat("en", "UTC");
const words = { yes: "Yes", no: "No", channel: (name: string) => name, window: (length: string, unit: string) => `${length} ${unit}` };
const value = (name: string, number: number) => featureValue(featureInfo(name), number, "EUR", format, words);

describe("features", () => {
  it("read with the unit their name implies", () => {
    expect(value("TX_AMOUNT", 57.16)).toBe("57.16 EUR");
    expect(value("TX_DURING_NIGHT", 1)).toBe("Yes");
    expect(value("TX_DURING_WEEKEND", 0)).toBe("No");
    expect(value("CUSTOMER_ID_NB_TX_7DAY_WINDOW", 14)).toBe("14");
    expect(value("CUSTOMER_ID_AVG_AMOUNT_30DAY_WINDOW", 56.0512)).toBe("56.05 EUR");
    expect(value("TERMINAL_ID_RISK_1DAY_WINDOW", 0.3333)).toBe("33.33%");
    expect([59, 5_400, 86_400, 2_592_000].map((seconds) => value("CARD_SECONDS_SINCE_LAST", seconds))).toEqual(["59 s", "90 min", "24 h", "30 d"]);
    expect([value("CARD_AMOUNT_1H", 12), value("TERMINAL_RUN_DAYS", 2.25), value("HOME_DISTANCE_KM", 3.14)]).toEqual(["12.00 EUR", "2.3 d", "3.1 km"]);
    expect([value("MERCHANT_CATEGORY", 742), value("CHANNEL", 4), value("CHANNEL", 0), value("CARD_PRESENT", -1), value("HOME_DISTANCE_KM", -1)]).toEqual(["0742", "ecommerce", "—", "—", "—"]);
  });

  it("know their window, and leave unknown names as they are", () => {
    expect(featureInfo("TERMINAL_ID_RISK_30DAY_WINDOW")).toMatchObject({ messageKey: "TERMINAL_ID_RISK", window: { length: 30, unit: "d" } });
    expect(featureInfo("SOMETHING_NEW")).toEqual({ name: "SOMETHING_NEW", kind: "number", messageKey: undefined, window: undefined });
    expect(value("SOMETHING_NEW", 1.23456)).toBe("1.2346");
  });
});

describe("scores", () => {
  it("never round to a certainty the model did not state", () => {
    expect([0, 0.00001, 0.00005, 0.5, 0.99994, 0.99999, 1].map((score) => scoreText(score, "en"))).toEqual([
      "0.0000",
      "<0.0001",
      "0.0001",
      "0.5000",
      "0.9999",
      ">0.9999",
      "1.0000",
    ]);
  });

  it("are compared with thresholds at the thresholds' decimals", () => {
    expect([0.9, 0.875, 0.0123].map((threshold) => thresholdText(threshold, "en"))).toEqual(["0.90", "0.875", "0.0123"]);
  });
});

describe("filters", () => {
  const one = (outcome: Decision["outcome"], score: number | null) => ({ outcome, score }) as Decision;

  it("take a missing score for none at all", () => {
    const filter = matches({ outcome: [], minScore: 0.5 });
    expect([one("decline", 0.5), one("decline", 0.49), one("refer", null)].map(filter)).toEqual([true, false, false]);
    expect(matches({ outcome: [], minScore: 0 })(one("refer", null))).toBe(true);
  });

  it("keep the outcomes chosen", () => {
    expect(["approve", "refer", "decline"].map((outcome) => matches({ outcome: ["refer", "decline"], minScore: 0 })(one(outcome as Decision["outcome"], 0.1)))).toEqual([false, true, true]);
  });

  it("count a period from now, and leave open ends open", () => {
    const now = Date.parse("2026-11-25T10:00:00Z");
    expect(interval("1h", "x", "y", now)).toEqual({ from: "2026-11-25T09:00:00.000Z" });
    expect(interval("all", "x", "y", now)).toEqual({});
    expect(interval("custom", "2026-11-01T00:00:00.000Z", "", now)).toEqual({ from: "2026-11-01T00:00:00.000Z" });
  });
});

describe("local times", () => {
  it("go to an instant and back in any zone", () => {
    for (const zone of ["UTC", "Asia/Shanghai", "America/New_York", "Asia/Kathmandu"]) {
      expect(fromLocalInput(toLocalInput("2026-07-01T12:34:00.000Z", zone), zone)).toBe("2026-07-01T12:34:00.000Z");
    }
    expect(toLocalInput("2026-11-25T20:00:00Z", "Asia/Shanghai")).toBe("2026-11-26T04:00");
    expect(fromLocalInput("", "UTC")).toBe("");
  });

  it("take the first of an hour that comes twice", () => {
    expect(fromLocalInput("2026-10-25T02:30", "Europe/Berlin")).toBe("2026-10-25T00:30:00.000Z");
  });
});

describe("maskNumbers", () => {
  it("hides whatever could be a card number, however it is written", () => {
    expect(maskNumbers('{"panToken":"4111111111111111","n":"4111 1111 1111 1111","m":"4111-1111-1111-1111"}')).toBe(
      '{"panToken":"••••••••••••1111","n":"••••••••••••1111","m":"••••••••••••1111"}',
    );
  });

  it("leaves amounts, dates and short ids alone", () => {
    const harmless = '{"amount":12345678901,"occurredAt":"2026-11-25T10:00:00Z","terminalId":"term-00042"}';
    expect(maskNumbers(harmless)).toBe(harmless);
  });
});

describe("rows", () => {
  it("are walked one by one, from the ends when none is selected", () => {
    const ids = ["a", "b", "c"];
    expect([neighbour(ids, "", 1), neighbour(ids, "", -1), neighbour(ids, "b", 1), neighbour(ids, "b", -1), neighbour(ids, "c", 1)]).toEqual(["a", "c", "c", "a", undefined]);
  });
});

describe("decisions from the stream", () => {
  it("that are none are left out", () => {
    expect([parseDecision("not json"), parseDecision("null"), parseDecision("{}"), parseDecision('"text"')]).toEqual([undefined, undefined, undefined, undefined]);
  });

  it("may come without their authorization", () => {
    expect(moneyOf({}, format)).toBe("—");
    expect(moneyOf({ amount: 0, currency: "EUR" }, format)).toBe("0.00 EUR");
  });
});
