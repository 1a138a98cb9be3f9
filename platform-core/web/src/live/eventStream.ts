import { ownHeaders } from "../http/client.ts";
import { asProblemError, problemErrorOf, type ProblemError } from "../problem/problem.ts";
import { SseParser, type ServerSentEvent } from "./sseParser.ts";

/** State of a live stream. `waiting` = lost, the next try is scheduled; `held` = the page is hidden. */
export type StreamState = "connecting" | "live" | "waiting" | "held" | "failed" | "closed";

export interface EventStreamOptions {
  readonly url: string;
  readonly onEvent: (event: ServerSentEvent) => void;
  readonly onState: (state: StreamState, error?: ProblemError) => void;
  /** Shortest and longest wait before a new try, ms. */
  readonly minDelayMs?: number;
  readonly maxDelayMs?: number;
  /** Silence after which the connection counts as dead, ms; the service sends a comment every 15 s. */
  readonly silenceMs?: number;
  readonly fetch?: typeof fetch;
  /** In [0, 1); spreads the reconnections of many pages. */
  readonly random?: () => number;
}

/** Wait before try `attempt` (from 1): doubling from `min` to `max`, half of it by chance. */
export function backOff(attempt: number, min: number, max: number, random: number): number {
  const ceiling = Math.min(max, min * 2 ** Math.min(attempt - 1, 20));
  return Math.round(ceiling / 2 + (ceiling / 2) * random);
}

/**
 * A server-sent event stream that resumes by Last-Event-ID. It reads the stream through fetch, because the browser's
 * EventSource hides the status of a refusal and forgets the last id when it is closed and opened again.
 */
export class EventStream {
  readonly #options: EventStreamOptions;
  #abort: AbortController | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #attempt = 0;
  #serverDelay: number | undefined;
  #lastId = "";
  #running = false;

  constructor(options: EventStreamOptions) {
    this.#options = options;
  }

  get lastEventId(): string {
    return this.#lastId;
  }

  /** Connects, or connects again after `hold`, from where it stopped. */
  start(): void {
    if (this.#running) return;
    this.#running = true;
    this.#attempt = 0;
    void this.#connect();
  }

  /** Drops the connection and keeps the position. */
  hold(): void {
    this.#stop("held");
  }

  close(): void {
    this.#stop("closed");
  }

  #stop(state: "held" | "closed"): void {
    this.#running = false;
    clearTimeout(this.#timer);
    this.#abort?.abort();
    this.#options.onState(state);
  }

  async #connect(): Promise<void> {
    const abort = new AbortController();
    this.#abort = abort;
    this.#options.onState("connecting");
    let silence: ReturnType<typeof setTimeout> | undefined;
    const heard = () => {
      clearTimeout(silence);
      silence = setTimeout(() => abort.abort(), this.#options.silenceMs ?? 60_000);
    };
    try {
      heard();
      const response = await (this.#options.fetch ?? fetch)(this.#options.url, {
        headers: {
          Accept: "text/event-stream",
          ...ownHeaders(),
          ...(this.#lastId === "" ? {} : { "Last-Event-ID": this.#lastId }),
        },
        credentials: "same-origin",
        redirect: "manual",
        cache: "no-store",
        signal: abort.signal,
      });
      if (!response.ok || response.body === null) throw await problemErrorOf(response);
      this.#options.onState("live");
      await this.#read(response.body, heard);
      this.#retry(abort, undefined);
    } catch (error) {
      this.#retry(abort, error);
    } finally {
      clearTimeout(silence);
    }
  }

  async #read(body: ReadableStream<Uint8Array>, heard: () => void): Promise<void> {
    const parser = new SseParser();
    const decoder = new TextDecoder();
    const reader = body.getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      heard();
      this.#attempt = 0;
      const events = parser.push(decoder.decode(value, { stream: true }));
      this.#serverDelay = parser.retryMs ?? this.#serverDelay;
      for (const event of events) {
        if (event.id !== "") this.#lastId = event.id;
        this.#options.onEvent(event);
      }
    }
  }

  #retry(abort: AbortController, error: unknown): void {
    if (!this.#running || this.#abort !== abort) return;
    const problem = error === undefined ? undefined : asProblemError(error);
    const status = problem?.problem.status ?? 0;
    if (status >= 400 && status < 500 && status !== 408 && status !== 429) {
      this.#running = false;
      this.#options.onState("failed", problem);
      return;
    }
    this.#attempt++;
    const min = this.#serverDelay ?? this.#options.minDelayMs ?? 500;
    const wait = backOff(this.#attempt, min, this.#options.maxDelayMs ?? 30_000, (this.#options.random ?? Math.random)());
    this.#options.onState("waiting", problem);
    this.#timer = setTimeout(() => void this.#connect(), Math.max(wait, (problem?.retryAfterSeconds ?? 0) * 1000));
  }
}
