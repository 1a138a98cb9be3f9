import { useFormat } from "@trivium/webkit";
import { useTranslation } from "react-i18next";
import { LATENCY_CLASSES, type Service } from "../../api/types.ts";
import { Figure, Figures } from "../figure/Figure.tsx";
import { useLive } from "../live/LiveRuntime.tsx";
import { useModels } from "../model/useModels.ts";

/** The platform in five figures. */
export function Glance({ services }: { services: readonly Service[] | undefined }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { history } = useLive();
  const models = useModels().data;
  const up = services?.filter((service) => service.health === "up").length;
  const serving = models?.filter((model) => model.servingVersion !== undefined).length;
  const failed = models?.flatMap((model) => model.versions).filter((version) => version.state === "failed").length ?? 0;
  const queues = [...(history.latest?.values() ?? [])];
  const rates = LATENCY_CLASSES.flatMap((latencyClass) => history.completedPerSecond(latencyClass) ?? []);
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  const totals = LATENCY_CLASSES.map((latencyClass) => history.totals(latencyClass));
  const misses = sum(totals.map((total) => total.misses));
  const refusals = sum(totals.map((total) => total.refusals));
  const minutes = Math.max(1, Math.ceil(history.span / 60));
  const known = history.latest !== undefined;
  return (
    <Figures label={t("glance.label")}>
      <Figure name={t("glance.services")} value={up === undefined ? "—" : t("glance.of", { part: up, whole: services?.length ?? 0 })} note={t("glance.servicesNote")} isBad={up !== undefined && up < (services?.length ?? 0)} />
      <Figure name={t("glance.models")} value={serving === undefined ? "—" : t("glance.of", { part: serving, whole: models?.length ?? 0 })} note={failed > 0 ? t("glance.failedNote", { count: failed }) : t("glance.modelsNote")} isBad={failed > 0} />
      <Figure name={t("glance.rate")} value={rates.length === 0 ? "—" : format.number(sum(rates), 1, 1)} unit={t("glance.rateUnit")} note={t("glance.rateNote")} />
      <Figure name={t("glance.waiting")} value={known ? format.number(sum(queues.map((queue) => queue.depth)), 0) : "—"} unit={t("glance.waitingUnit")} note={t("glance.waitingNote", { longest: format.milliseconds(queues.reduce((most, queue) => Math.max(most, queue.depth > 0 ? queue.oldestWaitMs : 0), 0)) })} />
      <Figure name={t("glance.misses")} value={known ? format.number(misses, 0) : "—"} note={t("glance.missesNote", { count: minutes, refusals: format.number(refusals, 0) })} isBad={misses > 0} />
    </Figures>
  );
}
