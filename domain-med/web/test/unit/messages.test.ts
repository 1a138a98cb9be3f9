import { differences, hasKey, keysUsed } from "@trivium/webkit/logic";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { REASONS, STATES } from "../../src/api/types.ts";
import { messages } from "../../src/messages/messages.ts";
import kit from "../../../../platform-core/web/src/i18n/messages/en.json" with { type: "json" };

const MODULE = join(import.meta.dirname, "..", "..", "..");
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
    expect(keys.length).toBeGreaterThan(80);
    expect(keys.filter((key) => !hasKey(messages.en, key) && !hasKey(kit, key))).toEqual([]);
  });

  it("name every state, reason and refusal of the service", () => {
    expect(STATES.filter((state) => !hasKey(messages.en, `state.${state}`))).toEqual([]);
    expect(Object.values(REASONS).flat().filter((reason) => !hasKey(messages.en, `reason.${reason}`))).toEqual([]);
    const refusal = readFileSync(join(MODULE, "service/src/main/java/io/trivium/med/study/Refusal.java"), "utf8");
    const codes = [...refusal.matchAll(/^ {8}([A-Z_]+)\("/gm)].map((match) => match[1] ?? "");
    expect(codes.length).toBeGreaterThan(15);
    expect(codes.filter((code) => !hasKey(messages.en, `refusal.${code}`))).toEqual([]);
    const reader = readFileSync(join(MODULE, "service/src/main/java/io/trivium/med/processing/RevisionReader.java"), "utf8");
    const failures = [...reader.matchAll(/"([A-Z]+_[A-Z_]+)"/g)].map((match) => match[1] ?? "");
    const inference = readFileSync(join(MODULE, "../platform-core/src/main/java/io/trivium/core/inference/InferenceError.java"), "utf8");
    failures.push(...[...inference.matchAll(/\("(inference-[a-z-]+)"/g)].map((match) => (match[1] ?? "").toUpperCase().replaceAll("-", "_")));
    expect(failures.length).toBeGreaterThan(12);
    expect(failures.filter((code) => !hasKey(messages.en, `failure.${code}`) && !hasKey(messages.en, `refusal.${code}`) && code !== "LEASE_LOST")).toEqual([]);
  });

  it("know the reasons that the service knows", () => {
    const verdicts = readFileSync(join(MODULE, "service/src/main/java/io/trivium/med/reading/FindingVerdict.java"), "utf8");
    const constants = verdicts.slice(0, verdicts.indexOf("static final String OTHER"));
    const known = [...constants.matchAll(/"([a-z-]+)"/g)].map((match) => match[1]);
    expect(known).toEqual([...REASONS.accepted, ...REASONS.rejected, ...REASONS.edited]);
  });
});
