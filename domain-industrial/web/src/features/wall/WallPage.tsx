import { useQuery } from "@tanstack/react-query";
import { useShortcut } from "@trivium/webkit";
import { useTranslation } from "react-i18next";
import { Link, useNavigate } from "react-router";
import { getOverview, listAlarms } from "../../api/client.ts";
import { type Overview, PRIORITIES } from "../../api/types.ts";
import { worstByAsset } from "../alarm/order.ts";
import { usePlantLive } from "../live/PlantLive.tsx";
import { PriorityMark } from "../shared/Priority.tsx";
import { useSecond } from "../shared/clock.ts";
import { useWords } from "../shared/useWords.ts";
import { pagesOf, TURN_MS } from "./rotation.ts";
import { WallAlarm } from "./WallAlarm.tsx";
import { WallLine } from "./WallLine.tsx";

/** The overview for a screen on the wall: large, dark, turning by itself, and plain about it when it shows the past. */
export function WallPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const overview = useQuery({ queryKey: ["overview"], queryFn: ({ signal }) => getOverview(signal), refetchInterval: 30_000 });
  useShortcut("w", t("wall.leave"), () => void navigate("/"));
  return (
    <main className="ind-wall pf-v6-theme-dark">
      <WallHead overview={overview.data} />
      {overview.data === undefined ? <p className="ind-wall-note">{overview.isError ? t("wall.noAnswer") : t("wall.loading")}</p> : <Plant overview={overview.data} />}
    </main>
  );
}

function WallHead({ overview }: { overview: Overview | undefined }) {
  const { t } = useTranslation();
  const words = useWords();
  const now = useSecond();
  const { isLost, heardAt } = usePlantLive();
  const at = heardAt();
  return (
    <header className="ind-wall-head">
      <h1>
        <Link to="/">{overview?.lines[0]?.path[0] ?? t("overview.title")}</Link>
      </h1>
      {overview !== undefined && (
        <ul className="ind-wall-counts" aria-label={t("figure.announced")}>
          {PRIORITIES.map((priority) => (
            <li key={priority} className={overview.figures.announced[priority] === 0 ? "ind-zero" : undefined}>
              <PriorityMark priority={priority} /> <span className="tv-number">{overview.figures.announced[priority]}</span>
            </li>
          ))}
        </ul>
      )}
      {isLost ? (
        <p className="ind-wall-lost" role="alert">
          {at === undefined ? t("lost.never") : t("wall.lost", { time: words.format.time(at).slice(0, 8), span: words.span(now - at) })}
        </p>
      ) : (
        <p className="tv-number ind-wall-clock">{words.format.time(now).slice(0, 8)}</p>
      )}
    </header>
  );
}

function Plant({ overview }: { overview: Overview }) {
  const { t } = useTranslation();
  const now = useSecond();
  const alarms = useQuery({ queryKey: ["alarms", "attention"], queryFn: ({ signal }) => listAlarms({ state: "open", limit: 200 }, signal), refetchInterval: 30_000 });
  const worst = worstByAsset(alarms.data?.items ?? []);
  const pages = pagesOf(overview.lines);
  const turn = Math.floor(now / TURN_MS) % Math.max(1, pages.length);
  return (
    <>
      {overview.figures.flood && <p className="ind-wall-flood">{t("flood.title", { count: overview.figures.alarmsLast10Min })}</p>}
      <div className="ind-wall-body">
        <section className="ind-wall-worst" aria-label={t("attention.title")}>
          {worst.length === 0 && <p className="ind-wall-note">{t("attention.nothing", { count: overview.lines.reduce((sum, line) => sum + line.assets.length, 0) })}</p>}
          {worst.slice(0, 3).map(({ worst: alarm, more }, index) => (
            <WallAlarm key={alarm.alarmId} alarm={alarm} more={more} isFirst={index === 0} />
          ))}
        </section>
        <section className="ind-wall-lines" aria-label={t("overview.lines")}>
          {(pages[turn] ?? []).map((line) => (
            <WallLine key={line.lineId} line={line} />
          ))}
          <p className="ind-wall-page tv-number">{t("wall.page", { page: turn + 1, pages: pages.length })}</p>
        </section>
      </div>
    </>
  );
}
