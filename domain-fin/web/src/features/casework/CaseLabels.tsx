import { Label } from "@patternfly/react-core";
import { useFormat } from "@trivium/webkit";
import { useTranslation } from "react-i18next";
import type { CasePriority, CaseState, CaseSummary, Disposition } from "../../api/types.ts";
import { dueIn, spanParts } from "./due.ts";
import { useNow } from "./useNow.ts";

const PRIORITY_COLORS = { critical: "red", high: "orange", medium: "blue", low: "grey" } as const;
const STATE_COLORS = { new: "blue", "in-progress": "teal", escalated: "purple", closed: "grey" } as const;
const DISPOSITION_COLORS = { "confirmed-fraud": "red", "false-positive": "green", "genuine-suspicious": "yellow", inconclusive: "grey" } as const;

export function PriorityLabel({ priority }: { priority: CasePriority }) {
  const { t } = useTranslation();
  return (
    <Label isCompact color={PRIORITY_COLORS[priority]}>
      {t(`case.priority_${priority}`)}
    </Label>
  );
}

export function StateLabel({ state }: { state: CaseState }) {
  const { t } = useTranslation();
  return (
    <Label isCompact variant="outline" color={STATE_COLORS[state]}>
      {t(`case.state_${state}`)}
    </Label>
  );
}

export function DispositionLabel({ disposition }: { disposition: Disposition }) {
  const { t } = useTranslation();
  return (
    <Label isCompact color={DISPOSITION_COLORS[disposition]}>
      {t(`disposition.${disposition}`)}
    </Label>
  );
}

/** How long there is until the deadline, or how long it has passed. */
export function DueText({ summary }: { summary: CaseSummary }) {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useNow();
  const exact = format.dateTime(summary.dueAt);
  if (summary.state === "closed") return <span className="tv-number">{exact}</span>;
  const due = dueIn(summary.openedAt, summary.dueAt, now);
  const { key, a, b } = spanParts(due.minutes);
  const span = t(`span.${key}`, { a, b });
  return (
    <span className={`fin-due fin-due-${due.urgency}`} title={exact}>
      {due.urgency === "late" ? t("case.overdueBy", { span }) : t("case.dueIn", { span })}
    </span>
  );
}

/** Sums by currency: what is at stake. */
export function Amounts({ amounts }: { amounts: CaseSummary["amounts"] }) {
  const format = useFormat();
  const texts = Object.entries(amounts).map(([currency, amount]) => format.money(amount, currency));
  return <span className="tv-number">{texts.length === 0 ? "—" : texts.join(" + ")}</span>;
}
