import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { listCycles } from "../../api/client.ts";
import type { CycleDefect, ProcessCycle } from "../../api/types.ts";
import { useWords } from "../shared/useWords.ts";
import { CycleDetails } from "./CycleDetails.tsx";
import { countsOf, markOf, SIGNS } from "../shared/cycles.ts";
import { useCycleWords } from "../shared/useCycleWords.ts";

const SHOWN = 40;
const EVERY_MS = 5_000;

/** The last cycles of an asset; nothing where its type does not work in cycles. */
export function useCycles(assetId: string) {
  return useQuery({ queryKey: ["cycles", assetId], queryFn: ({ signal }) => listCycles(assetId, SHOWN, signal), refetchInterval: EVERY_MS });
}

/** The last cycles as a strip, oldest first, and the one that is chosen: the latest while none is. */
export function CyclePanel({ assetId, cycles, defects }: { assetId: string; cycles: readonly ProcessCycle[]; defects: readonly CycleDefect[] }) {
  const { t } = useTranslation();
  const words = useWords();
  const { textOf } = useCycleWords();
  const [chosen, setChosen] = useState<string | undefined>();
  const shown = [...cycles].reverse();
  const open = cycles.find((cycle) => cycle.cycleId === chosen) ?? cycles[0];
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
              <button type="button" className={`ind-cycle ind-cycle-${mark}`} aria-label={label} title={label} aria-pressed={cycle.cycleId === open?.cycleId} onClick={() => setChosen(cycle.cycleId)}>
                {SIGNS[mark]}
              </button>
            </li>
          );
        })}
      </ol>
      {open !== undefined && <CycleDetails key={`${open.cycleId}:${open.version}`} assetId={assetId} cycle={open} defects={defects} />}
    </>
  );
}
