import { Label } from "@patternfly/react-core";
import InfoCircleIcon from "@patternfly/react-icons/dist/esm/icons/info-circle-icon";
import { useFormat } from "@trivium/webkit";
import { useTranslation } from "react-i18next";
import type { CaseContribution } from "../../api/types.ts";
import { type Cause, whyOf } from "./causes.ts";
import { useReasonTexts } from "./useReasonTexts.ts";

interface Props {
  readonly reasons: readonly string[];
  readonly contributions: readonly CaseContribution[];
  /** Causes shown; the others are counted. */
  readonly most?: number;
}

/** The strongest causes in a few words, and what the platform did apart from them. */
export function Causes({ reasons, contributions, most = 2 }: Props) {
  const { t } = useTranslation();
  const texts = useReasonTexts();
  const { causes, notes } = whyOf(reasons, contributions, texts.catalogue);
  const name = (cause: Cause) => (cause.kind === "code" ? texts.reason(cause.code) : t(`contribution.${cause.contribution.feature}`, { defaultValue: cause.contribution.feature }));
  const names = [...new Set(causes.map(name))];
  return (
    <>
      <span title={names.join(" · ")}>
        {names.slice(0, most).join(" · ")}
        {names.length > most && ` +${names.length - most}`}
      </span>
      {names.length === 0 && <SystemNotes codes={notes} />}
    </>
  );
}

/** What the platform did, marked as such: it says nothing about the payment. */
export function SystemNotes({ codes }: { codes: readonly string[] }) {
  const { t } = useTranslation();
  const texts = useReasonTexts();
  if (codes.length === 0) return null;
  return (
    <span className="fin-system-notes">
      {codes.map((code) => (
        <Label key={code} isCompact variant="outline" icon={<InfoCircleIcon />} title={t("reasons.system")}>
          <span className="pf-v6-screen-reader">{t("reasons.system")}: </span>
          {texts.reason(code)}
        </Label>
      ))}
    </span>
  );
}

/** What moved the score: a name, the value, and a bar to the right where it raised the score. */
export function Contributions({ contributions, currency }: { contributions: readonly CaseContribution[]; currency: string | null | undefined }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (contributions.length === 0) return null;
  const value = ({ feature, value: number }: CaseContribution) => {
    switch (feature) {
      case "amount":
        return currency == null ? format.number(number) : format.money(Math.round(number * 100) / 100, currency);
      case "terminal-fraud":
        return format.percent(number, 1);
      case "card-activity":
      case "terminal-activity":
      case "device":
      case "counterparty":
        return format.number(number, 0);
      default:
        return "";
    }
  };
  return (
    <table className="fin-contributions">
      <caption className="pf-v6-screen-reader">{t("drawer.contributions")}</caption>
      <tbody>
        {contributions.map((one) => {
          const width = Math.min(50, Math.abs(one.contribution) * 50);
          const raised = one.contribution > 0;
          return (
            <tr key={one.feature}>
              <th scope="row">{t(`contribution.${one.feature}`, { defaultValue: one.feature })}</th>
              <td className="tv-number">{value(one)}</td>
              <td>
                <svg className="fin-contribution" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
                  <rect className="fin-score-track" width="100" height="8" opacity="0.4" />
                  <rect className={raised ? "fin-bar-fraud" : "fin-bar-lower"} x={raised ? 50 : 50 - width} width={width} height="8" />
                  <line x1="50" x2="50" y1="0" y2="8" className="fin-hours-axis" />
                </svg>
              </td>
              <td className="tv-number fin-right">{`${raised ? "+" : "−"}${format.number(Math.abs(one.contribution), 2, 2)}`}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
