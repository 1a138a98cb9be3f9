import { SearchInput } from "@patternfly/react-core";
import { memo, useDeferredValue, useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { TagDefinition } from "../../api/types.ts";
import { useWords } from "../shared/useWords.ts";
import { isStale, placeIn } from "./gauge.ts";
import type { LivePaint } from "./livePaint.ts";

interface Props {
  readonly tags: readonly TagDefinition[];
  readonly paint: LivePaint;
  /** Tags that are in the plot. */
  readonly plotted: readonly string[];
  readonly onPlot: (tag: string, isPlotted: boolean) => void;
}

/** From so many tags on a field to search in them. */
const SEARCH_FROM = 12;

/** Every tag with its newest value, the value's position in its range, and its age. */
export function LiveTags({ tags, paint, plotted, onPlot }: Props) {
  const { t } = useTranslation();
  const [wanted, setWanted] = useState("");
  const search = useDeferredValue(wanted.trim().toLowerCase());
  const shown = useMemo(() => tags.filter((tag) => search === "" || `${tag.name} ${tag.description}`.toLowerCase().includes(search)), [tags, search]);
  const chosen = useMemo(() => new Set(plotted), [plotted]);
  const plot = useRef(onPlot);
  useEffect(() => {
    plot.current = onPlot;
  }, [onPlot]);
  const [toggle] = useState(() => (tag: string, isPlotted: boolean) => plot.current(tag, isPlotted));
  return (
    <>
      {tags.length >= SEARCH_FROM && (
        <div className="ind-section-head">
          <SearchInput aria-label={t("asset.searchTag")} placeholder={t("asset.searchTag")} value={wanted} onChange={(_event, value) => setWanted(value)} onClear={() => setWanted("")} />
          <span className="ind-subtle">{t("asset.tagsShown", { count: shown.length })}</span>
        </div>
      )}
      <ul className="ind-live-tags" aria-label={t("asset.tags")}>
        {shown.map((tag) => (
          <LiveTag key={tag.name} tag={tag} paint={paint} isPlotted={chosen.has(tag.name)} onPlot={toggle} />
        ))}
      </ul>
    </>
  );
}

interface TagProps {
  readonly tag: TagDefinition;
  readonly paint: LivePaint;
  readonly isPlotted: boolean;
  readonly onPlot: (tag: string, isPlotted: boolean) => void;
}

const LiveTag = memo(function LiveTag({ tag, paint, isPlotted, onPlot }: TagProps) {
  const { t } = useTranslation();
  const words = useWords();
  const row = useRef<HTMLLIElement>(null);
  const value = useRef<HTMLSpanElement>(null);
  const pointer = useRef<HTMLSpanElement>(null);
  const age = useRef<HTMLSpanElement>(null);

  useEffect(() => {
    const element = row.current;
    if (element === null) return;
    let hide: (() => void) | undefined;
    const draw = () =>
      paint.show(tag.name, (reading, now) => {
        const quality = reading.quality ?? "good";
        const place = placeIn(tag, reading.value);
        setText(value.current, words.quantity(reading.value, tag.unit.code));
        movePointer(pointer.current, place);
        const stale = isStale(reading.at, now, tag.samplingMs);
        setText(age.current, stale ? words.ago(reading.at, now) : quality === "good" ? "" : t(`quality.${quality}`));
        setState(element, stale ? "stale" : place < 0 || place > 1 ? "outside" : quality);
      });
    const observer = new IntersectionObserver(([entry]) => {
      hide?.();
      hide = entry?.isIntersecting === true ? draw() : undefined;
    });
    observer.observe(element);
    return () => {
      observer.disconnect();
      hide?.();
    };
  }, [tag, paint, words, t]);

  const range = tag.low === undefined || tag.high === undefined ? undefined : t("asset.range", { low: words.format.number(tag.low, 3), high: words.quantity(tag.high, tag.unit.code) });
  return (
    <li ref={row} className="ind-live-tag" data-tag={tag.name} title={[tag.description, range].filter(Boolean).join(" · ")}>
      <label>
        <input type="checkbox" checked={isPlotted} onChange={(event) => onPlot(tag.name, event.target.checked)} aria-label={t("asset.plotTag", { tag: tag.name })} />
        <span className="ind-tag">{tag.name}</span>
      </label>
      <span className="ind-gauge-end tv-number">{tag.low === undefined ? "" : words.format.number(tag.low, 1)}</span>
      <span ref={pointer} className={range === undefined ? "ind-gauge" : "ind-gauge ind-gauge-pointer"} aria-hidden="true" />
      <span className="ind-gauge-end tv-number">{tag.high === undefined ? "" : words.quantity(tag.high, tag.unit.code)}</span>
      <span ref={value} className="tv-number ind-live-value">
        —
      </span>
      <span ref={age} className="ind-live-age" />
    </li>
  );
});

// What is the same already is not touched: even that would have the browser look at it again.

function movePointer(element: HTMLElement | null, place: number): void {
  const at = `${Math.round(Math.max(0, Math.min(1, place)) * 100)}%`;
  if (element !== null && element.style.backgroundPositionX !== at) element.style.backgroundPositionX = at;
}

function setState(element: HTMLElement, state: string): void {
  if (element.dataset["state"] !== state) element.dataset["state"] = state;
}

function setText(element: HTMLElement | null, text: string): void {
  if (element !== null && element.textContent !== text) element.textContent = text;
}
