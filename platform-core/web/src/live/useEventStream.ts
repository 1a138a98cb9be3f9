import { useEffect, useRef, useState } from "react";
import { PREFIX } from "../http/prefix.ts";
import type { ProblemError } from "../problem/problem.ts";
import { EventStream, type StreamState } from "./eventStream.ts";
import type { ServerSentEvent } from "./sseParser.ts";

/** How long a page may be hidden before its stream is dropped, ms: a glance at another tab costs nothing. */
const HIDDEN_GRACE_MS = 10_000;

export interface LiveStatus {
  readonly state: StreamState;
  readonly error: ProblemError | undefined;
}

/** Follows a stream of the page's service, named by its path, while the component is there and the page is visible. */
export function useEventStream(url: string, onEvent: (event: ServerSentEvent) => void): LiveStatus {
  const [status, setStatus] = useState<LiveStatus>({ state: "connecting", error: undefined });
  const handler = useRef(onEvent);
  useEffect(() => {
    handler.current = onEvent;
  }, [onEvent]);

  useEffect(() => {
    const stream = new EventStream({
      url: PREFIX + url,
      onEvent: (event) => handler.current(event),
      onState: (state, error) => setStatus({ state, error }),
    });
    let grace: ReturnType<typeof setTimeout> | undefined;
    const follow = () => {
      clearTimeout(grace);
      if (document.visibilityState === "hidden") grace = setTimeout(() => stream.hold(), HIDDEN_GRACE_MS);
      else stream.start();
    };
    follow();
    document.addEventListener("visibilitychange", follow);
    return () => {
      document.removeEventListener("visibilitychange", follow);
      clearTimeout(grace);
      stream.close();
    };
  }, [url]);

  return status;
}
