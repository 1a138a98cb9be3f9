import ThumbtackIcon from "@patternfly/react-icons/dist/esm/icons/thumbtack-icon";
import { useFormat } from "@trivium/webkit";
import { type KeyboardEvent, memo, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Expert, ExpertGrid, ExpertState } from "../../api/types.ts";
import { figure, layersOf, type Measure, move, type Scale, shadeOf, valueOf } from "./heat.ts";
import { StateIcon } from "./StateLabel.tsx";
import { useExpertText } from "./useExpertText.ts";

interface Props {
  readonly grid: ExpertGrid;
  readonly scale: Scale;
  readonly measure: Measure;
  /** Id of the expert whose details are open, "" for none. */
  readonly selected: string;
  readonly onSelect: (id: string) => void;
}

/** Experts by layer and group, one cell each. Arrow keys walk, Enter opens. */
export function HeatMap({ grid, scale, measure, selected, onSelect }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const text = useExpertText(scale);
  const layers = useMemo(() => layersOf(grid), [grid]);
  const columns = layers[0]?.length ?? 0;
  const [at, setAt] = useState({ row: 0, column: 0 });
  const [pointed, setPointed] = useState<string | undefined>();
  const table = useRef<HTMLTableElement>(null);
  const here = { row: Math.min(at.row, layers.length - 1), column: Math.min(at.column, columns - 1) };
  const current = layers[here.row]?.[here.column];
  const read = layers.flat().find((expert) => expert.id === pointed) ?? current;

  const onKey = (event: KeyboardEvent) => {
    const next = move(event.key, event.ctrlKey, here, layers.length, columns);
    if (next === undefined || event.altKey || event.metaKey) return;
    event.preventDefault();
    setAt(next);
    table.current?.querySelector<HTMLElement>(`[data-row="${next.row}"][data-column="${next.column}"]`)?.focus();
  };
  const firstColumns = new Set(grid.groups.map((_group, index) => grid.groups.slice(0, index).reduce((sum, group) => sum + group.size, 0)));

  return (
    <>
      <div className="rt-heat-scroll">
        <table ref={table} role="grid" className="rt-heat" aria-label={t("heat.label", { measure: t(`measure.${measure}`) })} aria-describedby="heat-help" onKeyDown={onKey} onMouseLeave={() => setPointed(undefined)}>
          <thead>
            <tr>
              <th scope="col" rowSpan={2} className="rt-heat-corner">
                {t("expert.layer")}
              </th>
              {grid.groups.map((group) => (
                <th key={group.name} scope="colgroup" colSpan={group.size} className="rt-heat-group">
                  {group.name}
                </th>
              ))}
            </tr>
            <tr>
              {grid.groups.map((group) =>
                Array.from({ length: group.size }, (_none, index) => (
                  <th key={`${group.name}-${index}`} scope="col" className={index === 0 ? "rt-heat-index rt-heat-first" : "rt-heat-index"}>
                    {String(index).padStart(2, "0")}
                  </th>
                )),
              )}
            </tr>
          </thead>
          <tbody>
            {layers.map((experts, row) => (
              <tr key={row}>
                <th scope="row" className="rt-heat-layer tv-number">
                  {row}
                </th>
                {experts.map((expert, column) => {
                  const value = valueOf(expert, measure);
                  return (
                    <Cell
                      key={expert.id}
                      id={expert.id}
                      row={row}
                      column={column}
                      isFirst={firstColumns.has(column)}
                      state={expert.state}
                      isPinned={expert.pinned}
                      figure={measure === "state" ? "" : figure(value, scale, format)}
                      shade={measure === "state" ? undefined : shadeOf(value, scale)}
                      name={text(expert)}
                      isSelected={expert.id === selected}
                      isReachable={row === here.row && column === here.column}
                      onOpen={onSelect}
                      onReach={setAt}
                      onPoint={setPointed}
                    />
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p id="heat-help" className="pf-v6-screen-reader">
        {t("heat.help")}
      </p>
      <p className="rt-readout tv-number" aria-hidden="true">
        {read === undefined ? "" : text(read)}
      </p>
    </>
  );
}

interface CellProps {
  readonly id: string;
  readonly row: number;
  readonly column: number;
  readonly isFirst: boolean;
  readonly state: ExpertState;
  readonly isPinned: boolean;
  readonly figure: string;
  readonly shade: number | undefined;
  readonly name: string;
  readonly isSelected: boolean;
  readonly isReachable: boolean;
  readonly onOpen: (id: string) => void;
  readonly onReach: (at: { row: number; column: number }) => void;
  readonly onPoint: (id: Expert["id"]) => void;
}

/** Drawn again only when its data has changed: a map may have thousands of cells. */
const Cell = memo(function Cell({ id, row, column, isFirst, state, isPinned, figure: value, shade, name, isSelected, isReachable, onOpen, onReach, onPoint }: CellProps) {
  return (
    <td role="gridcell" aria-selected={isSelected} className={isFirst ? "rt-heat-first" : undefined}>
      <button
        type="button"
        className={`rt-cell rt-cell-${state} ${shade === undefined ? "rt-cell-plain" : `rt-shade-${shade}`}${isSelected ? " rt-cell-selected" : ""}`}
        aria-label={name}
        data-expert={id}
        data-row={row}
        data-column={column}
        tabIndex={isReachable ? 0 : -1}
        onClick={() => onOpen(id)}
        onFocus={() => onReach({ row, column })}
        onMouseEnter={() => onPoint(id)}
      >
        {(shade === undefined || state !== "resident") && <StateIcon state={state} />}
        {value !== "" && <span>{value}</span>}
        {isPinned && <ThumbtackIcon className="rt-pin" />}
      </button>
    </td>
  );
});
