import { describe, expect, it } from "vitest";
import { pageAt, windowTitle } from "../src/shell/pageTitle.ts";

const PAGES = [
  { path: "/", label: "Overview" },
  { path: "/rules", label: "Rules" },
  { path: "/rules/tests", label: "Tests" },
];

describe("the window's title", () => {
  it.each([
    ["/", "Overview"],
    ["/rules", "Rules"],
    ["/rules/7", "Rules"],
    ["/rules/tests/3", "Tests"],
    ["/rulesets", undefined],
    ["/cases/7", undefined],
  ])("finds the page of %s", (path, label) => {
    expect(pageAt(PAGES, path)?.label).toBe(label);
  });

  it("begins with the page", () => {
    expect(windowTitle("Case 17", "Payments")).toBe("Case 17 · Payments · Trivium");
    expect(windowTitle(undefined, "Payments")).toBe("Payments · Trivium");
  });
});
