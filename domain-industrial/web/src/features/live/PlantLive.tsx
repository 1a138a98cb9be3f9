import { useQueryClient } from "@tanstack/react-query";
import { type LiveStatus, reportConnection, type ServerSentEvent, useAnnounce, useEventStream } from "@trivium/webkit";
import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { liveUrl } from "../../api/client.ts";
import type { Alarm, Overview, OverviewChange, ReadingsEvent } from "../../api/types.ts";
import { mergeOverview } from "./mergeOverview.ts";
import { parseEvent } from "./parseEvent.ts";

/** Lists are loaded again at most this often, however many alarms arrive, ms. */
const REFRESH_MS = 1_000;
/** The service ends a stream now and then to look at the session again; only what lasts longer is a loss, ms. */
const LOST_AFTER_MS = 3_000;

interface PlantLive {
  readonly status: LiveStatus;
  /** The page shows the past: the stream was lost and is not back yet. */
  readonly isLost: boolean;
  /** When the stream last brought anything, ms; undefined before. */
  readonly heardAt: () => number | undefined;
  /** Also follows the readings of one asset, until the returned function is called. */
  readonly follow: (assetId: string, onReadings: (readings: ReadingsEvent) => void) => () => void;
}

const Context = createContext<PlantLive | undefined>(undefined);

/** The page's one live stream: keeps the overview at the plant's state and has lists loaded again when they change. */
export function PlantLiveProvider({ children }: { children: ReactNode }) {
  const queries = useQueryClient();
  const announce = useAnnounce();
  const { t } = useTranslation();
  const [followed, setFollowed] = useState<string | undefined>();
  const heard = useRef<number | undefined>(undefined);
  const readers = useRef(new Set<(readings: ReadingsEvent) => void>());
  const pending = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);

  const refreshAlarms = useCallback(() => {
    pending.current ??= setTimeout(() => {
      pending.current = undefined;
      for (const key of ["alarms", "alarm", "alarm-figures"]) void queries.invalidateQueries({ queryKey: [key] });
    }, REFRESH_MS);
  }, [queries]);
  useEffect(() => () => clearTimeout(pending.current), []);

  const onEvent = useCallback(
    (event: ServerSentEvent) => {
      heard.current = Date.now();
      switch (event.event) {
        case "overview": {
          const change = parseEvent<OverviewChange>(event.data);
          if (change !== undefined) queries.setQueryData<Overview>(["overview"], (before) => before && mergeOverview(before, change, new Date().toISOString()));
          break;
        }
        case "alarm": {
          const alarm = parseEvent<Alarm>(event.data);
          if (alarm?.state === "unacknowledged" && alarm.active) announce(t("alarm.announce", { priority: t(`priority.${alarm.priority}`), asset: alarm.assetName, condition: alarm.condition }));
          refreshAlarms();
          break;
        }
        case "work-order":
          void queries.invalidateQueries({ queryKey: ["work-orders"] });
          break;
        case "readings": {
          const readings = parseEvent<ReadingsEvent>(event.data);
          if (readings !== undefined) readers.current.forEach((reader) => reader(readings));
          break;
        }
        default:
      }
    },
    [queries, announce, t, refreshAlarms],
  );
  const status = useEventStream(liveUrl(followed), onEvent);

  const { state } = status;
  const [isLost, setLost] = useState(false);
  const wasAway = useRef(false);
  const lostTimer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useEffect(() => () => clearTimeout(lostTimer.current), []);
  useEffect(() => {
    reportConnection(state);
    if (state === "failed") setLost(true);
    if (state === "waiting") lostTimer.current ??= setTimeout(() => setLost(true), LOST_AFTER_MS);
    if (state === "waiting" || state === "held") wasAway.current = true;
    if (state !== "live") return;
    clearTimeout(lostTimer.current);
    lostTimer.current = undefined;
    setLost(false);
    heard.current ??= Date.now();
    if (!wasAway.current) return;
    // What happened while the stream was away is in the lists.
    wasAway.current = false;
    void queries.invalidateQueries();
  }, [state, queries]);
  useEffect(() => () => reportConnection(undefined), []);

  const follow = useCallback((assetId: string, onReadings: (readings: ReadingsEvent) => void) => {
    readers.current.add(onReadings);
    setFollowed(assetId);
    return () => {
      readers.current.delete(onReadings);
      setFollowed((now) => (now === assetId ? undefined : now));
    };
  }, []);

  const value = useMemo(() => ({ status, isLost, heardAt: () => heard.current, follow }), [status, isLost, follow]);
  return <Context.Provider value={value}>{children}</Context.Provider>;
}

export function usePlantLive(): PlantLive {
  const live = useContext(Context);
  if (live === undefined) throw new Error("no PlantLiveProvider above this component");
  return live;
}
