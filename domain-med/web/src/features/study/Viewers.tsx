import { Button, ToggleGroup, ToggleGroupItem } from "@patternfly/react-core";
import { ErrorState, LoadingState, NothingState, useShortcut } from "@trivium/webkit";
import { useQuery } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { getSlices } from "../../api/client.ts";
import type { Comparison, Slice, Study } from "../../api/types.ts";
import { dicomDate } from "../dicom/text.ts";
import { FITTED } from "../viewer/draw.ts";
import { indexOfFinding, type Plane, sliceMmOf } from "../viewer/reformat.ts";
import { ReformatViewer } from "../viewer/ReformatViewer.tsx";
import { SliceViewer } from "../viewer/SliceViewer.tsx";
import { type View, zoomed } from "../viewer/ViewerFrame.tsx";
import { linkedIndex, scrollOrder } from "../viewer/sliceOrder.ts";
import { PRESET_NAMES, PRESETS, presetOf } from "../viewer/window.ts";

const SLAB_MM = 10;
const CINE_MS = 100;
const PLANES = ["axial", "coronal", "sagittal"] as const;
const NO_SLICES: readonly Slice[] = [];

interface Props {
  readonly study: Study;
  readonly series: string | undefined;
  readonly index: number;
  readonly onIndex: (index: number) => void;
  readonly onOrder: (order: readonly Slice[]) => void;
  readonly selected: string | undefined;
  readonly onSelect: (trackingUid: string) => void;
  /** Present while the prior is shown next to the study. */
  readonly comparison: Comparison | undefined;
}

function useSeries(study: string | undefined, series: string | null | undefined) {
  const query = useQuery({
    queryKey: ["slices", study, series],
    queryFn: ({ signal }) => getSlices(study ?? "", series ?? "", signal),
    enabled: study !== undefined && series != null,
    staleTime: 60_000,
  });
  const order = useMemo(() => (query.data === undefined ? NO_SLICES : scrollOrder(query.data)), [query.data]);
  return { query, order };
}

