import { Button, Progress } from "@patternfly/react-core";
import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useHasRole } from "@trivium/webkit";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { getAnomalyCourse, restartMonitor } from "../../api/client.ts";
import type { Anomaly, Asset } from "../../api/types.ts";
import { TrendPlot } from "../plot/TrendPlot.tsx";
import { useSecond } from "../shared/clock.ts";
import { FormDialog } from "../shared/FormDialog.tsx";
import { PLANNER } from "../shared/roles.ts";
import { Shares } from "../shared/Shares.tsx";
import { At } from "../shared/Since.tsx";
import { useWords } from "../shared/useWords.ts";

const HEIGHT_PX = 130;
const DAY_MS = 86_400_000;
const STEP_MS = 60_000;
const PIXELS = 500;

/** How unlike its learned normal operation the asset runs, since when, and which tags make it so. */
export function AnomalyPanel({ asset, anomaly }: { asset: Asset; anomaly: Anomaly }) {
  const { t } = useTranslation();
  const words = useWords();
  const isPlanner = useHasRole(PLANNER);
  const [isAsking, setAsking] = useState(false);
  const { score } = anomaly;
  return (
    <>
      <div className="ind-headline">
        {anomaly.state === "learning" ? (
          <Progress
            value={(100 * anomaly.learned) / Math.max(1, anomaly.needed)}
            title={t("anomaly.learning")}
            label={t("anomaly.learned", { learned: words.format.number(anomaly.learned, 0), needed: words.format.number(anomaly.needed, 0) })}
            size="sm"
          />
        ) : (
          <span className={score != null && score >= 1 ? "ind-headline-value ind-above" : "ind-headline-value"}>
            {score == null ? "—" : words.format.number(score, 2, 2)} <span className="ind-figure-unit">{t("anomaly.ofLimit")}</span>
          </span>
        )}
        <span className="ind-subtle">
          {t(`anomaly.state_${anomaly.state}`)}
          {anomaly.learningUntil != null && (
            <>
              {" "}
              {t("anomaly.until")} <At at={anomaly.learningUntil} />
            </>
          )}
        </span>
        {isPlanner && (
          <Button variant="link" size="sm" onClick={() => setAsking(true)}>
            {t("anomaly.restart")}
          </Button>
        )}
      </div>
      <Course assetId={asset.assetId} />
      {anomaly.shares.length > 0 && <Shares shares={anomaly.shares} />}
      {anomaly.modelVersion != null && <p className="ind-subtle">{anomaly.modelVersion}</p>}
      {isAsking && <RestartDialog asset={asset} version={anomaly.version} onClose={() => setAsking(false)} />}
    </>
  );
}

function Course({ assetId }: { assetId: string }) {
  const { t } = useTranslation();
  const words = useWords();
  const to = Math.ceil(useSecond() / STEP_MS) * STEP_MS;
  const from = to - DAY_MS;
  const request = { from: new Date(from).toISOString(), to: new Date(to).toISOString(), pixels: PIXELS };
  const query = useQuery({ queryKey: ["anomaly", assetId, request], queryFn: ({ signal }) => getAnomalyCourse(assetId, request, signal), placeholderData: keepPreviousData, gcTime: 20_000 });
  const traces = useMemo(() => {
    const points = query.data?.points ?? [];
    return [{ label: t("tile.score"), unit: "1", at: points.map((point) => Date.parse(point.at)), mean: points.map((point) => point.score), gapMs: DAY_MS / 24 }];
  }, [query.data, t]);
  const limits = useMemo(() => [{ value: query.data?.limit ?? 1, label: t("plot.limit", { value: words.format.number(query.data?.limit ?? 1, 1) }) }], [query.data, t, words]);
  if (query.data === undefined || query.data.points.length === 0) return null;
  return <TrendPlot summary={t("anomaly.summary", { limit: query.data.limit })} traces={traces} from={from} to={to} height={HEIGHT_PX} limits={limits} />;
}

function RestartDialog({ asset, version, onClose }: { asset: Asset; version: number; onClose: () => void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const run = useMutation({ mutationFn: () => restartMonitor(asset.assetId, version), onSuccess: onClose, onSettled: () => queries.invalidateQueries({ queryKey: ["asset", asset.assetId] }) });
  return (
    <FormDialog id="restart" title={t("anomaly.restartTitle", { asset: asset.name })} confirm={t("anomaly.restart")} isReady run={run} onSubmit={() => run.mutate()} onClose={onClose}>
      <p>{t("anomaly.restartHelp")}</p>
    </FormDialog>
  );
}
