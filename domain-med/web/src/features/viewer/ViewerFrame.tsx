import { useFormat } from "@trivium/webkit";
import { type KeyboardEvent, type PointerEvent, type ReactNode, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { millimetres } from "../dicom/text.ts";
import { draw, FITTED, type Outline, type Picture, type Placement, pointOf } from "./draw.ts";
import { lengthMm, type Line, lineAcross, moved } from "./measure.ts";
import type { Sides } from "./sliceOrder.ts";
import { dragged, type Window } from "./window.ts";

/** What both viewers share when they are linked. */
export interface View {
  readonly window: Window;
  readonly placement: Placement;
  readonly hasOutlines: boolean;
  readonly slabMm: number;
  /** Whether a drag and the arrow keys measure a distance. */
  readonly isMeasuring: boolean;
}

interface Props {
  readonly id: string;
  readonly label: string;
  readonly count: number;
  readonly index: number;
  /** Of what is shown: a measured line belongs to it alone. */
  readonly name: string | undefined;
  readonly picture: Picture | undefined;
  readonly outlines: readonly Outline[];
  readonly letters: Sides | undefined;
  readonly corner: ReactNode;
  /** Shown instead of a picture. */
  readonly cover: string | undefined;
  readonly hasFailed: boolean;
  readonly view: View;
  readonly onIndex: (index: number) => void;
  readonly onView: (change: Partial<View>) => void;
  readonly onSelect: (trackingUid: string) => void;
}

const NOTCH = 40;
const LEAST_ZOOM = 0.5;
const MOST_ZOOM = 20;
const MEASURED_FIRST_MM = 20;

export function zoomed(placement: Placement, factor: number): Placement {
  const zoom = Math.max(LEAST_ZOOM, Math.min(MOST_ZOOM, placement.zoom * factor));
  const ratio = zoom / placement.zoom;
  return { zoom, x: placement.x * ratio, y: placement.y * ratio };
}

/**
 * One plane of a series, picture by picture: wheel or arrows scroll, a drag changes the window, Shift and a drag moves, Ctrl
 * and the wheel zooms. While measuring, a drag draws a line; arrows move its end, Space takes the other end.
 */
export function ViewerFrame({ id, label, count, index, name, picture, outlines, letters, corner, cover, hasFailed, view, onIndex, onView, onSelect }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const frame = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const [buffer] = useState(() => document.createElement("canvas"));
  const [size, setSize] = useState({ width: 0, height: 0 });
  const [measured, setMeasured] = useState<{ name: string; line: Line } | undefined>();
  const density = globalThis.devicePixelRatio || 1;
  const canMeasure = view.isMeasuring && picture?.pixelMm !== undefined;
  const line = canMeasure && name !== undefined && picture !== undefined ? (measured?.name === name ? measured.line : lineAcross(picture, MEASURED_FIRST_MM)) : undefined;

  useEffect(() => {
    const element = frame.current;
    if (element === null) return;
    const observer = new ResizeObserver(() => setSize({ width: element.clientWidth, height: element.clientHeight }));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  useEffect(() => {
    const target = canvas.current;
    if (target === null || picture === undefined || size.width === 0 || size.height === 0) return;
    target.width = Math.round(size.width * density);
    target.height = Math.round(size.height * density);
    draw(target, buffer, picture, view.window, view.placement, outlines, density, line);
    if (name !== undefined) target.dataset["slice"] = name;
  }, [picture, name, size, view.window, view.placement, outlines, buffer, density, line]);

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

  const placeOf = (event: PointerEvent<HTMLDivElement>) => {
    if (picture === undefined) return undefined;
    const box = event.currentTarget.getBoundingClientRect();
    return pointOf(picture, size, view.placement, event.clientX - box.left, event.clientY - box.top);
  };
  const drag = useRef<{ x: number; y: number; window: Window; placement: Placement; moves: boolean; from: { x: number; y: number } | undefined } | undefined>(undefined);
  const onPointerDown = (event: PointerEvent<HTMLDivElement>) => {
    event.currentTarget.setPointerCapture(event.pointerId);
    const moves = event.shiftKey || event.button === 1;
    drag.current = { x: event.clientX, y: event.clientY, window: view.window, placement: view.placement, moves, from: canMeasure && !moves ? placeOf(event) : undefined };
  };
  const onPointerMove = (event: PointerEvent<HTMLDivElement>) => {
    const from = drag.current;
    if (from === undefined) return;
    const dx = event.clientX - from.x;
    const dy = event.clientY - from.y;
    if (from.moves) onView({ placement: { ...from.placement, x: from.placement.x + dx, y: from.placement.y + dy } });
    else if (Math.abs(dx) + Math.abs(dy) <= 3) return;
    else if (from.from !== undefined && name !== undefined) {
      const to = placeOf(event);
      if (to !== undefined) setMeasured({ name, line: { x0: from.from.x, y0: from.from.y, x1: to.x, y1: to.y } });
    } else onView({ window: dragged(from.window, dx, dy) });
  };
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (line !== undefined && name !== undefined) {
      const changed = moved(line, event.key, event.shiftKey ? 5 : 1);
      if (changed !== undefined) {
        event.preventDefault();
        setMeasured({ name, line: changed });
        return;
      }
    }
    const step = { ArrowUp: -1, ArrowDown: 1, PageUp: -10, PageDown: 10, Home: -count, End: count }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    onIndex(index + step);
  };

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
        aria-valuemax={count}
        aria-valuenow={index + 1}
        aria-valuetext={t("viewer.sliceOf", { number: index + 1, count })}
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
          <div>{t("viewer.sliceOf", { number: index + 1, count })}</div>
          {corner}
        </div>
        <div className="med-corner med-corner-end tv-number" aria-hidden>
          <div>{t("viewer.window", { centre: view.window.centre, width: view.window.width })}</div>
          <div>{format.percent(view.placement.zoom, 0)}</div>
        </div>
        {cover !== undefined && (
          <div className="med-cover" {...(hasFailed ? { role: "alert" } : {})}>
            {cover}
          </div>
        )}
      </div>
      <figcaption id={`${id}-caption`} className="med-caption">
        <span>{label}</span>
        {line !== undefined && picture !== undefined && (
          <span role="status" className="tv-number med-distance">
            {t("viewer.distance", { length: millimetres(format, lengthMm(picture, line)) })}
          </span>
        )}
        {outlines.length > 0 && (
          <span>
            {t("viewer.here")}{" "}
            {outlines.map(({ finding }) => (
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