/** The study's slices, and next to them those of the prior, scrolled together. */
export function Viewers({ study, series, index, onIndex, onOrder, selected, onSelect, comparison }: Props) {
  const { t } = useTranslation();
  const [view, setView] = useState<View>({ window: PRESETS.lung, placement: FITTED, hasOutlines: true, slabMm: 0, isMeasuring: false });
  const [plane, setPlane] = useState<Plane | "axial">("axial");
  const [places, setPlaces] = useState<Readonly<Record<Plane, number | undefined>>>({ coronal: undefined, sagittal: undefined });
  const [isPlaying, setPlaying] = useState(false);
  const change = useCallback((part: Partial<View>) => setView((before) => ({ ...before, ...part })), []);
  const { query, order } = useSeries(study.studyInstanceUid, series);
  const prior = comparison?.prior ?? undefined;
  const before = useSeries(prior?.studyInstanceUid, prior?.seriesInstanceUid);
  useEffect(() => onOrder(order), [order, onOrder]);

  // A finding that is chosen is where the other planes go, too.
  useEffect(() => setPlaces({ coronal: undefined, sagittal: undefined }), [selected, series]);
  const finding = study.findings.find((one) => one.trackingUid === selected);
  const canReformat = query.data !== undefined && sliceMmOf(query.data, order) !== undefined;
  const choosePlane = (to: Plane | "axial") => {
    setPlaying(false);
    setPlane(to === "axial" || canReformat ? to : "axial");
    change({ placement: FITTED });
  };
  useEffect(() => setPlane("axial"), [series]);

  const scroll = useCallback((to: number) => onIndex(Math.max(0, Math.min(order.length - 1, to))), [onIndex, order.length]);
  useShortcut(".", t("viewer.shortcutNext"), () => scroll(index + 1));
  useShortcut(",", t("viewer.shortcutPrevious"), () => scroll(index - 1));
  useShortcut("1", t("viewer.shortcutPreset", { preset: t("preset.lung") }), () => change({ window: PRESETS.lung }));
  useShortcut("2", t("viewer.shortcutPreset", { preset: t("preset.soft") }), () => change({ window: PRESETS.soft }));
  useShortcut("3", t("viewer.shortcutPreset", { preset: t("preset.bone") }), () => change({ window: PRESETS.bone }));
  useShortcut("4", t("viewer.shortcutPreset", { preset: t("preset.full") }), () => change({ window: PRESETS.full }));
  useShortcut("o", t("viewer.shortcutOutlines"), () => change({ hasOutlines: !view.hasOutlines }));
  useShortcut("m", t("viewer.shortcutSlab"), () => change({ slabMm: view.slabMm > 0 ? 0 : SLAB_MM }));
  useShortcut("+", t("viewer.zoomIn"), () => change({ placement: zoomed(view.placement, 1.25) }));
  useShortcut("-", t("viewer.zoomOut"), () => change({ placement: zoomed(view.placement, 0.8) }));
  useShortcut("7", t("plane.axial"), () => choosePlane("axial"));
  useShortcut("8", t("plane.coronal"), () => choosePlane("coronal"));
  useShortcut("9", t("plane.sagittal"), () => choosePlane("sagittal"));
  useShortcut("d", t("viewer.shortcutMeasure"), () => change({ isMeasuring: !view.isMeasuring }));
  useShortcut("c", t("viewer.shortcutCine"), () => setPlaying((on) => !on && plane === "axial" && order.length > 1));
  useEffect(() => {
    if (!isPlaying) return;
    const timer = setInterval(() => onIndex(index + 1 < order.length ? index + 1 : 0), CINE_MS);
    return () => clearInterval(timer);
  }, [isPlaying, index, onIndex, order.length]);
  useShortcut("0", t("viewer.fit"), () => change({ placement: FITTED }));

  if (series === undefined) {
    return (
      <div className="med-viewers">
        <NothingState title={t("viewer.noSeries")}>{t("viewer.noSeriesHelp")}</NothingState>
      </div>
    );
  }
  if (query.isError) {
    return (
      <div className="med-viewers">
        <ErrorState error={query.error} onRetry={() => void query.refetch()} />
      </div>
    );
  }
  if (query.data === undefined) {
    return (
      <div className="med-viewers">
        <LoadingState />
      </div>
    );
  }
  const at = Math.max(0, Math.min(order.length - 1, index));
  const preset = presetOf(view.window);
  return (
    <div className="med-viewers">
      <div className="med-tools" role="toolbar" aria-label={t("viewer.tools")}>
        <ToggleGroup aria-label={t("viewer.presets")} isCompact>
          {PRESET_NAMES.map((name, number) => (
            <ToggleGroupItem
              key={name}
              buttonId={`preset-${name}`}
              text={
                <>
                  {t(`preset.${name}`)} <kbd className="med-key">{number + 1}</kbd>
                </>
              }
              isSelected={preset === name}
              onChange={() => change({ window: PRESETS[name] })}
            />
          ))}
        </ToggleGroup>
        <ToggleGroup aria-label={t("viewer.layers")} isCompact>
          <ToggleGroupItem
            buttonId="outlines"
            text={
              <>
                {t("viewer.outlines")} <kbd className="med-key">o</kbd>
              </>
            }
            isSelected={view.hasOutlines}
            onChange={() => change({ hasOutlines: !view.hasOutlines })}
          />
          <ToggleGroupItem
            buttonId="slab"
            text={
              <>
                {t("viewer.mip")} <kbd className="med-key">m</kbd>
              </>
            }
            isSelected={view.slabMm > 0}
            onChange={() => change({ slabMm: view.slabMm > 0 ? 0 : SLAB_MM })}
          />
        </ToggleGroup>
        <ToggleGroup aria-label={t("plane.label")} isCompact>
          {PLANES.map((name, number) => (
            <ToggleGroupItem
              key={name}
              buttonId={`plane-${name}`}
              text={
                <>
                  {t(`plane.${name}`)} <kbd className="med-key">{number + 7}</kbd>
                </>
              }
              isDisabled={name !== "axial" && !canReformat}
              isSelected={plane === name}
              onChange={() => choosePlane(name)}
            />
          ))}
        </ToggleGroup>
        <ToggleGroup aria-label={t("viewer.more")} isCompact>
          <ToggleGroupItem
            buttonId="measure"
            text={
              <>
                {t("viewer.measure")} <kbd className="med-key">d</kbd>
              </>
            }
            isSelected={view.isMeasuring}
            onChange={() => change({ isMeasuring: !view.isMeasuring })}
          />
          <ToggleGroupItem
            buttonId="cine"
            text={
              <>
                {t("viewer.cine")} <kbd className="med-key">c</kbd>
              </>
            }
            isDisabled={plane !== "axial"}
            isSelected={isPlaying}
            onChange={() => setPlaying(!isPlaying)}
          />
        </ToggleGroup>
        <span>
          <Button variant="secondary" size="sm" aria-label={t("viewer.zoomOut")} onClick={() => change({ placement: zoomed(view.placement, 0.8) })}>
            −
          </Button>{" "}
          <Button variant="secondary" size="sm" aria-label={t("viewer.zoomIn")} onClick={() => change({ placement: zoomed(view.placement, 1.25) })}>
            +
          </Button>{" "}
          <Button variant="secondary" size="sm" onClick={() => change({ placement: FITTED })}>
            {t("viewer.fit")} <kbd className="med-key">0</kbd>
          </Button>
        </span>
        <span className="med-sub med-hint">{t(view.isMeasuring ? "viewer.hintMeasuring" : "viewer.hint")}</span>
        {!canReformat && <span className="med-sub">{t("plane.unavailable")}</span>}
      </div>
      <div className={comparison === undefined || plane !== "axial" ? "med-frames" : "med-frames med-frames-two"}>
        {plane !== "axial" ? (
          <ReformatViewer
            id="slices-now"
            label={`${t("viewer.now", { date: dicomDate(study.studyDate) })} · ${t(`plane.${plane}`)}`}
            study={study.studyInstanceUid}
            series={series}
            geometry={query.data}
            order={order}
            plane={plane}
            at={places[plane] ?? (finding === undefined ? undefined : indexOfFinding(finding, plane, 1)) ?? Math.floor((plane === "coronal" ? query.data.rows : query.data.columns) / 2)}
            findings={study.findings}
            selected={selected}
            view={view}
            onAt={(to) => setPlaces((before) => ({ ...before, [plane]: to }))}
            onView={change}
            onSelect={onSelect}
          />
        ) : (
          <SliceViewer
            id="slices-now"
            label={t("viewer.now", { date: dicomDate(study.studyDate) })}
            study={study.studyInstanceUid}
            series={series}
            geometry={query.data}
            order={order}
            index={at}
            findings={study.findings}
            selected={selected}
            view={view}
            onIndex={scroll}
            onView={change}
            onSelect={onSelect}
          />
        )}
        {plane === "axial" && comparison !== undefined && prior !== undefined && (
          <PriorViewer
            comparison={comparison}
            isSameStudy={prior.studyInstanceUid === study.studyInstanceUid}
            series={before}
            here={order}
            index={at}
            selected={selected}
            view={view}
            onView={change}
            onScroll={(step) => scroll(at + step)}
          />
        )}
      </div>
    </div>
  );
}

