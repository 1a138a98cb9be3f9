/** One event of a `text/event-stream`, per the WHATWG HTML standard §9.2. */
export interface ServerSentEvent {
  /** Last id seen on the stream, "" before any. */
  readonly id: string;
  /** Event name; "message" when the stream gives none. */
  readonly event: string;
  readonly data: string;
}

/** Parses an event stream piece by piece; pieces may cut lines anywhere. Not shared between streams. */
export class SseParser {
  #rest = "";
  #data: string[] = [];
  #event = "";
  #id = "";
  #skipLineFeed = false;
  /** Reconnection time the server asked for, ms. */
  retryMs: number | undefined;

  push(piece: string): ServerSentEvent[] {
    let input = this.#rest + piece;
    if (this.#skipLineFeed && input.startsWith("\n")) input = input.slice(1);
    if (input !== "") this.#skipLineFeed = false;
    const events: ServerSentEvent[] = [];
    let start = 0;
    for (;;) {
      const end = lineEnd(input, start);
      if (end < 0) break;
      const event = this.#line(input.slice(start, end));
      if (event) events.push(event);
      start = end + 1;
      if (input[end] === "\r") {
        if (input[start] === "\n") start++;
        else if (start === input.length) this.#skipLineFeed = true;
      }
    }
    this.#rest = input.slice(start);
    return events;
  }

  #line(line: string): ServerSentEvent | undefined {
    if (line === "") {
      const event = this.#data.length === 0 ? undefined : { id: this.#id, event: this.#event || "message", data: this.#data.join("\n") };
      this.#data = [];
      this.#event = "";
      return event;
    }
    const colon = line.indexOf(":");
    if (colon === 0) return undefined;
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? "" : line.slice(line[colon + 1] === " " ? colon + 2 : colon + 1);
    switch (field) {
      case "data":
        this.#data.push(value);
        break;
      case "event":
        this.#event = value;
        break;
      case "id":
        if (!value.includes("\0")) this.#id = value;
        break;
      case "retry":
        if (/^\d+$/.test(value)) this.retryMs = Number(value);
        break;
      default:
    }
    return undefined;
  }
}

function lineEnd(input: string, from: number): number {
  for (let i = from; i < input.length; i++) {
    const c = input.charCodeAt(i);
    if (c === 10 || c === 13) return i;
  }
  return -1;
}
