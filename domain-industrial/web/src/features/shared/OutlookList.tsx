import { useTranslation } from "react-i18next";
import type { Outlook } from "../../api/types.ts";
import { useWords } from "./useWords.ts";

/** A mode in the reader's words; in the model's where the console has none. */
export function useModeName(): (mode: string) => string {
  const { t, i18n } = useTranslation();
  return (mode) => (i18n.exists(`outlook.mode.${mode}`) ? t(`outlook.mode.${mode}`) : mode);
}

/** A failure mode of ISO 14224 spelled out, with its code. */
export function useFailureMode(): (code: string) => string {
  const { t, i18n } = useTranslation();
  return (code) => (i18n.exists(`failureMode.${code}`) ? t("failureMode.withCode", { name: t(`failureMode.${code}`), code }) : code);
}

/** What an asset may fail of, the likeliest first, with the model that says so. */
export function OutlookList({ outlook }: { outlook: Outlook }) {
  const { t } = useTranslation();
  const { format } = useWords();
  const nameOf = useModeName();
  const codeName = useFailureMode();
  return (
    <>
      <p>{t("outlook.failing", { until: format.dateTime(outlook.until), probability: format.percent(outlook.probability, 0) })}</p>
      <ul className="ind-shares" aria-label={t("outlook.title")}>
        {outlook.modes.map(({ mode, code, probability }) => (
          <li key={mode}>
            <span>
              {nameOf(mode)} <span className="ind-subtle">{codeName(code)}</span>
            </span>
            <svg viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true" focusable="false">
              <rect className="ind-track" width="100" height="8" />
              <rect className="ind-share" width={Math.max(1, probability * 100)} height="8" />
            </svg>
            <span className="tv-number">{format.percent(probability, 0)}</span>
          </li>
        ))}
      </ul>
      <p className="ind-subtle">{outlook.modelVersion}</p>
    </>
  );
}
