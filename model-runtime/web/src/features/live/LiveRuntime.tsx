import { useQueryClient } from "@tanstack/react-query";
import { type LiveStatus, reportConnection, type ServerSentEvent, useEventStream } from "@trivium/webkit";
import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useState } from "react";
import { streamUrl } from "../../api/client.ts";
import { parseRuntimeEvent } from "./parseEvent.ts";
import { QueueHistory } from "./queueHistory.ts";

interface Watched {
  readonly model: string;
  readonly version: string;
}

interface Live {
  readonly status: LiveStatus;
  readonly history: QueueHistory;
  /** Counts the events, so that what they changed is drawn. */
  readonly ticks: number;
  readonly watch: (watched: Watched) => void;
}

const LiveContext = createContext<Live | undefined>(undefined);
const NOTHING: Watched = { model: "", version: "" };

/** Key of a model's experts in the query cache, which the stream keeps up to date. */
export function expertsKey(model: string, version: string): readonly string[] {
  return ["experts", model, version];
}

/** One stream for all pages, open while the console is: the queues' history continues whatever page is shown. */
export function LiveRuntime({ children }: { children: ReactNode }) {
  const queries = useQueryClient();
  const [history] = useState(() => new QueueHistory());
  const [{ model, version }, watch] = useState(NOTHING);
  const [ticks, setTicks] = useState(0);
  const onEvent = useCallback(
    (event: ServerSentEvent) => {
      const runtime = event.event === "runtime" ? parseRuntimeEvent(event.data) : undefined;
      if (runtime === undefined) return;
      history.add(runtime.queues);
      if (runtime.experts?.model === model) queries.setQueryData(expertsKey(model, version), runtime.experts);
      setTicks((before) => before + 1);
    },
    [history, queries, model, version],
  );
  const status = useEventStream(streamUrl(model, version), onEvent);
  useEffect(() => {
    reportConnection(status.state);
    return () => reportConnection(undefined);
  }, [status.state]);
  useEffect(() => {
    // Refused with a model that is gone: the queues are still to be had.
    if (status.state === "failed" && model !== "") watch(NOTHING);
  }, [status.state, model]);
  const live = useMemo(() => ({ status, history, ticks, watch }), [status, history, ticks]);
  return <LiveContext.Provider value={live}>{children}</LiveContext.Provider>;
}

export function useLive(): Live {
  const live = useContext(LiveContext);
  if (live === undefined) throw new Error("no LiveRuntime above this component");
  return live;
}

/** Has the stream bring the experts of a model while the component is there. */
export function useWatchedExperts(model: string, version: string): void {
  const { watch } = useLive();
  useEffect(() => {
    watch({ model, version });
  }, [watch, model, version]);
  useEffect(() => () => watch(NOTHING), [watch]);
}
