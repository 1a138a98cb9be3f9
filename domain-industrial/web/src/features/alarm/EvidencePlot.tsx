import { useQuery } from "@tanstack/react-query";
import { QueryState } from "@trivium/webkit";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { getTrends } from "../../api/client.ts";
import type { Alarm, Evidence, Trend } from "../../api/types.ts";
import { byUnit, traceOf } from "../plot/traces.ts";
import { TrendPlot } from "../plot/TrendPlot.tsx";
import { useWords } from "../shared/useWords.ts";

const HEIGHT_PX = 150;
const PIXELS = 420;

interface Props {
  readonly assetId: string;
  readonly evidence: Evidence;
  /** Whose limit and begin are drawn in. */
  readonly alarm?: Pick<Alarm, "tag" | "limit" | "unit" | "activeSince">;
}

/** What the alarm or the work order was made from. */
export function EvidencePlot({ assetId, evidence, alarm }: Props) {
  const { from, to, tags } = evidence;
  const request = { tag: tags.slice(0, 6), from, to, pixels: PIXELS };
  const query = useQuery({ queryKey: ["trends", assetId, request], queryFn: ({ signal }) => getTrends(assetId, request, signal), enabled: tags.length > 0 });
  if (tags.length === 0) return null;
  return <QueryState query={query}>{(found) => <Plots trends={found.items} evidence={evidence} alarm={alarm} />}</QueryState>;
}

function Plots({ trends, evidence, alarm }: { trends: readonly Trend[]; evidence: Evidence; alarm: Props["alarm"] }) {
  const { t } = useTranslation();
  const words = useWords();
  const groups = useMemo(() => [...byUnit(trends.map(traceOf))], [trends]);
  const moments = useMemo(() => (alarm === undefined ? [] : [{ at: Date.parse(alarm.activeSince), label: t("alarm.began") }]), [alarm, t]);
  let first = 0;
  return (
    <>
      {groups.map(([unit, traces]) => {
        const limit = alarm?.limit;
        const isLimited = limit != null && traces.some((trace) => trace.label === alarm?.tag);
        const color = first;
        first += traces.length;
        return (
          <TrendPlot
            key={unit}
            summary={t("plot.summary", { tags: traces.map((trace) => `${trace.label} (${words.unit(unit) || "1"})`).join(", "), from: words.format.dateTime(evidence.from), to: words.format.dateTime(evidence.to) })}
            traces={traces}
            firstColor={color}
            from={Date.parse(evidence.from)}
            to={Date.parse(evidence.to)}
            height={HEIGHT_PX}
            limits={isLimited ? [{ value: limit, label: t("plot.limit", { value: words.quantity(limit, unit) }) }] : []}
            moments={moments}
            syncKey="evidence"
          />
        );
      })}
    </>
  );
}
