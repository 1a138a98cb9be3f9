import { differences, hasKey, keysUsed } from "@trivium/webkit/logic";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { messages } from "../../src/messages/messages.ts";
import kit from "../../../../platform-core/web/src/i18n/messages/en.json" with { type: "json" };

const SOURCES = join(import.meta.dirname, "..", "..", "src");
const SERVICE = join(import.meta.dirname, "../../../service/src/main/java/io/trivium/industrial");

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

  it("name every reason for which the service refuses readings, and say what to do", () => {
    const source = readFileSync(join(SERVICE, "quality/QualityReason.java"), "utf8");
    const reasons = [...source.matchAll(/^ {4}([A-Z][A-Z_]+)[,;]/gm)].map((match) => (match[1] ?? "").toLowerCase().replaceAll("_", "-"));
    expect(reasons).toHaveLength(22);
    expect(reasons.filter((reason) => !hasKey(messages.en, `qualityReason.${reason}`) || !hasKey(messages.en, `qualityHelp.${reason}`))).toEqual([]);
  });
});
