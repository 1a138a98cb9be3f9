import { useActor, useFormat } from "@trivium/webkit";
import { useTranslation } from "react-i18next";
import type { CaseDetails, TimelineEntry } from "../../api/types.ts";

/** Everything that happened to the case, the newest first. */
export function Timeline({ view }: { view: CaseDetails }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <>
      <ol className="fin-timeline">
        {view.timeline.map((entry, index) => (
          <li key={`${entry.at} ${entry.kind} ${index}`} data-kind={entry.kind}>
            <time dateTime={entry.at} className="tv-number">
              {format.dateTime(entry.at)}
            </time>
            <div>
              <Sentence entry={entry} />
              {entry.body != null && <blockquote>{entry.body}</blockquote>}
            </div>
          </li>
        ))}
      </ol>
      {!view.timelineComplete && <p className="fin-help">{t("timeline.incomplete")}</p>}
    </>
  );
}

function Sentence({ entry }: { entry: TimelineEntry }) {
  const { t } = useTranslation();
  const actorOf = useActor();
  const { details } = entry;
  const actor = entry.kind === "label" ? t(`label.source.${entry.actor}`, { defaultValue: entry.actor }) : actorOf(entry.actor);
  return (
    <span>
      {t(`timeline.${entry.kind}`, {
        defaultValue: entry.kind,
        actor,
        assignee: actorOf(details["assignee"] ?? ""),
        format: (details["format"] ?? "").toUpperCase(),
        id: details["authorizationId"] ?? "",
        disposition: t(`disposition.${details["disposition"] ?? ""}`, { defaultValue: details["disposition"] ?? "" }),
        label: t(`label.${details["label"] ?? ""}`, { defaultValue: details["label"] ?? "" }),
      })}
    </span>
  );
}
