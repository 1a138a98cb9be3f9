import { pageOf } from "../src/worth/pageOf.ts";
import { describe, expect, it } from "vitest";

describe("what is worth a label", () => {
  it("links to pages of this console", () => {
    expect(pageOf("/console/cases/912")).toBe("/cases/912");
    expect(pageOf("/console/history?range=all&selected=a-1")).toBe("/history?range=all&selected=a-1");
    expect(pageOf("/consoles/1")).toBe("/consoles/1");
  });
});
