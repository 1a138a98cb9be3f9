import { describe, expect, it } from "vitest";
import { SseParser, type ServerSentEvent } from "../src/live/sseParser.ts";

const STREAM = ": hello\n\nid: 1\nevent: decision\ndata: {\"a\":1}\n\nretry: 2500\r\ndata: two\r\ndata:lines\r\n\r\nid: 3\rdata: carriage\r\rdata\n\nevent: unfinished\ndata: x";

function parse(pieces: string[]): { events: ServerSentEvent[]; parser: SseParser } {
  const parser = new SseParser();
  return { events: pieces.flatMap((piece) => parser.push(piece)), parser };
}

describe("SseParser", () => {
  const whole = parse([STREAM]);

  it("reads ids, names and data of several lines, and drops comments and unfinished events", () => {
    expect(whole.events).toEqual([
      { id: "1", event: "decision", data: '{"a":1}' },
      { id: "1", event: "message", data: "two\nlines" },
      { id: "3", event: "message", data: "carriage" },
      { id: "3", event: "message", data: "" },
    ]);
    expect(whole.parser.retryMs).toBe(2500);
  });

  it("gives the same events wherever the network cuts the stream", () => {
    for (let size = 1; size <= STREAM.length; size++) {
      const pieces: string[] = [];
      for (let at = 0; at < STREAM.length; at += size) pieces.push(STREAM.slice(at, at + size));
      expect(parse(pieces).events, `pieces of ${size}`).toEqual(whole.events);
    }
  });

  it("ignores a retry that is no number and an id with a null character", () => {
    const { events, parser } = parse(["id: 7\nretry: soon\ndata: a\n\nid: 8\0\ndata: b\n\n"]);
    expect(events.map((event) => event.id)).toEqual(["7", "7"]);
    expect(parser.retryMs).toBeUndefined();
  });
});
