import { asProblemError, useFormat, useProblemText } from "@trivium/webkit";
import { type KeyboardEvent, type PointerEvent, useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Finding, Geometry, Slice } from "../../api/types.ts";
import { draw, FITTED, type Outline, type Picture, type Placement } from "./draw.ts";
import { sideLetters } from "./sliceOrder.ts";
import { useSlice } from "./useSlice.ts";
import { dragged, type Window } from "./window.ts";

/** What both viewers share when they are linked. */
export interface View {
  readonly window: Window;
  readonly placement: Placement;
  readonly hasOutlines: boolean;
  readonly slabMm: number;
}

interface Props {
  readonly id: string;
  readonly label: string;
  readonly study: string;
  readonly series: string;
  readonly geometry: Geometry;
  readonly order: readonly Slice[];
  readonly index: number;
  readonly findings: readonly Finding[];
  readonly selected: string | undefined;
  readonly view: View;
  readonly onIndex: (index: number) => void;
  readonly onView: (change: Partial<View>) => void;
  readonly onSelect: (trackingUid: string) => void;
}

const NOTCH = 40;
const LEAST_ZOOM = 0.5;
const MOST_ZOOM = 20;

export function zoomed(placement: Placement, factor: number): Placement {
  const zoom = Math.max(LEAST_ZOOM, Math.min(MOST_ZOOM, placement.zoom * factor));
  const ratio = zoom / placement.zoom;
  return { zoom, x: placement.x * ratio, y: placement.y * ratio };
}

