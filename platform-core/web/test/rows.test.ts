import { describe, expect, it } from "vitest";
import { rowFrom } from "../src/keyboard/rows.ts";

describe("walking through rows", () => {
  const ids = ["a", "b", "c"];

  it("begins at the first row, and stays at the ends", () => {
    expect(rowFrom(ids, undefined, 1)).toBe(0);
    expect(rowFrom(ids, { id: "a", index: 0 }, 1)).toBe(1);
    expect(rowFrom(ids, { id: "c", index: 2 }, 1)).toBe(2);
    expect(rowFrom(ids, { id: "a", index: 0 }, -1)).toBe(0);
  });

  it("follows a row to where it is now", () => {
    expect(rowFrom(ids, { id: "c", index: 0 }, 0)).toBe(2);
    expect(rowFrom(ids, { id: "c", index: 0 }, -1)).toBe(1);
  });

  it("continues from the place of a removed row", () => {
    expect(rowFrom(ids, { id: "removed", index: 1 }, 0)).toBe(1);
    expect(rowFrom(ids, { id: "removed", index: 1 }, 1)).toBe(1);
    expect(rowFrom(ids, { id: "removed", index: 1 }, -1)).toBe(0);
    expect(rowFrom(ids, { id: "removed", index: 3 }, 0)).toBe(2);
  });
});
