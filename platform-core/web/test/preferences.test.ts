import { describe, expect, it } from "vitest";
import { parsePreferences, preferredLanguage } from "../src/preferences/preferences.ts";

describe("preferences", () => {
  it("take the browser's language where nothing is stored", () => {
    expect(parsePreferences(null, ["zh-Hans-CN", "en"])).toEqual({ theme: "system", language: "zh-CN", timeZone: "browser", shortcuts: true });
    expect(preferredLanguage(["fr", "en-GB", "zh"])).toBe("en");
    expect(preferredLanguage(["fr"])).toBe("en");
  });

  it.each(["{broken", "[]", "null", '{"theme":"pink","language":"xx","timeZone":3}'])("survive a damaged entry: %s", (stored) => {
    expect(parsePreferences(stored, ["en"])).toEqual({ theme: "system", language: "en", timeZone: "browser", shortcuts: true });
  });

  it("keep what was chosen", () => {
    const chosen = { theme: "dark", language: "zh-CN", timeZone: "utc", shortcuts: false } as const;
    expect(parsePreferences(JSON.stringify(chosen), ["en"])).toEqual(chosen);
  });
});
