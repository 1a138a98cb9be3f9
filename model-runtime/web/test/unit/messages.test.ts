import { differences, hasKey, keysUsed } from "@trivium/webkit/logic";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import kit from "../../../../platform-core/web/src/i18n/messages/en.json" with { type: "json" };
import { EXPERT_ACTS, EXPERT_STATES, LATENCY_CLASSES } from "../../src/api/types.ts";
import { MEASURES } from "../../src/features/expert/heat.ts";
import { messages } from "../../src/messages/messages.ts";

const SOURCES = join(import.meta.dirname, "..", "..", "src");

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

  it("name every state, measure, class and act", () => {
    const keys = [
      ...EXPERT_STATES.flatMap((state) => [`expertState.${state}`, `expertState.${state}Help`]),
      ...MEASURES.flatMap((measure) => [`measure.${measure}`, `measure.${measure}Title`, `measure.${measure}Legend`]),
      ...LATENCY_CLASSES.flatMap((latencyClass) => [`latencyClass.${latencyClass}`, `latencyClass.${latencyClass}Target`]),
      ...EXPERT_ACTS.flatMap((act) => ["", "Title", "Confirm", "Help", "Done"].map((part) => `act.${act}${part}`)),
      ...["promote", "rollback", "remove"].flatMap((kind) => [`history.${kind}`, `aliasAct.${kind}Title`, `aliasAct.${kind}Confirm`, `aliasAct.${kind}Done`]),
      ...["unsigned", "trusted", "untrusted", "invalid", "unknown"].flatMap((state) => [`signature.${state}`, `signature.${state}Help`]),
    ];
    expect(keys.filter((key) => !hasKey(messages.en, key))).toEqual([]);
  });
});
