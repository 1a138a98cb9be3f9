import { differences, hasKey, keysUsed } from "@trivium/webkit/logic";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { FEATURE_BASES, featureInfo } from "../../src/features/decision/featureCatalog.ts";
import { messages } from "../../src/messages/messages.ts";
import kit from "../../../../platform-core/web/src/i18n/messages/en.json" with { type: "json" };

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

  it("name every feature of a payment that the reference lists", () => {
    const reference = readFileSync(join(import.meta.dirname, "../../../service/src/main/java/io/trivium/fin/feature/Feature.java"), "utf8");
    const names = [...reference.matchAll(/^ {4}([A-Z][A-Z0-9_]+)[(,;]/gm)].map((match) => match[1] ?? "");
    expect(names).toHaveLength(73);
    expect(names.filter((name) => featureInfo(name).messageKey === undefined)).toEqual([]);
    expect(FEATURE_BASES.filter((name) => !hasKey(messages.en, `feature.${name}`))).toEqual([]);
  });
});
