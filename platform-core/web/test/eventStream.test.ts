import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { backOff, EventStream, type StreamState } from "../src/live/eventStream.ts";

/** A stream endpoint whose connections the test feeds and cuts. */
function endpoint() {
  const requests: Headers[] = [];
  const connections: ReadableStreamDefaultController<Uint8Array>[] = [];
  let refusal: Response | undefined;
  const fetchFake = (_url: unknown, init?: RequestInit): Promise<Response> => {
    requests.push(new Headers(init?.headers));
    if (refusal !== undefined) return Promise.resolve(refusal);
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        connections.push(controller);
        init?.signal?.addEventListener("abort", () => controller.error(new DOMException("aborted", "AbortError")));
      },
    });
    return Promise.resolve(new Response(body, { status: 200, headers: { "content-type": "text/event-stream" } }));
  };
  return {
    requests,
    fetch: fetchFake,
    send: (text: string) => connections.at(-1)?.enqueue(new TextEncoder().encode(text)),
    end: () => connections.at(-1)?.close(),
    refuse: (response: Response | undefined) => {
      refusal = response;
    },
  };
}

const settle = () => vi.advanceTimersByTimeAsync(0);

describe("EventStream", () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  function open(server: ReturnType<typeof endpoint>) {
    const states: StreamState[] = [];
    const data: string[] = [];
    const stream = new EventStream({
      url: "/v1/decisions/stream",
      fetch: server.fetch,
      random: () => 1,
      onEvent: (event) => data.push(event.data),
      onState: (state) => states.push(state),
    });
    stream.start();
    return { stream, states, data };
  }

  it("resumes after the last id it saw when the connection ends", async () => {
    const server = endpoint();
    const { states, data } = open(server);
    await settle();
    expect(server.requests[0]?.get("last-event-id")).toBeNull();
    expect(server.requests[0]?.get("x-trivium-request")).toBe("1");
    server.send("id: 41\ndata: a\n\nid: 42\ndata: b\n\n");
    await settle();
    server.end();
    await settle();
    expect(states).toEqual(["connecting", "live", "waiting"]);
    await vi.advanceTimersByTimeAsync(499);
    expect(server.requests).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(server.requests[1]?.get("last-event-id")).toBe("42");
    expect(data).toEqual(["a", "b"]);
  });

  it("keeps its position over a hold, and says nothing more once it is closed", async () => {
    const server = endpoint();
    const { stream, states } = open(server);
    await settle();
    server.send("id: 7\ndata: a\n\n");
    await settle();
    stream.hold();
    await settle();
    expect(states.at(-1)).toBe("held");
    stream.start();
    await settle();
    expect(server.requests[1]?.get("last-event-id")).toBe("7");
    stream.close();
    await vi.advanceTimersByTimeAsync(120_000);
    expect(states.at(-1)).toBe("closed");
    expect(server.requests).toHaveLength(2);
  });

  it("gives up on a refusal, which waiting does not change", async () => {
    const server = endpoint();
    server.refuse(new Response('{"code":"forbidden","status":403}', { status: 403 }));
    const { states } = open(server);
    await vi.advanceTimersByTimeAsync(120_000);
    expect(states).toEqual(["connecting", "failed"]);
    expect(server.requests).toHaveLength(1);
  });

  it("waits as long as an overloaded service asks", async () => {
    const server = endpoint();
    server.refuse(new Response("", { status: 503, headers: { "retry-after": "7" } }));
    open(server);
    await vi.advanceTimersByTimeAsync(6_999);
    expect(server.requests).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(server.requests).toHaveLength(2);
  });

  it("takes a connection that is silent too long for dead", async () => {
    const server = endpoint();
    const { states } = open(server);
    await vi.advanceTimersByTimeAsync(59_999);
    expect(states.at(-1)).toBe("live");
    await vi.advanceTimersByTimeAsync(1);
    expect(states.at(-1)).toBe("waiting");
  });
});

describe("backOff", () => {
  it("doubles up to its limit and spreads over the upper half", () => {
    expect([1, 2, 3, 10, 1000].map((attempt) => backOff(attempt, 500, 30_000, 1))).toEqual([500, 1000, 2000, 30_000, 30_000]);
    expect(backOff(3, 500, 30_000, 0)).toBe(1000);
  });
});
