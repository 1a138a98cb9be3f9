import { useQuery } from "@tanstack/react-query";
import { useFormat } from "@trivium/webkit";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { listReasonCodes } from "../../api/rules.ts";
import type { Decision } from "../../api/types.ts";
import { whyOf } from "./causes.ts";
import { Contributions } from "./Causes.tsx";
import { fill, sentenceOf } from "./reasonText.ts";

/** Why the decision came out as it did: sentences, what moved the score, and the rules that hit. */
export function Reasons({ decision }: { decision: Decision }) {
  const { t, i18n } = useTranslation();
  const format = useFormat();
  const codes = useQuery({ queryKey: ["reason-codes"], queryFn: ({ signal }) => listReasonCodes(signal), staleTime: 300_000 });
  const number = (value: number | null | undefined, digits: number) =>
    value == null ? "—" : new Intl.NumberFormat(format.locale, { maximumFractionDigits: digits }).format(value);
  const values = { score: number(decision.score, 4), threshold: number(decision.threshold, 4), referThreshold: number(decision.referThreshold, 4) };
  const text = (code: string) => {
    const sentence = sentenceOf(codes.data?.items, code, i18n.language);
    return sentence === undefined ? t(`reason.${code}`, { defaultValue: code }) : fill(sentence, values);
  };
  const contributions = decision.contributions ?? [];
  const { notes } = whyOf(decision.reasons, [], codes.data?.items);
  const causes = decision.reasons.filter((reason) => !notes.includes(reason));
  return (
    <>
      {decision.reasons.length === 0 && t("drawer.noReasons")}
      {causes.length > 0 && (
        <ul className="fin-reasons" aria-label={t("drawer.reasons")}>
          {causes.map((reason) => (
            <li key={reason} title={reason}>
              {text(reason)}
            </li>
          ))}
        </ul>
      )}
      {notes.length > 0 && (
        <>
          <h4 className="fin-section-title">{t("reasons.systemNotes")}</h4>
          <ul className="fin-reasons" aria-label={t("reasons.systemNotes")}>
            {notes.map((note) => (
              <li key={note} title={note}>
                {text(note)}
              </li>
            ))}
          </ul>
        </>
      )}
      {contributions.length > 0 && (
        <>
          <h4 className="fin-section-title">{t("drawer.contributions")}</h4>
          <Contributions contributions={contributions} currency={decision.currency} />
        </>
      )}
      <Hits title={t("drawer.ruleHits")} hits={decision.ruleHits ?? []} />
      <Hits title={t("drawer.shadowHits")} hits={decision.shadowHits ?? []} />
    </>
  );
}

function Hits({ title, hits }: { title: string; hits: NonNullable<Decision["ruleHits"]> }) {
  const { t } = useTranslation();
  if (hits.length === 0) return null;
  return (
    <>
      <h4 className="fin-section-title">{title}</h4>
      <ul className="fin-reasons">
        {hits.map((hit) => (
          <li key={`${hit.ruleId} ${hit.version}`}>
            <Link to={`/rules/${hit.ruleId}?version=${hit.version}`}>{hit.ruleId}</Link> {t("rules.versionShort", { version: hit.version })} · {t(`rules.action_${hit.action}`)} · {t(`rules.severity_${hit.severity}`)}
          </li>
        ))}
      </ul>
    </>
  );
}
