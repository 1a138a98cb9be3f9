import { afterEach, describe, expect, it, vi } from "vitest";
import { actFor, createApiClient, onTooOldLogin } from "../src/http/client.ts";

interface Paths {
  "/v1/things": {
    get: { responses: { 200: { content: { "application/json": { n: number } } } } };
    post: { requestBody: { content: { "application/json": { n: number } } }; responses: { 201: { content: { "application/json": { n: number } } } } };
  };
}

describe("createApiClient", () => {
  afterEach(() => vi.unstubAllGlobals());

  function answer(response: () => Response | Promise<Response>) {
    const seen: Request[] = [];
    vi.stubGlobal("fetch", (request: Request) => {
      seen.push(request);
      return Promise.resolve().then(response);
    });
    return seen;
  }

  it("proves on unsafe calls that a page of ours makes them", async () => {
    const seen = answer(() => Response.json({ n: 1 }, { status: 201 }));
    await createApiClient<Paths>().POST("/v1/things", { body: { n: 1 } });
    expect(seen[0]?.headers.get("X-Trivium-Request")).toBe("1");
    expect(seen[0]?.credentials).toBe("same-origin");
  });

  it("names the organisation that the page acts for, where the person has a choice", async () => {
    const seen = answer(() => Response.json({ n: 1 }));
    const client = createApiClient<Paths>();
    await client.GET("/v1/things");
    actFor("other-bank");
    await client.GET("/v1/things");
    actFor(undefined);
    await client.GET("/v1/things");
    expect(seen.map((request) => request.headers.get("X-Trivium-Organisation"))).toEqual([null, "other-bank", null]);
  });

  it("throws the problem the service sent", async () => {
    answer(() => Response.json({ code: "thing-gone", title: "Gone", status: 404, detail: "no such thing", errorId: "e-9" }, { status: 404 }));
    await expect(createApiClient<Paths>().GET("/v1/things")).rejects.toMatchObject({ problem: { code: "thing-gone", detail: "no such thing", errorId: "e-9", status: 404 } });
  });

  it("throws a problem when nothing answers", async () => {
    answer(() => Promise.reject(new TypeError("fetch failed")));
    await expect(createApiClient<Paths>().GET("/v1/things")).rejects.toMatchObject({ problem: { code: "unreachable", status: 0 } });
  });

  it("repeats a call once the person has logged in again", async () => {
    const answers = [Response.json({ code: "authentication-too-old", status: 403 }, { status: 403 }), Response.json({ n: 1 }, { status: 201 })];
    const seen = answer(() => answers.shift() ?? Response.error());
    const asked = vi.fn(() => Promise.resolve(true));
    onTooOldLogin(asked);
    await createApiClient<Paths>().POST("/v1/things", { body: { n: 7 } });
    expect(asked).toHaveBeenCalledOnce();
    expect(await Promise.all(seen.map((request) => request.text()))).toEqual(['{"n":7}', '{"n":7}']);
    expect(seen[1]?.headers.get("X-Trivium-Request")).toBe("1");
  });

  it("fails a call whose person does not log in again", async () => {
    const seen = answer(() => Response.json({ code: "authentication-too-old", status: 403 }, { status: 403 }));
    onTooOldLogin(() => Promise.resolve(false));
    await expect(createApiClient<Paths>().POST("/v1/things", { body: { n: 7 } })).rejects.toMatchObject({ problem: { code: "authentication-too-old" } });
    expect(seen).toHaveLength(1);
  });
});
