import { describe, expect, it } from "vitest";
import { setFilters } from "../src/audit/auditApi.ts";

describe("filters of the audit log", () => {
  const none = { actor: "", action: " ", object: "", outcome: "", from: "", to: "" };

  it("are sent only where they are set", () => {
    expect(setFilters(none)).toEqual({});
    expect(setFilters({ ...none, object: "case/4711", outcome: "refused" })).toEqual({ object: "case/4711", outcome: "refused" });
  });
});
