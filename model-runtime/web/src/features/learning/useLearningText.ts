import { useFormat } from "@trivium/webkit";
import type { Format } from "@trivium/webkit/logic";
import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import { metricWords } from "../model/metrics.ts";
import { useMetricName } from "../model/useMetricName.ts";
import { durationParts } from "./figureText.ts";
import type { TimelineItem } from "./timeline.ts";

export function useDuration(): (ms: number) => string {
  const { t } = useTranslation();
  return useCallback(
    (ms) => {
      const { key, whole, rest } = durationParts(ms);
      return t(`learning.duration.${key}`, { whole, rest });
    },
    [t],
  );
}

/** Of a gate that is asked with batches, and of a figure that is a quantile. */
const ROWS = /^rows-(\d+)$/;
const QUANTILE = /^compute-p(\d+)-ms$/;

/** A gate's name in the reader's language: "held-out:average_precision" has a kind and a figure, "finite:weights" a part. */
export function useGateName(): (gate: string) => string {
  const { t } = useTranslation();
  const metricName = useMetricName();
  const partName = (part: string) => {
    const rows = ROWS.exec(part)?.[1];
    return rows === undefined ? t(`learning.gatePart.${part}`, { defaultValue: metricName(part) }) : t("learning.gateRows", { count: Number(rows) });
  };
  return (gate) => {
    const [kind = gate, ...rest] = gate.split(":");
    const name = t(`learning.gateName.${kind}`, { defaultValue: metricWords(kind.replaceAll("-", " ")) });
    return rest.length === 0 ? name : t("learning.gateOf", { gate: name, figure: rest.map(partName).join(" · ") });
  };
}

/** A figure that releases are compared by. */
export function useFigureName(): (figure: string) => string {
  const { t } = useTranslation();
  const metricName = useMetricName();
  return (figure) => {
    const quantile = QUANTILE.exec(figure)?.[1];
    if (quantile !== undefined) return t("learning.computeQuantile", { quantile });
    return t(`learning.figureName.${figure}`, { defaultValue: metricName(figure.replaceAll("-", "_")) });
  };
}

/** One item of the timeline in one line: what a reader hears of it. */
export function useItemText(): (item: TimelineItem, withTime?: boolean) => string {
  const { t } = useTranslation();
  const format = useFormat();
  const duration = useDuration();
  return useCallback(
    (item, withTime = true) => {
      const time = format.dateTime(item.from);
      const length = item.to === undefined || item.isOpen ? undefined : duration(item.to - item.from);
      const when = item.isOpen ? t("learning.sinceTime", { time }) : length === undefined ? time : t("learning.forTime", { time, duration: length });
      return [t(`learning.item.${item.kind}`), ...whatOf(item, t, format), ...(withTime ? [when] : length === undefined ? [] : [length])].join(" · ");
    },
    [t, format, duration],
  );
}

function whatOf(item: TimelineItem, t: ReturnType<typeof useTranslation>["t"], format: Format): string[] {
  switch (item.kind) {
    case "manifest":
      return [t("learning.entries", { count: item.manifest.entries })];
    case "update":
      return [t(`learning.updateState.${item.update.state}`), ...(item.update.challenger === undefined ? [] : [t("models.version", { version: item.update.challenger })])];
    case "gates":
      return [t("learning.gatesPassed", { passed: format.number(item.passed, 0), of: format.number(item.of, 0) })];
    case "release":
      return [t("models.version", { version: item.release.version }), t(`learning.releaseState.${item.release.state}`)];
    case "champion":
      return [t("models.version", { version: item.promotion.version }), t(`history.${item.promotion.action}`)];
    case "alarm": {
      const alarm = item.release.alarms[item.alarm];
      return [t("models.version", { version: item.release.version }), t(`learning.alarmName.${alarm?.code}`, { defaultValue: alarm?.code ?? "" })];
    }
  }
}
