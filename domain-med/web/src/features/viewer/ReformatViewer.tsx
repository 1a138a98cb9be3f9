import { asProblemError, useFormat, useProblemText } from "@trivium/webkit";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { Finding, Geometry, Slice } from "../../api/types.ts";
import type { Outline } from "./draw.ts";
import { outlineIn, type Plane, planeLetters, reformatted, extentOf } from "./reformat.ts";
import { useStack } from "./useStack.ts";
import { type View, ViewerFrame } from "./ViewerFrame.tsx";

interface Props {
  readonly id: string;
  readonly label: string;
  readonly study: string;
  readonly series: string;
  readonly geometry: Geometry;
  readonly order: readonly Slice[];
  readonly plane: Plane;
  /** The picture of the plane in pixels of the series. */
  readonly at: number;
  readonly findings: readonly Finding[];
  readonly selected: string | undefined;
  readonly view: View;
  readonly onAt: (at: number) => void;
  readonly onView: (change: Partial<View>) => void;
  readonly onSelect: (trackingUid: string) => void;
}

/** A coronal or sagittal plane of a series, made of all of its slices. */
export function ReformatViewer({ study, series, geometry, order, plane, at, findings, selected, view, onAt, ...frame }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const problemText = useProblemText();
  const { stack, loaded, error } = useStack(study, series, geometry, order);
  const count = stack === undefined ? Math.max(1, plane === "coronal" ? geometry.rows : geometry.columns) : extentOf(stack, plane);
  const step = stack?.step ?? 1;
  const index = Math.max(0, Math.min(count - 1, Math.floor(at / step)));
  const picture = useMemo(() => (stack === undefined ? undefined : reformatted(stack, plane, index)), [stack, plane, index]);
  const letters = useMemo(() => planeLetters(geometry, order, plane), [geometry, order, plane]);
  const outlines = useMemo<Outline[]>(() => {
    if (!view.hasOutlines) return [];
    return findings.flatMap((finding) => {
      const path = outlineIn(finding, order, plane, index, step);
      return path.length === 0 ? [] : [{ finding, paths: [path], isSelected: finding.trackingUid === selected }];
    });
  }, [findings, order, plane, index, step, selected, view.hasOutlines]);
  const problem = error === undefined ? undefined : problemText(asProblemError(error).problem);
  return (
    <ViewerFrame
      {...frame}
      count={count}
      index={index}
      name={picture === undefined ? undefined : `${plane} ${index + 1}`}
      picture={picture}
      outlines={picture === undefined ? [] : outlines}
      letters={letters}
      corner={
        <>
          <div>{t(`plane.${plane}`)}</div>
          {step > 1 && <div>{t("viewer.thinned", { step })}</div>}
        </>
      }
      cover={problem === undefined ? (picture === undefined ? t("viewer.loadingAll", { share: format.percent(loaded, 0) }) : undefined) : (problem.detail ?? problem.title)}
      hasFailed={problem !== undefined}
      view={view}
      onIndex={(to) => onAt(Math.max(0, Math.min(count - 1, to)) * step)}
    />
  );
}
