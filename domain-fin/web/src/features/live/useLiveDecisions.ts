import { reportConnection, type ServerSentEvent, useEventStream, type LiveStatus } from "@trivium/webkit";
import { useQuery, useQueryClient, type UseQueryResult } from "@tanstack/react-query";
import { useCallback, useEffect, useRef, useState } from "react";
import { listDecisions, STREAM_URL } from "../../api/client.ts";
import { parseDecision } from "../../api/parseDecision.ts";
import type { Decision } from "../../api/types.ts";
import { LiveDecisions } from "./liveDecisions.ts";

/** The page is drawn this often whatever the rate, ms. */
const REDRAW_MS = 1_000;
const RECENT = ["recent-decisions"] as const;

export interface Live {
  readonly decisions: LiveDecisions;
  readonly status: LiveStatus;
  /** Changes when there is something new to draw. */
  readonly now: number;
  readonly recent: UseQueryResult<unknown>;
}

/** Recent decisions from the service, then what the stream adds. `onDecision` sees each new one once. */
export function useLiveDecisions(onDecision: (decision: Decision) => void): Live {
  const queries = useQueryClient();
  const [decisions] = useState(() => new LiveDecisions());
  const [now, setNow] = useState(() => Date.now());
  const observer = useRef(onDecision);
  useEffect(() => {
    observer.current = onDecision;
  }, [onDecision]);

  const onEvent = useCallback(
    (event: ServerSentEvent) => {
      if (event.event === "gap") {
        // The service could not send everything: figures restart, rows come from the list.
        decisions.breakCoverage();
        decisions.startCoverage(Date.now());
        void queries.invalidateQueries({ queryKey: RECENT });
        return;
      }
      const decision = event.event === "decision" ? parseDecision(event.data) : undefined;
      if (decision !== undefined && decisions.add(decision, Date.now())) observer.current(decision);
    },
    [decisions, queries],
  );
  const status = useEventStream(STREAM_URL, onEvent);

  useEffect(() => {
    reportConnection(status.state);
    if (status.state === "live") decisions.startCoverage(Date.now());
    else decisions.breakCoverage();
    return () => reportConnection(undefined);
  }, [status.state, decisions]);

  const recent = useQuery({
    queryKey: RECENT,
    queryFn: async ({ signal }) => {
      const page = await listDecisions({ limit: 100, outcomes: [], minScore: 0 }, signal);
      decisions.seed(page.items);
      setNow(Date.now());
      return page.items.length;
    },
    staleTime: 0,
    gcTime: 0,
  });

  useEffect(() => {
    const timer = setInterval(() => {
      if (document.visibilityState === "visible") setNow(Date.now());
    }, REDRAW_MS);
    return () => clearInterval(timer);
  }, []);

  return { decisions, status, now, recent };
}
