import { useDark, usePreferences } from "@trivium/webkit";
import { useEffect, useMemo, useRef, useState } from "react";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { useWords } from "../shared/useWords.ts";
import { type Marks, plotOptions, TRACE_COLORS } from "./plotOptions.ts";
import { align, type Trace } from "./traces.ts";

interface Props extends Marks {
  /** Text for a reader who cannot see the picture: the figures, not "a chart". */
  readonly summary: string;
  readonly traces: readonly Trace[];
  /** Place of the first trace among all of the page's, so that a tag keeps its colour. */
  readonly firstColor?: number;
  /** Range of the time axis, ms. */
  readonly from: number;
  readonly to: number;
  readonly height: number;
  /** Plots of one key share their cursor. */
  readonly syncKey?: string;
  /** The user has selected a part of the time axis, ms. */
  readonly onZoom?: (from: number, to: number) => void;
}

/** Tags over time with a band between the least and greatest value of each stretch; the figures at the cursor are in the legend. */
export function TrendPlot({ summary, traces, firstColor = 0, from, to, height, limits, moments, syncKey, onZoom }: Props) {
  const words = useWords();
  const host = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | undefined>(undefined);
  const [at, setAt] = useState<number | undefined>();
  const dark = useDark();
  const { language } = usePreferences();
  const data = useMemo(() => align(traces), [traces]);
  const labels = traces.map((trace) => trace.label).join("\n");
  const current = useRef({ from, to, limits, moments, onZoom, data, words });
  useEffect(() => {
    current.current = { from, to, limits, moments, onZoom, data, words };
  });

  useEffect(() => {
    const element = host.current;
    if (element === null) return;
    const made = new uPlot(
      plotOptions({
        host: element,
        labels: labels.split("\n"),
        firstColor,
        height,
        language,
        timeZone: words.format.timeZone,
        number: (value) => words.format.number(value, 3),
        syncKey,
        marks: () => current.current,
        onCursor: (index) => setAt(index ?? undefined),
        onSelect: (first, last) => current.current.onZoom?.(first, last),
      }),
      current.current.data,
      element,
    );
    plot.current = made;
    const observer = new ResizeObserver(() => made.setSize({ width: Math.max(element.clientWidth, 120), height }));
    observer.observe(element);
    return () => {
      observer.disconnect();
      made.destroy();
      plot.current = undefined;
    };
  }, [labels, firstColor, height, language, dark, syncKey, words]);

  useEffect(() => {
    plot.current?.setData(data);
  }, [data, from, to, limits, moments]);

  const time = at === undefined ? undefined : data[0][at];
  return (
    <figure className="tv-chart ind-plot">
      <div ref={host} role="img" aria-label={summary} />
      <figcaption>
        {traces.map((trace, i) => (
          <span key={trace.label} className="tv-legend-item">
            <svg width="18" height="10" aria-hidden="true" focusable="false">
              <line x1="1" x2="17" y1="5" y2="5" className={`ind-trace-${(firstColor + i) % TRACE_COLORS}`} />
            </svg>
            {trace.label}
            <span className="tv-number ind-strong">{words.quantity(at === undefined ? trace.mean.at(-1) : data[1 + i * 3]?.[at], trace.unit)}</span>
          </span>
        ))}
        <span className="tv-number ind-subtle">{time === undefined ? "" : words.format.dateTime(time * 1_000)}</span>
      </figcaption>
    </figure>
  );
}
