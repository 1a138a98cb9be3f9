import { useActor } from "@trivium/webkit";
import { useTranslation } from "react-i18next";
import type { HistoryEntry } from "../../api/types.ts";
import { At } from "./Since.tsx";
import { withSigns } from "./units.ts";

/** What happened, the newest first. */
export function History({ entries }: { entries: readonly HistoryEntry[] }) {
  const { t } = useTranslation();
  const actorOf = useActor();
  return (
    <ol className="ind-history">
      {[...entries].reverse().map((entry, index) => (
        <li key={`${entry.at} ${entry.event} ${index}`}>
          <At at={entry.at} />
          <div>
            {t(`event.${entry.event}`, { defaultValue: entry.event })} <span className="ind-subtle">{actorOf(entry.actor)}</span>
            {entry.note != null && entry.note !== "" && <blockquote>{withSigns(entry.note)}</blockquote>}
          </div>
        </li>
      ))}
    </ol>
  );
}
