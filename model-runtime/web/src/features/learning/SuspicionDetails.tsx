import { Button, DescriptionList, FormGroup, FormSelect, FormSelectOption } from "@patternfly/react-core";
import { LoadingState, NothingState, useFormat, useHasRole, useShortcut, useUrlState } from "@trivium/webkit";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { decideSuspicion } from "../../api/learning.ts";
import { OPERATOR_ROLE } from "../../roles.ts";
import { Fact } from "../page/Fact.tsx";
import { ActDialog } from "./ActDialog.tsx";
import type { SuspicionView } from "./contract.ts";
import { neighbour, otherLabels } from "./queue.ts";
import { Section } from "./Section.tsx";
import { learningAddress } from "./taskAddress.ts";
import { ItemLink, LineageLink } from "./TaskLinks.tsx";
import { useManifest, useSuspicions } from "./useLearning.ts";

/** One label that looks wrong, and the decision on it. k keeps it, c changes it, j and p walk the queue. */
export function SuspicionDetails({ task, id }: { task: string; id: string }) {
  const { t } = useTranslation();
  const query = useSuspicions(task, "open");
  const [, change] = useUrlState(learningAddress);
  const all = query.data?.items ?? [];
  const suspicion = all.find((one) => one.id === id);
  const go = (step: 1 | -1) => {
    const next = neighbour(all, id, step);
    if (next !== undefined) change({ selected: next.id });
  };
  useEffect(() => {
    // The dialog that decided on the one before has taken the focus with it.
    if (document.activeElement === document.body) document.getElementById("detail-title")?.focus();
  }, []);
  useShortcut("j", t("learning.nextSuspicion"), () => go(1));
  useShortcut("p", t("learning.previousSuspicion"), () => go(-1));
  if (query.isPending) return <LoadingState />;
  if (suspicion === undefined) return <NothingState title={t("learning.suspicionGone")}>{t("learning.suspicionGoneHelp")}</NothingState>;
  const next = neighbour(all, id, 1) ?? neighbour(all, id, -1);
  return <Suspicion suspicion={suspicion} onDecided={() => change({ selected: next?.id ?? "" })} />;
}

function Suspicion({ suspicion, onDecided }: { suspicion: SuspicionView; onDecided: () => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <div className="rt-details">
      <Section id="suspicion-facts" title={t("learning.doubt")}>
        <p className="rt-doubt">
          <span className="rt-doubt-label">{suspicion.label}</span>
          <span className="pf-v6-screen-reader">{t("learning.suggested")}:</span>
          <span aria-hidden="true">→</span>
          <strong className="rt-doubt-label">{suspicion.suggested}</strong>
          <span className="tv-number rt-subtle">{t("learning.probabilityValue", { share: format.percent(suspicion.probability, 1) })}</span>
        </p>
        <DescriptionList isCompact isHorizontal termWidth="10.5rem">
          <Fact term={t("learning.example")}>
            <LineageLink example={suspicion.example} />
          </Fact>
          <Fact term={t("learning.source")}>{suspicion.source}</Fact>
          <Fact term={t("learning.observed")}>
            <span className="tv-number">{format.exactTime(suspicion.observedAt)}</span>
          </Fact>
          <Fact term={t("learning.foundIn")}>
            <ItemLink id={`data:${suspicion.manifest}`} text={suspicion.manifest} />
          </Fact>
        </DescriptionList>
      </Section>
      <Decide suspicion={suspicion} onDecided={onDecided} />
    </div>
  );
}

function Decide({ suspicion, onDecided }: { suspicion: SuspicionView; onDecided: () => void }) {
  const { t } = useTranslation();
  const isOperator = useHasRole(OPERATOR_ROLE);
  const [asked, setAsked] = useState<"keep" | "change" | undefined>();
  const [label, setLabel] = useState(suspicion.suggested);
  const manifest = useManifest(suspicion.manifest).data;
  const labels = otherLabels(suspicion, manifest?.header.counts.labels ?? {});
  useShortcut("k", t("learning.keepLabel"), () => isOperator && setAsked("keep"));
  useShortcut("c", t("learning.changeLabel"), () => isOperator && setAsked("change"));
  const given = asked === "keep" ? suspicion.label : label;
  return (
    <Section id="suspicion-acts" title={t("act.title")}>
      {isOperator ? (
        <div className="rt-acts">
          <Button variant="secondary" onClick={() => setAsked("keep")}>
            {t("learning.keep", { label: suspicion.label })} <kbd className="tv-key">k</kbd>
          </Button>
          <Button variant="primary" onClick={() => setAsked("change")}>
            {t("learning.change", { label: suspicion.suggested })} <kbd className="tv-key">c</kbd>
          </Button>
        </div>
      ) : (
        <p className="rt-subtle">{t("act.needsRole", { role: OPERATOR_ROLE })}</p>
      )}
      <p className="rt-subtle">{t("learning.queueKeys")}</p>
      {asked !== undefined && (
        <ActDialog
          title={t(`learning.${asked}Title`)}
          confirm={t(`learning.${asked}Confirm`)}
          done={t(`learning.${asked}Done`, { label: given })}
          run={(reason) => decideSuspicion(suspicion.id, asked === "keep" ? "keep" : label, reason)}
          onDone={onDecided}
          onClose={() => setAsked(undefined)}
        >
          <p>
            <strong className="rt-mono rt-break">{suspicion.example}</strong> · {suspicion.label}
            {asked === "change" && ` → ${label}`}
          </p>
          <p>{t(`learning.${asked}Help`)}</p>
          {asked === "change" && labels.length > 1 && (
            <FormGroup label={t("learning.newLabel")} fieldId="new-label">
              <FormSelect id="new-label" value={label} onChange={(_event, value) => setLabel(value)}>
                {labels.map((one) => (
                  <FormSelectOption key={one} value={one} label={one} />
                ))}
              </FormSelect>
            </FormGroup>
          )}
        </ActDialog>
      )}
    </Section>
  );
}
