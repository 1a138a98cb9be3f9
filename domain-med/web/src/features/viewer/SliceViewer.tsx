import { asProblemError, useFormat, useProblemText } from "@trivium/webkit";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { Finding, Geometry, Slice } from "../../api/types.ts";
import type { Outline, Picture } from "./draw.ts";
import { sideLetters } from "./sliceOrder.ts";
import { useSlice } from "./useSlice.ts";
import { type View, ViewerFrame } from "./ViewerFrame.tsx";

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

/** One series in the plane in which it was acquired, slice by slice. */
export function SliceViewer({ study, series, geometry, order, index, findings, selected, view, ...frame }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const problemText = useProblemText();
  const { shown, error } = useSlice(study, series, geometry, order, index, view.slabMm);
  const letters = useMemo(() => sideLetters(geometry.orientation), [geometry.orientation]);
  const outlines = useMemo<Outline[]>(() => {
    if (shown === undefined || !view.hasOutlines) return [];
    return findings.flatMap((finding) => {
      const slice = finding.outline.find((one) => one.sopInstanceUid === shown.slice.sopInstanceUid);
      return slice === undefined ? [] : [{ finding, paths: slice.paths, isSelected: finding.trackingUid === selected }];
    });
  }, [findings, shown, selected, view.hasOutlines]);
  const picture = useMemo<Picture | undefined>(
    () =>
      shown === undefined
        ? undefined
        : {
            values: shown.values,
            rows: shown.slice.rows,
            columns: shown.slice.columns,
            aspect: (geometry.rowSpacingMm ?? 1) / (geometry.columnSpacingMm ?? 1),
            pixelMm: geometry.columnSpacingMm ?? undefined,
          },
    [shown, geometry],
  );
  const slice = order[index];
  const problem = error === undefined ? undefined : problemText(asProblemError(error).problem);
  return (
    <ViewerFrame
      {...frame}
      count={order.length}
      index={index}
      name={shown?.slice.sopInstanceUid}
      picture={picture}
      outlines={outlines}
      letters={letters}
      corner={
        <>
          {slice?.position != null && <div>{t("viewer.position", { z: format.number(slice.position[2] ?? 0, 1, 1) })}</div>}
          {shown !== undefined && shown.slab > 1 && <div>{t("viewer.slab", { count: shown.slab })}</div>}
        </>
      }
      cover={problem === undefined ? (shown === undefined ? t("viewer.loading") : undefined) : (problem.detail ?? problem.title)}
      hasFailed={problem !== undefined}
      view={view}
    />
  );
}
