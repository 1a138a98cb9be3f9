import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { getCycle, listCycles } from "../../api/client.ts";
import type { CycleDefect, ProcessCycle } from "../../api/types.ts";
import { useWords } from "../shared/useWords.ts";
import { CycleDetails } from "./CycleDetails.tsx";
import { countsOf, markOf, SIGNS } from "../shared/cycles.ts";
import { Failure } from "../shared/FormDialog.tsx";
import { useCycleWords } from "../shared/useCycleWords.ts";

const SHOWN = 40;
const EVERY_MS = 5_000;

/** The last cycles of an asset; nothing where its type does not work in cycles. */
export function useCycles(assetId: string) {
  return useQuery({ queryKey: ["cycles", assetId], queryFn: ({ signal }) => listCycles(assetId, SHOWN, signal), refetchInterval: EVERY_MS });
}

interface Props {
  readonly assetId: string;
  readonly cycles: readonly ProcessCycle[];
  readonly defects: readonly CycleDefect[];
  /** "" = the latest; may be older than those in the strip. */
  readonly chosen: string;
  readonly onChoose: (cycleId: string) => void;
}

/** The last cycles as a strip, oldest first, and the one that is chosen: the latest while none is. */
export function CyclePanel({ assetId, cycles, defects, chosen, onChoose }: Props) {
  const { t } = useTranslation();
  const words = useWords();
  const { textOf } = useCycleWords();
  const shown = [...cycles].reverse();
  const listed = cycles.find((cycle) => cycle.cycleId === chosen);
  const older = useQuery({ queryKey: ["cycles", assetId, "older", chosen], queryFn: ({ signal }) => getCycle(assetId, chosen, signal), enabled: chosen !== "" && listed === undefined });
  const open = listed ?? (chosen === "" ? cycles[0] : older.data?.cycle);
  const counts = countsOf(cycles);
  return (
    <>
      <p>{t("cycle.counts", { good: words.format.number(counts.good, 0), defective: words.format.number(counts.defective, 0), count: cycles.length })}</p>
      <ol className="ind-cycles" aria-label={t("cycle.last")}>
        {shown.map((cycle) => {
          const mark = markOf(cycle);
          const label = t("cycle.one", { at: words.format.dateTime(cycle.beganAt), what: textOf(cycle) });
          return (
            <li key={cycle.cycleId}>
              <button type="button" className={`ind-cycle ind-cycle-${mark}`} aria-label={label} title={label} aria-pressed={cycle.cycleId === open?.cycleId} onClick={() => onChoose(cycle.cycleId)}>
                {SIGNS[mark]}
              </button>
            </li>
          );
        })}
      </ol>
      {older.isError && <Failure error={older.error} />}
      {open !== undefined && <CycleDetails key={`${open.cycleId}:${open.version}`} assetId={assetId} cycle={open} defects={defects} />}
    </>
  );
}