/** One series, slice by slice: wheel or arrows scroll, a drag changes the window, Shift and a drag moves, Ctrl and the wheel zooms. */
export function SliceViewer({ id, label, study, series, geometry, order, index, findings, selected, view, onIndex, onView, onSelect }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const problemText = useProblemText();
  const frame = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const [buffer] = useState(() => document.createElement("canvas"));
  const [size, setSize] = useState({ width: 0, height: 0 });
  const { shown, error } = useSlice(study, series, geometry, order, index, view.slabMm);
  const letters = useMemo(() => sideLetters(geometry.orientation), [geometry.orientation]);
  const density = globalThis.devicePixelRatio || 1;

  useEffect(() => {
    const element = frame.current;
    if (element === null) return;
    const observer = new ResizeObserver(() => setSize({ width: element.clientWidth, height: element.clientHeight }));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  const outlines = useMemo<Outline[]>(() => {
    if (shown === undefined || !view.hasOutlines) return [];
    return findings.flatMap((finding) => {
      const slice = finding.outline.find((one) => one.sopInstanceUid === shown.slice.sopInstanceUid);
      return slice === undefined ? [] : [{ finding, paths: slice.paths, isSelected: finding.trackingUid === selected }];
    });
  }, [findings, shown, selected, view.hasOutlines]);

  useEffect(() => {
    const target = canvas.current;
    if (target === null || shown === undefined || size.width === 0 || size.height === 0) return;
    target.width = Math.round(size.width * density);
    target.height = Math.round(size.height * density);
    const picture: Picture = {
      values: shown.values,
      rows: shown.slice.rows,
      columns: shown.slice.columns,
      aspect: (geometry.rowSpacingMm ?? 1) / (geometry.columnSpacingMm ?? 1),
      pixelMm: geometry.columnSpacingMm ?? undefined,
    };
    draw(target, buffer, picture, view.window, view.placement, outlines, density);
    target.dataset["slice"] = shown.slice.sopInstanceUid;
  }, [shown, size, view.window, view.placement, outlines, buffer, density, geometry]);

  // The wheel must not scroll the page, and only a listener that is not passive can say so.
  const wheel = useRef<(event: WheelEvent) => void>(() => undefined);
  useEffect(() => {
    let turned = 0;
    wheel.current = (event) => {
      event.preventDefault();
      if (event.ctrlKey || event.metaKey) {
        onView({ placement: zoomed(view.placement, event.deltaY < 0 ? 1.15 : 1 / 1.15) });
        return;
      }
      turned += event.deltaMode === WheelEvent.DOM_DELTA_LINE ? event.deltaY * NOTCH : event.deltaY;
      const steps = Math.trunc(turned / NOTCH);
      if (steps === 0) return;
      turned -= steps * NOTCH;
      onIndex(index + steps);
    };
  }, [index, onIndex, onView, view.placement]);
  useEffect(() => {
    const element = frame.current;
    if (element === null) return;
    const listen = (event: WheelEvent) => wheel.current(event);
    element.addEventListener("wheel", listen, { passive: false });
    return () => element.removeEventListener("wheel", listen);
  }, []);

  const drag = useRef<{ x: number; y: number; window: Window; placement: Placement; moves: boolean } | undefined>(undefined);
  const onPointerDown = (event: PointerEvent<HTMLDivElement>) => {
    event.currentTarget.setPointerCapture(event.pointerId);
    drag.current = { x: event.clientX, y: event.clientY, window: view.window, placement: view.placement, moves: event.shiftKey || event.button === 1 };
  };
  const onPointerMove = (event: PointerEvent<HTMLDivElement>) => {
    const from = drag.current;
    if (from === undefined) return;
    const dx = event.clientX - from.x;
    const dy = event.clientY - from.y;
    if (from.moves) onView({ placement: { ...from.placement, x: from.placement.x + dx, y: from.placement.y + dy } });
    else if (Math.abs(dx) + Math.abs(dy) > 3) onView({ window: dragged(from.window, dx, dy) });
  };
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    const step = { ArrowUp: -1, ArrowDown: 1, PageUp: -10, PageDown: 10, Home: -order.length, End: order.length }[event.key];
    if (step === undefined || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    onIndex(index + step);
  };

  const slice = order[index];
  const inSlice = outlines.map((outline) => outline.finding);
  return (
    <figure className="med-viewer" aria-labelledby={`${id}-caption`}>
      <div
        ref={frame}
        id={id}
        className="med-frame"
        role="slider"
        tabIndex={0}
        aria-label={label}
        aria-orientation="vertical"
        aria-valuemin={1}
        aria-valuemax={order.length}
        aria-valuenow={index + 1}
        aria-valuetext={t("viewer.sliceOf", { number: index + 1, count: order.length })}
        onKeyDown={onKeyDown}
        onPointerDown={onPointerDown}
        onPointerMove={onPointerMove}
        onPointerUp={() => (drag.current = undefined)}
        onPointerCancel={() => (drag.current = undefined)}
        onDoubleClick={() => onView({ placement: FITTED })}
      >
        <canvas ref={canvas} className="med-canvas" aria-hidden />
        {letters !== undefined && (
          <div aria-hidden>
            <span className="med-side med-side-left">{letters.left}</span>
            <span className="med-side med-side-right">{letters.right}</span>
            <span className="med-side med-side-top">{letters.top}</span>
          </div>
        )}
        <div className="med-corner med-corner-start tv-number" aria-hidden>
          <div>{t("viewer.sliceOf", { number: index + 1, count: order.length })}</div>
          {slice?.position != null && <div>z {format.number(slice.position[2] ?? 0, 1, 1)} mm</div>}
          {shown !== undefined && shown.slab > 1 && <div>{t("viewer.slab", { count: shown.slab })}</div>}
        </div>
        <div className="med-corner med-corner-end tv-number" aria-hidden>
          <div>
            {t("viewer.window", { centre: view.window.centre, width: view.window.width })}
          </div>
          <div>{format.percent(view.placement.zoom, 0)}</div>
        </div>
        {shown === undefined && error === undefined && <div className="med-cover">{t("viewer.loading")}</div>}
        {error !== undefined && (
          <div className="med-cover" role="alert">
            {problemText(asProblemError(error).problem).detail ?? problemText(asProblemError(error).problem).title}
          </div>
        )}
      </div>
      <figcaption id={`${id}-caption`} className="med-caption">
        <span>{label}</span>
        {inSlice.length > 0 && (
          <span>
            {t("viewer.here")}{" "}
            {inSlice.map((finding) => (
              <button key={finding.trackingUid} type="button" className="med-chip" onClick={() => onSelect(finding.trackingUid)}>
                {t("finding.short", { number: finding.number })}
              </button>
            ))}
          </span>
        )}
      </figcaption>
    </figure>
  );
}
