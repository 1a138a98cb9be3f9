import { describe, expect, it } from "vitest";
import { isTyping, ShortcutMatcher } from "../src/keyboard/shortcuts.ts";

const press = (key: string, more: object = {}) => ({ key, ctrlKey: false, metaKey: false, altKey: false, target: null, ...more });
const KEYS = ["p", "g h", "g l", "?"];

describe("ShortcutMatcher", () => {
  it("matches keys and two-key sequences", () => {
    const matcher = new ShortcutMatcher();
    expect(matcher.press(press("p"), 0, KEYS)).toBe("p");
    expect(matcher.press(press("g"), 10, KEYS)).toBeUndefined();
    expect(matcher.press(press("h"), 900, KEYS)).toBe("g h");
    expect(matcher.press(press("h"), 950, KEYS)).toBeUndefined();
  });

  it("forgets the first key of a sequence after a second, and after a key that does not follow", () => {
    const matcher = new ShortcutMatcher();
    matcher.press(press("g"), 0, KEYS);
    expect(matcher.press(press("h"), 1_001, KEYS)).toBeUndefined();
    matcher.press(press("g"), 2_000, KEYS);
    expect(matcher.press(press("p"), 2_100, KEYS)).toBe("p");
    expect(matcher.press(press("h"), 2_200, KEYS)).toBeUndefined();
  });

  it("leaves the browser's own shortcuts and text fields alone", () => {
    const matcher = new ShortcutMatcher();
    expect(matcher.press(press("p", { ctrlKey: true }), 0, KEYS)).toBeUndefined();
    expect(matcher.press(press("p", { target: { tagName: "TEXTAREA" } }), 0, KEYS)).toBeUndefined();
    expect(matcher.press(press("p", { target: { tagName: "INPUT", type: "radio" } }), 0, KEYS)).toBe("p");
  });

  it("knows where a letter is text", () => {
    const element = (value: object) => isTyping(value as unknown as EventTarget);
    expect([element({ tagName: "INPUT", type: "number" }), element({ tagName: "INPUT" }), element({ tagName: "DIV", isContentEditable: true })]).toEqual([true, true, true]);
    expect([element({ tagName: "BUTTON" }), element({ tagName: "INPUT", type: "checkbox" }), isTyping(null)]).toEqual([false, false, false]);
  });
});