interface PriorProps {
  readonly comparison: Comparison;
  readonly isSameStudy: boolean;
  readonly series: ReturnType<typeof useSeries>;
  readonly here: readonly Slice[];
  readonly index: number;
  readonly selected: string | undefined;
  readonly view: View;
  readonly onView: (change: Partial<View>) => void;
  readonly onScroll: (step: number) => void;
}

function PriorViewer({ comparison, isSameStudy, series, here, index, selected, view, onView, onScroll }: PriorProps) {
  const { t } = useTranslation();
  const { prior } = comparison;
  const { query, order } = series;
  if (prior?.seriesInstanceUid == null || query.isError) return <NothingState title={t("prior.notShown")} />;
  if (query.data === undefined) return <LoadingState />;
  const linked = linkedIndex(here, index, order, { here: comparison.lungs, there: comparison.priorLungs }, isSameStudy);
  return (
    <SliceViewer
      id="slices-prior"
      label={isSameStudy ? t("prior.revision", { number: prior.revision }) : t("prior.study", { date: dicomDate(prior.studyDate) })}
      study={prior.studyInstanceUid}
      series={prior.seriesInstanceUid}
      geometry={query.data}
      order={order}
      index={linked}
      findings={comparison.priorFindings}
      selected={comparison.pairs.find((pair) => pair.trackingUid === selected)?.priorTrackingUid}
      view={view}
      onIndex={(to) => onScroll(to - linked)}
      onView={onView}
      onSelect={() => undefined}
    />
  );
}
