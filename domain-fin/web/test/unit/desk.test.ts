import { describe, expect, it } from "vitest";
import { exportAddress } from "../../src/api/exportAddress.ts";
import { whyOf } from "../../src/features/decision/causes.ts";
import type { ReasonCode } from "../../src/features/decision/reasonText.ts";
import { entityPath, shortId } from "../../src/features/entity/entityPath.ts";
import { completed, suggestions, wordBefore } from "../../src/features/rules/completion.ts";
import { savedQuery } from "../../src/features/saved/savedQuery.ts";

const CATALOGUE: ReasonCode[] = [
  { code: "house-note", kind: "decision", en: "A note", "zh-CN": "提示" },
  { code: "card-testing", kind: "rule", en: "Card testing", "zh-CN": "Card testing" },
];

describe("why a payment was stopped", () => {
  it("names rules first, then what raised the score most, and no threshold", () => {
    const contributions = [
      { feature: "time", value: 3, contribution: 0.02 },
      { feature: "amount", value: 900, contribution: 0.5 },
      { feature: "device", value: 2, contribution: -0.3 },
    ];
    const why = whyOf(["score-at-or-above-refer", "score-at-or-above-decline", "observed-amount-above-usual", "observed-terminal-fraud-history", "card-testing"], contributions, CATALOGUE);
    expect(why.causes.map((cause) => (cause.kind === "code" ? cause.code : cause.contribution.feature))).toEqual(["card-testing", "amount", "time", "observed-terminal-fraud-history"]);
    expect(why.notes).toEqual(["score-at-or-above-refer", "score-at-or-above-decline"]);
  });

  it("calls what the platform did a note, also by the catalogue", () => {
    expect(whyOf(["model-unavailable", "house-note"], [], CATALOGUE)).toEqual({ causes: [], notes: ["model-unavailable", "house-note"] });
    expect(whyOf(["contributions-not-computed"], [], undefined).notes).toHaveLength(1);
  });
});

describe("identifiers", () => {
  it("are distinct when they are shortened", () => {
    expect(shortId("tok_1")).toBe("tok_1");
    const [a, b] = [shortId("tok_h1000-c000000809-aa01"), shortId("tok_h1000-c000000809-aa02")];
    expect(a).toBe("tok_h1000-…809-aa01");
    expect(a).not.toBe(b);
  });

  it("of cards and customers are in no address", () => {
    expect(entityPath("card", { authorizationId: "a 1" })).toBe("/entities/card?of=a%201");
    expect(entityPath("customer", { caseNumber: 912 })).toBe("/entities/customer?case=912");
  });
});

describe("saved views and exports", () => {
  it("keep filters and order, and no place in the list", () => {
    expect(savedQuery("?queue=cards&after=17&sort=score&selected=a-1&cursor=x&skip=50")).toBe("queue=cards&sort=score");
    expect(savedQuery("")).toBe("");
  });

  it("ask for the list that is on the screen", () => {
    expect(exportAddress("", "decisions", { outcome: ["refer", "decline"], minScore: 0.5, from: undefined })).toMatch(/\/v1\/decisions\/export\?outcome=refer&outcome=decline&minScore=0\.5$/);
  });
});

describe("completion of rules", () => {
  const variables = ["amount", "panToken", "features.CARD_AMOUNT_Z", "features.TX_AMOUNT", "hour"].map((name) => ({ name, type: "double", unit: "" }));
  const described = (name: string) => (name === "hour" ? "Time of the payment" : "");
  const names = (word: string) => suggestions(word, variables, described).map((one) => one.name);

  it("offers what begins with the word before what contains it", () => {
    expect(names("am")).toEqual(["amount", "features.CARD_AMOUNT_Z", "features.TX_AMOUNT"]);
    expect(names("tx")).toEqual(["features.TX_AMOUNT"]);
    expect(names("inl")).toEqual(["inList"]);
    expect(names("time")).toEqual(["hour"]);
    expect(names("amount")).toEqual([]);
    expect(names("")).toEqual([]);
  });

  it("looks at the word before the caret, and not into quotes", () => {
    expect(wordBefore("amount > 5 && fea", 17)).toBe("fea");
    expect(wordBefore("amount > 5", 3)).toBe("amo");
    expect(wordBefore('country == "am', 14)).toBe("");
    expect(wordBefore('country == "a\\"m" && am', 23)).toBe("am");
    expect(wordBefore("5", 1)).toBe("");
  });

  it("writes the name in place of the word", () => {
    const [first] = suggestions("tx", variables, described);
    expect(first && completed("tx > 5", 2, "tx", first)).toEqual({ expression: "features.TX_AMOUNT > 5", caret: 18 });
  });
});
