import { describe, expect, it } from "vitest";
import { asProblemError, isForbidden, problemErrorOf, problemFrom, retryAfterSeconds } from "../src/problem/problem.ts";

describe("problem documents", () => {
  it("keeps the service's words, code, error id and further members", () => {
    expect(
      problemFrom({ type: "/problems/amount-negative", title: "Invalid", status: 400, detail: "amount: must not be negative", code: "amount-negative", errorId: "e-1", field: "amount" }, 400),
    ).toEqual({ type: "/problems/amount-negative", title: "Invalid", status: 400, detail: "amount: must not be negative", code: "amount-negative", errorId: "e-1", members: { field: "amount" } });
  });

  it("takes the code from the type when there is no member for it", () => {
    expect(problemFrom({ type: "/problems/decision-not-found" }, 404).code).toBe("decision-not-found");
    expect(problemFrom({ type: "https://elsewhere.example/other/x" }, 404).code).toBe("http-404");
  });

  it.each([["not an object", "text"], ["a list", []], ["nothing", undefined], ["null", null]])("makes a problem of the status alone from %s", (_name, body) => {
    expect(problemFrom(body, 502, "Bad Gateway")).toEqual({ type: "about:blank", title: "Bad Gateway", status: 502, code: "http-502", members: {} });
  });

  it("reads a body that is no JSON without failing", async () => {
    const { problem } = await problemErrorOf(new Response("<html>gateway</html>", { status: 504, statusText: "Gateway Timeout" }));
    expect(problem).toMatchObject({ status: 504, code: "http-504", title: "Gateway Timeout" });
  });

  it("names every form of an ended session alike", async () => {
    for (const status of [401, 499]) {
      const { problem } = await problemErrorOf(new Response("", { status }));
      expect(problem).toMatchObject({ status: 401, code: "unauthenticated" });
    }
  });

  it("reads Retry-After as seconds and as a date", () => {
    const now = Date.parse("2026-11-25T10:00:00Z");
    expect(retryAfterSeconds("7", now)).toBe(7);
    expect(retryAfterSeconds("Wed, 25 Nov 2026 10:01:00 GMT", now)).toBe(60);
    expect(retryAfterSeconds("Wed, 25 Nov 2026 09:00:00 GMT", now)).toBe(0);
    expect(retryAfterSeconds("soon", now)).toBeUndefined();
    expect(retryAfterSeconds(null, now)).toBeUndefined();
  });

  it("calls a connection that failed unreachable", () => {
    expect(asProblemError(new TypeError("fetch failed")).problem).toMatchObject({ status: 0, code: "unreachable" });
    expect(asProblemError(new Error("boom")).problem).toMatchObject({ code: "unexpected", detail: "boom" });
  });

  it("knows a refusal by its status", async () => {
    expect(isForbidden(await problemErrorOf(new Response("", { status: 403 })))).toBe(true);
    expect(isForbidden(new Error("403"))).toBe(false);
  });
});
