import { useQuery } from "@tanstack/react-query";
import { useFormat } from "@trivium/webkit";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { listReasonCodes } from "../../api/rules.ts";
import type { Decision } from "../../api/types.ts";
import { fill, sentenceOf } from "./reasonText.ts";

type Contribution = NonNullable<Decision["contributions"]>[number];

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
  return (
    <>
      {decision.reasons.length === 0 ? (
        t("drawer.noReasons")
      ) : (
        <ul className="fin-reasons" aria-label={t("drawer.reasons")}>
          {decision.reasons.map((reason) => (
            <li key={reason} title={reason}>
              {text(reason)}
            </li>
          ))}
        </ul>
      )}
      {contributions.length > 0 && (
        <>
          <h4 className="fin-section-title">{t("drawer.contributions")}</h4>
          <ul className="fin-reasons">
            {contributions.map((one) => (
              <Contributed key={one.feature} contribution={one} sentence={sentenceOf(codes.data?.items, `contribution-${one.feature}`, i18n.language)} number={number} />
            ))}
          </ul>
        </>
      )}
      <Hits title={t("drawer.ruleHits")} hits={decision.ruleHits ?? []} />
      <Hits title={t("drawer.shadowHits")} hits={decision.shadowHits ?? []} />
    </>
  );
}

function Contributed({ contribution, sentence, number }: { contribution: Contribution; sentence: string | undefined; number: (value: number, digits: number) => string }) {
  const moved = `${contribution.contribution > 0 ? "+" : "−"}${number(Math.abs(contribution.contribution), 3)}`;
  const width = Math.min(100, Math.abs(contribution.contribution) * 100);
  return (
    <li>
      {sentence === undefined ? `${contribution.feature}: ${moved}` : fill(sentence, { value: number(contribution.value, 2), contribution: moved })}
      <svg className="fin-contribution" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">
        <rect className="fin-score-track" width="100" height="4" />
        <rect className={contribution.contribution > 0 ? "fin-bar-fraud" : "fin-bar-lower"} width={width} height="4" />
      </svg>
    </li>
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
