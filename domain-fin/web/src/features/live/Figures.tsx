import { Card, CardBody } from "@patternfly/react-core";
import { useFormat } from "@trivium/webkit";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Decision, Outcome } from "../../api/types.ts";
import { OutcomeIcon } from "../decision/OutcomeIcon.tsx";
import type { Figures as FiguresValue } from "./liveDecisions.ts";

/** The last minute in figures, each with its unit; the period is written above them. */
export function Figures({ figures, model }: { figures: FiguresValue; model: Decision | undefined }) {
  const { t } = useTranslation();
  const format = useFormat();
  const share = (outcome: Outcome) => (
    <Figure
      key={outcome}
      name={
        <>
          <OutcomeIcon outcome={outcome} /> {t(`figure.${outcome}`)}
        </>
      }
      value={format.percent(figures.share[outcome])}
      note={t("figure.ofDecisions", { count: Math.round((figures.share[outcome] || 0) * figures.count) })}
    />
  );
  return (
    <div className="fin-figures" role="group" aria-label={t("figure.group", { count: figures.seconds })}>
      <Figure name={t("figure.rate")} value={figures.perSecond < 100 ? format.number(figures.perSecond, 1, 1) : format.number(figures.perSecond, 0, 0)} unit={t("figure.rateUnit")} note={t("figure.decisions", { count: figures.count })} />
      {(["approve", "refer", "decline"] as const).map(share)}
      <Figure
        name={t("figure.latency")}
        value={Number.isNaN(figures.latencyP99Ms) ? "—" : format.number(figures.latencyP99Ms, figures.latencyP99Ms < 10 ? 1 : 0)}
        unit="ms"
        note={t("figure.latencyNote")}
      />
      <Figure name={t("figure.degraded")} value={format.percent(figures.degradedShare)} note={t("figure.degradedNote")} />
      <Figure
        name={t("figure.model")}
        value={<span className="fin-figure-text">{model?.modelVersion ?? "—"}</span>}
        note={model === undefined ? t("figure.noModel") : model.modelName}
      />
    </div>
  );
}

function Figure({ name, value, unit, note }: { name: ReactNode; value: ReactNode; unit?: string; note: string }) {
  return (
    <Card isCompact className="fin-figure">
      <CardBody>
        <div className="fin-figure-name">{name}</div>
        <div className="fin-figure-value tv-number">
          {value}
          {unit !== undefined && <span className="fin-figure-unit"> {unit}</span>}
        </div>
        <div className="fin-figure-note">{note}</div>
      </CardBody>
    </Card>
  );
}
