import { Alert, Card, CardBody, CardTitle, FormSelect, FormSelectOption, PageSection, Title } from "@patternfly/react-core";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { type ReactNode, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useFormat } from "../format/useFormat.ts";
import { NothingState, QueryState } from "../states/States.tsx";
import * as url from "../url/urlState.ts";
import { useUrlState } from "../url/useUrlState.ts";
import { ValueTable } from "./ValueTable.tsx";
import { isAssumed, VALUE_DAYS, VALUE_KINDS, type ValueDays, valueSpan, type ValueView, wordOf } from "./valueView.ts";

const SCHEMA = { days: url.oneOf(VALUE_DAYS, "30") };

interface Props {
  readonly load: (span: { from: string; to: string }, signal: AbortSignal) => Promise<ValueView>;
}

/** What the platform was worth in a time. Lines and inputs are named by the console's own messages, under `value`. */
export function ValuePage({ load }: Props) {
  const { t } = useTranslation("kit");
  const format = useFormat();
  const [{ days }, change] = useUrlState(SCHEMA);
  const span = useMemo(() => valueSpan(days, Date.now()), [days]);
  const query = useQuery({ queryKey: ["value", span], queryFn: ({ signal }) => load(span, signal), placeholderData: keepPreviousData });
  return (
    <PageSection className="tv-value">
      <div className="tv-value-head">
        <Title headingLevel="h1">{t("value.title")}</Title>
        <FormSelect className="tv-value-period" aria-label={t("value.period")} value={days} onChange={(_event, next) => change({ days: next as ValueDays })}>
          {VALUE_DAYS.map((choice) => (
            <FormSelectOption key={choice} value={choice} label={t("value.lastDays", { count: Number(choice) })} />
          ))}
        </FormSelect>
        <span className="tv-time-zone">{format.timeZoneLabel}</span>
      </div>
      <QueryState query={query} isEmpty={(view) => view.lines.length === 0} empty={<NothingState title={t("value.nothing")} />}>
        {(view) => <Worth view={view} />}
      </QueryState>
    </PageSection>
  );
}

function Worth({ view }: { readonly view: ValueView }) {
  const { t } = useTranslation("kit");
  const format = useFormat();
  const money = (amount: number | null | undefined) => (typeof amount === "number" && typeof view.currency === "string" ? format.money(amount, view.currency) : "—");
  return (
    <>
      <p className="tv-value-note">{t("value.range", { from: format.dateTime(view.from), to: format.dateTime(view.to) })}</p>
      {isAssumed(view) && <Alert isInline variant="info" component="h2" title={t("value.assumed")} />}
      <dl className="tv-value-figures" aria-label={t("value.figures")}>
        <Figure label={t("value.net")} note={t("value.netNote", { benefit: money(view.benefit), cost: money(view.cost) })}>
          {money(view.net)}
        </Figure>
        <Figure label={t("value.return")} note={t(view.benefit === 0 ? "value.returnNone" : "value.returnNote")}>
          {typeof view.returnOnInvestment === "number" && view.benefit !== 0 ? format.percent(view.returnOnInvestment, 0) : "—"}
        </Figure>
        <Figure label={t("value.hours")} note={t("value.hoursNote")}>
          {typeof view.hours === "number" ? t("value.hoursValue", { value: format.number(view.hours, 1) }) : "—"}
        </Figure>
      </dl>
      {view.missing.length > 0 && <Missing view={view} />}
      {VALUE_KINDS.map((kind) => ({ kind, lines: view.lines.filter((line) => line.kind === kind) }))
        .filter(({ lines }) => lines.length > 0)
        .map(({ kind, lines }) => (
          <Card isCompact key={kind} component="section">
            <CardTitle component="h2" id={`value-${kind}`}>
              {t(`value.kind_${kind}`)}
            </CardTitle>
            <CardBody>
              <ValueTable kind={kind} lines={lines} currency={view.currency ?? undefined} />
            </CardBody>
          </Card>
        ))}
    </>
  );
}

function Figure({ label, note, children }: { readonly label: string; readonly note: string; readonly children: ReactNode }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>
        <span className="tv-number tv-value-figure">{children}</span>
        <span className="tv-value-note">{note}</span>
      </dd>
    </div>
  );
}

function Missing({ view }: { readonly view: ValueView }) {
  const { t, i18n } = useTranslation("kit");
  const remedy = (missing: ValueView["missing"][number]) => {
    if (i18n.language.startsWith("en")) return missing.remedy;
    const word = `value.missing_${wordOf(missing.key)}`;
    return t(word, { ns: i18n.exists(word, { ns: "kit" }) ? "kit" : "app", key: missing.key, defaultValue: missing.remedy });
  };
  return (
    <Card isCompact component="section">
      <CardTitle component="h2">{t("value.missing")}</CardTitle>
      <CardBody>
        <ul className="tv-value-missing">
          {view.missing.map((missing) => (
            <li key={missing.key}>{remedy(missing)}</li>
          ))}
        </ul>
      </CardBody>
    </Card>
  );
}
