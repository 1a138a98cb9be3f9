import { useTranslation } from "react-i18next";
import type { Priority } from "../../api/types.ts";
import { RANK } from "../alarm/rank.ts";

/** Each priority has a shape, a number and a colour of its own (ISA-101: colour is never the only sign). */
export function PriorityMark({ priority, isCalling = false }: { priority: Priority; isCalling?: boolean }) {
  const { t } = useTranslation();
  return (
    <svg className={`ind-priority ind-priority-${priority}${isCalling ? " ind-calling" : ""}`} viewBox="0 0 24 24" role="img" aria-label={t(`priority.${priority}`)}>
      <title>{t(`priority.${priority}`)}</title>
      <Shape priority={priority} />
      <text x="12" y={priority === "high" ? 18.5 : 16.6} textAnchor="middle">
        {RANK[priority]}
      </text>
    </svg>
  );
}

function Shape({ priority }: { priority: Priority }) {
  switch (priority) {
    case "critical":
      return <rect x="2" y="2" width="20" height="20" rx="2" />;
    case "high":
      return <path d="M12 1.5 L23 21.5 L1 21.5 Z" />;
    case "medium":
      return <path d="M12 1 L23 12 L12 23 L1 12 Z" />;
    case "low":
      return <circle cx="12" cy="12" r="10" />;
  }
}

export function PriorityLabel({ priority, isCalling }: { priority: Priority; isCalling?: boolean }) {
  const { t } = useTranslation();
  return (
    <span className="ind-mark">
      <PriorityMark priority={priority} isCalling={isCalling === true} />
      <span aria-hidden="true">{t(`priority.${priority}`)}</span>
    </span>
  );
}
