import { useFormat } from "@trivium/webkit";
import { useTranslation } from "react-i18next";
import type { Share } from "../../api/types.ts";

/** Which tags make up a score, the largest part first. */
export function Shares({ shares }: { shares: readonly Share[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const sorted = [...shares].sort((a, b) => b.share - a.share).slice(0, 8);
  return (
    <ul className="ind-shares" aria-label={t("shares")}>
      {sorted.map(({ tag, share }) => (
        <li key={tag}>
          <span className="ind-tag">{tag}</span>
          <svg viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true" focusable="false">
            <rect className="ind-track" width="100" height="8" />
            <rect className="ind-share" width={Math.max(1, share * 100)} height="8" />
          </svg>
          <span className="tv-number">{format.percent(share, 0)}</span>
        </li>
      ))}
    </ul>
  );
}
