import { Alert, Button, Content, PageSection, Title, Toolbar, ToolbarContent, ToolbarGroup, ToolbarItem } from "@patternfly/react-core";
import PauseIcon from "@patternfly/react-icons/dist/esm/icons/pause-icon";
import PlayIcon from "@patternfly/react-icons/dist/esm/icons/play-icon";
import { ErrorState, ForbiddenState, LoadingState, NothingState, useAnnounce, useFormat, useShortcut, useUrlState } from "@trivium/webkit";
import { type FocusEvent, useCallback, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Decision } from "../../api/types.ts";
import { DecisionDrawer } from "../decision/DecisionDrawer.tsx";
import { DecisionTable } from "../decision/DecisionTable.tsx";
import { FilterBar } from "../decision/FilterBar.tsx";
import { decisionFilter, matches } from "../decision/filters.ts";
import { useRowKeys } from "../decision/useRowKeys.ts";
import { Figures } from "./Figures.tsx";
import { LiveCharts } from "./LiveCharts.tsx";
import { NoTraffic } from "./NoTraffic.tsx";
import { useLiveDecisions } from "./useLiveDecisions.ts";

/** Rows shown; older ones are in the history. */
const ROWS = 60;

export function LivePage() {
  const { t } = useTranslation();
  const format = useFormat();
  const announce = useAnnounce();
  const [filter, change] = useUrlState(decisionFilter);
  const [isPaused, setPaused] = useState(false);
  const [isPointedAt, setPointedAt] = useState(false);
  const [hasFocus, setFocus] = useState(false);
  const unspoken = useRef(0);

  const onDecision = useCallback(
    (decision: Decision) => {
      if (decision.outcome !== "decline") return;
      unspoken.current++;
      announce(t("live.announce", { count: unspoken.current }));
    },
    [announce, t],
  );
  const { decisions, status, now, recent } = useLiveDecisions(onDecision);

  // Rows must not move while the user reads or points at them, at whatever rate they arrive.
  const isHeld = isPaused || isPointedAt || hasFocus;
  const { outcome, minScore, selected } = filter;
  const shown = useRef<{ key: string; rows: Decision[]; received: number }>({ key: "", rows: [], received: 0 });
  const key = `${outcome.join()}|${minScore}`;
  if (!isHeld || shown.current.key !== key || shown.current.rows.length === 0) {
    shown.current = { key, rows: decisions.newest(ROWS, matches(filter)), received: decisions.received };
  }
  const { rows } = shown.current;
  const waiting = decisions.received - shown.current.received;

  const select = useCallback((id: string) => change({ selected: id }), [change]);
  const close = useCallback(() => change({ selected: "" }), [change]);
  useShortcut("p", t("live.shortcutPause"), () => setPaused((before) => !before));
  useRowKeys(rows, selected, select);

  const figures = useMemo(() => decisions.figures(now), [decisions, now]);
  const rates = useMemo(() => decisions.rates(now), [decisions, now]);
  const scores = useMemo(() => decisions.scores(now), [decisions, now]);

  if (status.state === "failed" && status.error?.problem.status === 403) return <ForbiddenState />;

  return (
    <DecisionDrawer selected={selected} onClose={close} known={decisions.find(selected)}>
      <PageSection className="fin-page">
        <div className="fin-page-head">
          <Title headingLevel="h1">{t("live.title")}</Title>
          <span className="tv-time-zone">
            {t("live.period", { count: figures.seconds })} · {t("timesIn", { zone: format.timeZoneLabel })}
          </span>
        </div>
        {status.state === "failed" && <ErrorState error={status.error} onRetry={() => window.location.reload()} />}
        {status.state === "waiting" && <Alert variant="warning" isInline isPlain title={t("live.reconnecting")} />}
        <Figures figures={figures} model={decisions.model} />
        {!decisions.isEmpty && <LiveCharts now={now} rates={rates} scores={scores} figures={figures} model={decisions.model} />}
        <Toolbar className="fin-toolbar" aria-label={t("filter.label")}>
          <ToolbarContent>
            <ToolbarGroup>
              <ToolbarItem>
                <Button variant={isPaused ? "primary" : "secondary"} icon={isPaused ? <PlayIcon /> : <PauseIcon />} onClick={() => setPaused(!isPaused)} aria-pressed={isPaused} title={`${t("live.shortcutPause")} (p)`}>
                  {isPaused ? t("live.resume") : t("live.pause")}
                </Button>
              </ToolbarItem>
              <FilterBar filter={filter} onChange={change} />
            </ToolbarGroup>
            <ToolbarItem align={{ default: "alignEnd" }} alignSelf="center">
              <Content component="small" aria-live="off">
                {isPaused ? t("live.paused", { count: waiting }) : isHeld ? t("live.held", { count: waiting }) : t("live.showing", { count: rows.length })}
              </Content>
            </ToolbarItem>
          </ToolbarContent>
        </Toolbar>
        <div
          onMouseEnter={() => setPointedAt(true)}
          onMouseLeave={() => setPointedAt(false)}
          onFocus={(event: FocusEvent<HTMLElement>) => setFocus(event.target.matches(":focus-visible"))}
          onBlur={(event: FocusEvent<HTMLElement>) => {
            if (!event.currentTarget.contains(event.relatedTarget)) setFocus(false);
          }}
        >
          {rows.length > 0 && <DecisionTable label={t("live.table")} decisions={rows} selected={selected} onSelect={select} withDate={false} />}
          {rows.length === 0 && !decisions.isEmpty && (
            <NothingState
              title={t("filter.nothing")}
              actions={
                <Button variant="link" onClick={() => change({ outcome: [], minScore: 0 })}>
                  {t("filter.clear")}
                </Button>
              }
            >
              {t("live.nothingMatches")}
            </NothingState>
          )}
          {decisions.isEmpty && recent.isPending && <LoadingState />}
          {decisions.isEmpty && recent.isError && <ErrorState error={recent.error} onRetry={() => void recent.refetch()} />}
          {decisions.isEmpty && recent.isSuccess && <NoTraffic />}
        </div>
      </PageSection>
    </DecisionDrawer>
  );
}
