import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { differences, hasKey, keysUsed } from "../src/i18n/completeness.ts";
import en from "../src/i18n/messages/en.json" with { type: "json" };
import zhCn from "../src/i18n/messages/zh-CN.json" with { type: "json" };

describe("kit messages", () => {
  it("are complete in both languages", () => {
    expect(differences(en, zhCn, "zh-CN")).toEqual([]);
    expect(differences(zhCn, en, "en")).toEqual([]);
  });
});

describe("keys the kit asks for", () => {
  it("are all there", () => {
    const src = join(import.meta.dirname, "..", "src");
    const keys = readdirSync(src, { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".tsx"))
      .flatMap((file) => keysUsed(readFileSync(join(src, file), "utf8")));
    expect(keys.length).toBeGreaterThan(20);
    expect(keys.filter((key) => !hasKey(en, key))).toEqual([]);
  });
});

describe("differences", () => {
  it("finds missing and unknown keys, missing plural forms, other placeholders and empty texts", () => {
    const en = { a: "A {{x}}", b: { c_one: "{{count}} c", c_other: "{{count}} cs" }, d: "D", e: "E" };
    const zh = { a: "甲 {{y}}", b: { c_one: "{{count}}" }, d: " ", f: "F" };
    expect(differences(en, zh, "zh-CN").sort()).toEqual(["empty d", "missing b.c_other", "missing e", "placeholders a", "unknown f"]);
  });
});
