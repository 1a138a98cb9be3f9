import { differences, hasKey, keysUsed } from "@trivium/webkit/logic";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { messages } from "../../src/messages/messages.ts";
import kit from "../../../../platform-core/web/src/i18n/messages/en.json" with { type: "json" };

const SOURCES = join(import.meta.dirname, "..", "..", "src");
const HANDBOOK = ["TX_AMOUNT", "TX_DURING_WEEKEND", "TX_DURING_NIGHT", "CUSTOMER_ID_NB_TX", "CUSTOMER_ID_AVG_AMOUNT", "TERMINAL_ID_NB_TX", "TERMINAL_ID_RISK"];

describe("messages", () => {
  it("are complete in both languages", () => {
    expect(differences(messages.en, messages["zh-CN"], "zh-CN")).toEqual([]);
    expect(differences(messages["zh-CN"], messages.en, "en")).toEqual([]);
  });

  it("hold every key the pages ask for", () => {
    const keys = readdirSync(SOURCES, { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".tsx") || file.endsWith(".ts"))
      .flatMap((file) => keysUsed(readFileSync(join(SOURCES, file), "utf8")));
    expect(keys.length).toBeGreaterThan(100);
    expect(keys.filter((key) => !hasKey(messages.en, key) && !hasKey(kit, key))).toEqual([]);
  });

  it("name every feature of the handbook", () => {
    expect(HANDBOOK.filter((name) => !hasKey(messages.en, `feature.${name}`))).toEqual([]);
  });
});
