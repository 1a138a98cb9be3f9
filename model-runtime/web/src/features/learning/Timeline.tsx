import { useFormat } from "@trivium/webkit";
import { fromLocalInput, toLocalInput } from "@trivium/webkit/logic";
import { type KeyboardEvent, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { ToneIcon } from "./LearningLabels.tsx";
import { LANES, type Lane, midnights, moveTo, place, type TimelineItem, TIMES_UP_TO_MS, timesOfDay } from "./timeline.ts";
import { useItemText } from "./useLearningText.ts";

interface Props {
  /** By lane, then by time. */
  readonly items: readonly TimelineItem[];
  /** Epoch ms. */
  readonly from: number;
  readonly to: number;
  readonly selected: string;
  readonly onSelect: (id: string) => void;
}

/** An item is at least 24 px wide in lanes of 860 px, the narrowest they get before they scroll. */
const LEAST_SHARE = 0.0285;
const ROW_REM = 1.75;
const MOST_DAYS = 10;
/** Share of the axis after which a day has no room for its name. */
const LAST_LABEL = 0.95;
/** Width, as a share, from which an item has room for its version. */
const LABEL_SHARE = 0.06;

/** What happened to a task, a lane for each kind of thing. Arrow keys walk, Enter opens the details. */
export function Timeline({ items, from, to, selected, onSelect }: Props) {
  const { t } = useTranslation();
  const text = useItemText();
  const [reached, setReached] = useState("");
  const [pointed, setPointed] = useState("");
  const host = useRef<HTMLDivElement>(null);
  const here = items.find((item) => item.id === reached) ?? items.find((item) => item.id === selected) ?? items.findLast((item) => item.lane === "update") ?? items[0];
  const read = items.find((item) => item.id === pointed) ?? here;

  const onKey = (event: KeyboardEvent) => {
    if (here === undefined || event.altKey || event.metaKey || event.ctrlKey) return;
    const next = moveTo(event.key, here, items);
    if (next === undefined) return;
    event.preventDefault();
    setReached(next.id);
    host.current?.querySelector<HTMLElement>(`[data-item="${CSS.escape(next.id)}"]`)?.focus();
  };

  return (
    <>
      <div className="rt-timeline-scroll" onMouseLeave={() => setPointed("")}>
        <div ref={host} role="toolbar" className="rt-timeline" aria-label={t("learning.timeline")} aria-describedby="timeline-help" aria-orientation="horizontal" onKeyDown={onKey}>
          <Axis from={from} to={to} />
          {LANES.map((lane) => (
            <LaneRow key={lane} lane={lane} items={items} from={from} to={to} selected={selected} reachable={here?.id ?? ""} onSelect={onSelect} onReach={setReached} onPoint={setPointed} />
          ))}
        </div>
      </div>
      <p id="timeline-help" className="pf-v6-screen-reader">
        {t("learning.timelineHelp")}
      </p>
      <p className="rt-readout tv-number" aria-hidden="true">
        {read === undefined ? "" : text(read)}
      </p>
    </>
  );
}

function Axis({ from, to }: { from: number; to: number }) {
  const format = useFormat();
  const days = useMemo(() => {
    if (to - from <= TIMES_UP_TO_MS) {
      const time = new Intl.DateTimeFormat(format.locale, { timeZone: format.timeZone, hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
      return timesOfDay(from, to, MOST_DAYS).map((at) => ({ at, name: (at - from) / (to - from) > LAST_LABEL ? "" : time.format(at) }));
    }
    const midnightBefore = (at: number) => Date.parse(fromLocalInput(`${toLocalInput(new Date(at).toISOString(), format.timeZone).slice(0, 10)}T00:00`, format.timeZone));
    const name = new Intl.DateTimeFormat(format.locale, { timeZone: format.timeZone, month: "short", day: "numeric" });
    return midnights(from, to, MOST_DAYS, midnightBefore).map((at) => ({ at, name: (at - from) / (to - from) > LAST_LABEL ? "" : name.format(at) }));
  }, [from, to, format]);
  return (
    <div className="rt-lane rt-axis" aria-hidden="true">
      <span className="rt-lane-name" />
      <span className="rt-lane-track">
        {days.map((day) => (
          <span key={day.at} className="rt-axis-day" style={{ insetInlineStart: percent((day.at - from) / (to - from)) }}>
            {day.name}
          </span>
        ))}
      </span>
    </div>
  );
}

interface LaneProps extends Props {
  readonly lane: Lane;
  /** The one item that Tab reaches. */
  readonly reachable: string;
  readonly onReach: (id: string) => void;
  readonly onPoint: (id: string) => void;
}

function LaneRow({ lane, items, from, to, selected, reachable, onSelect, onReach, onPoint }: LaneProps) {
  const { t } = useTranslation();
  const text = useItemText();
  const drawn = useMemo(() => place(items.filter((item) => item.lane === lane), from, to, LEAST_SHARE), [items, lane, from, to]);
  const rows = drawn.reduce((most, one) => Math.max(most, one.row + 1), 1);
  const name = t(`learning.lane.${lane}`);
  return (
    <div className="rt-lane" role="group" aria-label={name}>
      <span className="rt-lane-name" aria-hidden="true">
        {name}
      </span>
      <span className="rt-lane-track" style={{ blockSize: `${rows * ROW_REM}rem` }}>
        {drawn.map(({ item, left, width, row }) => (
          <button
            key={item.id}
            type="button"
            data-item={item.id}
            className={`rt-item rt-item-${item.tone}${item.id === selected ? " rt-item-selected" : ""}${item.isOpen ? " rt-item-open" : ""}`}
            style={{ insetInlineStart: percent(left), inlineSize: percent(width), insetBlockStart: `${row * ROW_REM}rem` }}
            aria-label={text(item)}
            aria-pressed={item.id === selected}
            tabIndex={item.id === reachable ? 0 : -1}
            onClick={() => onSelect(item.id)}
            onFocus={() => onReach(item.id)}
            onMouseEnter={() => onPoint(item.id)}
          >
            <ToneIcon tone={item.tone} />
            {width >= LABEL_SHARE && <span className="rt-item-text">{shortText(item, (version) => t("models.version", { version }))}</span>}
          </button>
        ))}
        {drawn.length === 0 && <span className="rt-lane-empty">{t("learning.laneEmpty")}</span>}
      </span>
    </div>
  );
}

function shortText(item: TimelineItem, version: (version: string) => string): string {
  switch (item.kind) {
    case "champion":
      return version(item.promotion.version ?? "");
    case "release":
      return version(item.release.version);
    case "update":
      return item.update.challenger === undefined ? "" : version(item.update.challenger);
    case "gates":
    case "manifest":
    case "alarm":
      return "";
  }
}

function percent(share: number): string {
  return `${(share * 100).toFixed(3)}%`;
}
