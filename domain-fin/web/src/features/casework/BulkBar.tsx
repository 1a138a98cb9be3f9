import { Alert, Button } from "@patternfly/react-core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { asProblemError, LABEL_QUEUE_KEY, useAnnounce, useProblemText } from "@trivium/webkit";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { disposeOfCases } from "../../api/client.ts";
import type { CaseSummary, Disposition } from "../../api/types.ts";
import { CaseDialog } from "./CaseDialog.tsx";

/** Cases that one finding can close at once. */
const MOST = 100;

interface Props {
  readonly cases: readonly CaseSummary[];
  readonly onChoose: (chosen: readonly number[]) => void;
}

/** One finding with one reason for the cases that are ticked; those that were refused stay ticked and are named. */
export function BulkBar({ cases, onChoose }: Props) {
  const { t } = useTranslation();
  const announce = useAnnounce();
  const queries = useQueryClient();
  const problemText = useProblemText();
  const [isOpen, setOpen] = useState(false);
  const dispose = useMutation({
    mutationFn: ({ disposition, reason }: { disposition: Disposition; reason: string }) => disposeOfCases(cases.slice(0, MOST), disposition, reason),
    onSuccess: async ({ results }) => {
      const refused = results.filter((one) => one.code != null);
      setOpen(false);
      onChoose(refused.map((one) => one.caseNumber));
      announce(t("bulk.done", { count: results.length - refused.length }));
      await Promise.all([["cases"], ["case-queues"], LABEL_QUEUE_KEY].map((queryKey) => queries.invalidateQueries({ queryKey })));
    },
  });
  const results = dispose.data?.results ?? [];
  const refused = results.filter((one) => one.code != null);
  const titleOf = (code: string, detail: string) => problemText({ type: `/problems/${code}`, code, title: detail, detail, status: 409, members: {} }).title;
  return (
    <>
      {results.length > 0 && !isOpen && (
        <Alert variant={refused.length === 0 ? "success" : "warning"} isInline isLiveRegion title={t("bulk.result", { count: results.length - refused.length, refused: refused.length })}>
          {refused.length > 0 && (
            <ul>
              {refused.map((one) => (
                <li key={one.caseNumber}>
                  <Link to={`/cases/${one.caseNumber}`}>{t("case.number", { number: one.caseNumber })}</Link>: {titleOf(one.code ?? "", one.detail ?? "")}
                </li>
              ))}
            </ul>
          )}
        </Alert>
      )}
      {cases.length > 0 && (
        <div className="fin-bulk" role="group" aria-label={t("bulk.actions")}>
          <span>{t("bulk.chosen", { count: cases.length })}</span>
          <Button
            variant="secondary"
            onClick={() => {
              dispose.reset();
              setOpen(true);
            }}
          >
            {t("bulk.dispose")}
          </Button>
          <Button variant="link" onClick={() => onChoose([])}>
            {t("bulk.clear")}
          </Button>
          {cases.length > MOST && <span className="fin-help">{t("bulk.most", { count: MOST })}</span>}
        </div>
      )}
      {isOpen && (
        <CaseDialog
          kind="dispose"
          chosen={0}
          findingLabel={t("bulk.finding", { count: Math.min(cases.length, MOST) })}
          isPending={dispose.isPending}
          error={dispose.isError ? asProblemError(dispose.error) : undefined}
          onClose={() => setOpen(false)}
          onSubmit={(act) => act.kind === "dispose" && dispose.mutate(act)}
        />
      )}
    </>
  );
}
