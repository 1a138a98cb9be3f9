import { Alert, Button, FormSelect, FormSelectOption, Progress } from "@patternfly/react-core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { asProblemError, NothingState, ProblemDetail, QueryState, useFormat, useProblemText } from "@trivium/webkit";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type Backtest, cancelBacktest, listBacktests, type RuleVersion, startBacktest } from "../../api/rules.ts";
import { BacktestFigures } from "./BacktestFigures.tsx";
import { BacktestTables } from "./BacktestTables.tsx";

const RANGES_DAYS = [1, 7, 28, 90, 365] as const;
const DAY_MS = 86_400_000;
const POLL_MS = 1_000;

/** Runs a version over stored decisions and shows what it would have done. */
export function BacktestPanel({ version }: { version: RuleVersion }) {
  const { t } = useTranslation();
  const format = useFormat();
  const problemText = useProblemText();
  const queries = useQueryClient();
  const key = ["backtests", version.ruleId];
  const [days, setDays] = useState<number>(28);
  const [chosen, setChosen] = useState<string | undefined>();
  const query = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => listBacktests(version.ruleId, signal),
    refetchInterval: (state) => (state.state.data?.items.some((one) => one.state === "running") === true ? POLL_MS : false),
  });
  const start = useMutation({
    mutationFn: () => {
      const now = Date.now();
      return startBacktest(version.ruleId, version.version, new Date(now - days * DAY_MS).toISOString(), new Date(now).toISOString());
    },
    onSuccess: (started) => {
      setChosen(started.backtestId);
      return queries.invalidateQueries({ queryKey: key });
    },
  });
  const cancel = useMutation({ mutationFn: (id: string) => cancelBacktest(id), onSuccess: () => queries.invalidateQueries({ queryKey: key }) });
  const label = (one: Backtest) => t("rules.backtestOf", { from: format.dateTime(one.from), to: format.dateTime(one.to), state: t(`rules.backtest_${one.state}`) });
  return (
    <>
      <div className="fin-acts">
        <label htmlFor="backtest-range">{t("rules.backtestRange")}</label>
        <FormSelect id="backtest-range" className="fin-range" value={days} onChange={(_event, value) => setDays(Number(value))}>
          {RANGES_DAYS.map((range) => (
            <FormSelectOption key={range} value={range} label={t("rules.lastDays", { count: range })} />
          ))}
        </FormSelect>
        <Button variant="primary" isLoading={start.isPending} isDisabled={start.isPending} onClick={() => start.mutate()}>
          {t("rules.startBacktest")}
        </Button>
      </div>
      {start.isError && (
        <Alert variant="danger" isInline isLiveRegion title={problemText(asProblemError(start.error).problem).title}>
          <ProblemDetail problem={asProblemError(start.error).problem} />
        </Alert>
      )}
      <QueryState query={query}>
        {(found) => {
          const own = found.items.filter((one) => one.version === version.version);
          const shown = own.find((one) => one.backtestId === chosen) ?? own[0];
          if (shown === undefined) return <NothingState title={t("rules.noBacktest")}>{t("rules.noBacktestHelp")}</NothingState>;
          return (
            <>
              {own.length > 1 && (
                <FormSelect className="fin-backtests" aria-label={t("rules.earlierBacktests")} value={shown.backtestId} onChange={(_event, value) => setChosen(value)}>
                  {own.map((one) => (
                    <FormSelectOption key={one.backtestId} value={one.backtestId} label={label(one)} />
                  ))}
                </FormSelect>
              )}
              {shown.state === "running" && (
                <div className="fin-acts">
                  <Progress className="fin-progress" title={t("rules.reading")} value={shown.rowsTotal === 0 ? 100 : Math.min(100, (100 * shown.rowsRead) / shown.rowsTotal)} size="sm" />
                  <Button variant="secondary" isDisabled={cancel.isPending} onClick={() => cancel.mutate(shown.backtestId)}>
                    {t("rules.cancelBacktest")}
                  </Button>
                </div>
              )}
              {shown.state === "cancelled" && <Alert variant="info" isInline title={t("rules.backtest_cancelled")} />}
              {shown.state === "failed" && <Alert variant="danger" isInline title={t("rules.backtest_failed")}>{shown.failure}</Alert>}
              {shown.result != null && (
                <>
                  <BacktestFigures backtest={shown} result={shown.result} />
                  <BacktestTables result={shown.result} />
                </>
              )}
            </>
          );
        }}
      </QueryState>
    </>
  );
}
