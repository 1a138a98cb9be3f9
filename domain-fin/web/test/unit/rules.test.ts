import i18next from "i18next";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { fill, sentenceOf } from "../../src/features/decision/reasonText.ts";
import { bundledText } from "../../src/features/rules/bundledText.ts";
import { issueText } from "../../src/features/rules/issueText.ts";
import { messages } from "../../src/messages/messages.ts";

const SERVICE = join(import.meta.dirname, "../../../service/src/main");

describe("what is wrong with an expression", () => {
  const i18n = i18next.createInstance();
  beforeAll(() => i18n.init({ fallbackLng: "en", defaultNS: "app", resources: { en: { app: messages.en }, "zh-CN": { app: messages["zh-CN"] } }, interpolation: { escapeValue: false } }));
  const text = (language: string, issue: Parameters<typeof issueText>[0]) => issueText(issue, i18n.getFixedT(language), language);
  const misspelt = { code: "misspelt-name", values: { name: "amuont", similar: "amount" }, message: "" } as const;
  const types = { code: "wrong-types", values: { what: "'=='", types: "string,int" }, message: "" } as const;

  it("is said in the reader's language, types included", () => {
    expect(text("en", misspelt)).toBe("'amuont' is no variable or function of rules. Did you mean 'amount'?");
    expect(text("zh-CN", misspelt)).toBe("规则中没有名为“amuont”的变量或函数。是否为“amount”？");
    expect(text("en", types)).toBe("'==' cannot be used with text and whole number.");
    expect(text("zh-CN", types)).toBe("'==' 不能用于文本和整数。");
  });

  it("is the service's sentence for a code of a later release", () => {
    expect(text("zh-CN", { code: "later" as "other", values: {}, message: "The service says so." })).toBe("The service says so.");
  });

  it("has a translation for every code of the contract", () => {
    const contract = readFileSync(join(SERVICE, "openapi/openapi.yaml"), "utf8");
    const codes = [...(/ {4}RuleFault:\n {6}enum:\n((?: {8}- .+\n)+)/.exec(contract)?.[1]?.matchAll(/- (.+)/g) ?? [])].map((match) => match[1]);
    expect(codes.length).toBeGreaterThan(10);
    expect(Object.keys(messages["zh-CN"].ruleFault).sort()).toEqual(codes.sort());
  });
});

describe("the bundled rules and lists", () => {
  it("have their names and descriptions in Chinese", () => {
    const bundle = JSON.parse(readFileSync(join(SERVICE, "resources/starter-rules.json"), "utf8")) as { lists: { description: string }[]; rules: { definition: { name: string; description: string } }[] };
    const texts = [...bundle.lists.map((list) => list.description), ...bundle.rules.flatMap(({ definition }) => [definition.name, definition.description])];
    expect(texts.filter((text) => bundledText(text, "en") !== text || bundledText(text, "zh-CN") === text)).toEqual([]);
    expect(bundledText("Card is on the block list", "zh-CN")).toBe("卡在拦截名单上");
  });

  it("keep what the desk wrote, and name the reason of a decision as the rule", () => {
    expect(bundledText("Card is on our block list", "zh-CN")).toBe("Card is on our block list");
    const codes = [{ code: "card-testing", kind: "rule", en: "Card testing: many small payments within an hour", "zh-CN": "Card testing: many small payments within an hour" }] as const;
    expect(fill(sentenceOf(codes, "card-testing", "zh-CN") ?? "", {})).toBe("试卡：一小时内多笔小额付款");
    expect(sentenceOf(codes, "card-testing", "en")).toBe("Card testing: many small payments within an hour");
  });
});
