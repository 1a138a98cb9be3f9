import { useFormat } from "@trivium/webkit";
import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import type { Expert } from "../../api/types.ts";
import { figureWithUnit, type Scale } from "./heat.ts";

/** One expert in one line, everything with its unit: what a reader hears of a cell, the cell's own figure as it is written there. */
export function useExpertText(scale: Scale): (expert: Expert) => string {
  const { t } = useTranslation();
  const format = useFormat();
  return useCallback(
    (expert) => {
      const share = scale.measure === "share" ? figureWithUnit(expert.activationShare, scale, format) : format.percent(expert.activationShare, 2);
      const latency = (ms: number) => (scale.measure === "latency" ? figureWithUnit(ms, scale, format) : latencyText(ms, format));
      return [
        t("expert.name", { layer: expert.layer, group: expert.group, index: String(expert.index).padStart(2, "0") }),
        t(`expertState.${expert.state}`) + (expert.pinned ? ` (${t("expert.pinned")})` : ""),
        t("expert.shareText", { share }),
        expert.latencyMs === undefined ? `— ${t("expert.noLatency")}` : t("expert.latencyText", { latency: latency(expert.latencyMs) }),
        t("expert.memoryText", { size: scale.measure === "memory" ? figureWithUnit(expert.bytes, scale, format) : format.bytes(expert.bytes) }),
      ].join(" · ");
    },
    [t, format, scale],
  );
}

/** A latency in the unit that reads best. */
export function latencyText(ms: number, format: ReturnType<typeof useFormat>): string {
  return ms < 1 ? `${format.number(ms * 1000, ms < 0.01 ? 1 : 0)} µs` : `${format.number(ms, ms < 100 ? 2 : 0)} ms`;
}
