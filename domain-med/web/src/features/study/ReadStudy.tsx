import { Button, FormSelect, FormSelectOption, Label, Tab, Tabs, TabTitleText } from "@patternfly/react-core";
import ExternalLinkAltIcon from "@patternfly/react-icons/dist/esm/icons/external-link-alt-icon";
import { asProblemError, useHasRole, usePageTitle, useShortcut } from "@trivium/webkit";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useNavigate } from "react-router";
import { compare, type PriorChoice } from "../../api/client.ts";
import type { Slice, Study, Verdict } from "../../api/types.ts";
import { dicomDate, personName } from "../dicom/text.ts";
import { indexOfSlice } from "../viewer/sliceOrder.ts";
import { PriorityLabel, StateLabel } from "../worklist/labels.tsx";
import { patientFacts } from "../worklist/WorklistTable.tsx";
import { DecisionDialog } from "./DecisionDialog.tsx";
import { FindingList } from "./FindingList.tsx";
import { StudyRecord } from "./StudyRecord.tsx";
import { ohifAddress } from "./studyPath.ts";
import { useDecision } from "./useDecision.ts";
import { Viewers } from "./Viewers.tsx";

const NO_SLICES: readonly Slice[] = [];

/** A study on the screen: patient, slices, findings, and what became of it. */
export function ReadStudy({ study, first, onRevision }: { study: Study; first: string; onRevision: (revision: number) => void }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const mayDecide = useHasRole("med-radiologist");
  const heading = useRef<HTMLHeadingElement>(null);
  const revision = study.revisions.find((one) => one.revision === study.shownRevision);
  const shownSeries = study.series.filter((one) => one.shown);
  const read = revision?.seriesInstanceUid ?? undefined;
  const [chosenSeries, setChosenSeries] = useState<string | undefined>();
  const series = chosenSeries ?? shownSeries.find((one) => one.seriesInstanceUid === read)?.seriesInstanceUid ?? shownSeries[0]?.seriesInstanceUid;
  const [selected, setSelected] = useState<string | undefined>((study.findings.find((one) => one.trackingUid === first) ?? study.findings[0])?.trackingUid);
  const [order, setOrder] = useState<readonly Slice[]>(NO_SLICES);
  const [index, setIndex] = useState<number | undefined>();
  const [hasPrior, setHasPrior] = useState(false);
  const [prior, setPrior] = useState<PriorChoice | undefined>();
  const [tab, setTab] = useState<"findings" | "record">(study.findings.length > 0 || revision?.state === "done" ? "findings" : "record");
  const [dialog, setDialog] = useState<Verdict | undefined>();
  useEffect(() => heading.current?.focus(), []);
  // Without the patient: the browser keeps titles in its history.
  usePageTitle([study.description ?? t("worklist.noDescription"), dicomDate(study.studyDate)].filter(Boolean).join(" · "));

  const comparison = useQuery({
    queryKey: ["comparison", study.studyInstanceUid, study.shownRevision, prior],
    queryFn: ({ signal }) => compare(study.studyInstanceUid, study.shownRevision, prior, signal),
    enabled: study.shownRevision > 0 && revision?.state === "done",
    staleTime: 60_000,
  });
  const finding = study.findings.find((one) => one.trackingUid === selected);
  const firstSlice = useMemo(() => {
    const first = study.findings.find((one) => one.trackingUid === selected) ?? study.findings[0];
    return first === undefined ? undefined : indexOfSlice(order, first.sliceSopInstanceUid);
  }, [order, study.findings, selected]);
  const shown = index ?? firstSlice ?? Math.floor(order.length / 2);

  const select = (trackingUid: string) => {
    setSelected(trackingUid);
    setTab("findings");
    const target = study.findings.find((one) => one.trackingUid === trackingUid);
    const at = target === undefined ? undefined : indexOfSlice(order, target.sliceSopInstanceUid);
    if (at !== undefined) setIndex(at);
    else if (read !== undefined && read !== series) {
      setChosenSeries(undefined);
      setIndex(undefined);
    }
  };
  const walk = (step: 1 | -1) => {
    const at = study.findings.findIndex((one) => one.trackingUid === selected);
    const next = study.findings[Math.max(0, Math.min(study.findings.length - 1, at < 0 ? 0 : at + step))];
    if (next !== undefined) select(next.trackingUid);
  };
  const decision = useDecision(study, () => {
    setDialog(undefined);
    const open = study.findings.find((one) => one.trackingUid !== selected && one.decisions.length === 0);
    if (open !== undefined) select(open.trackingUid);
  });
  const open = (verdict: Verdict) => {
    if (!mayDecide || finding === undefined) return;
    decision.reset();
    setDialog(verdict);
  };
  useShortcut("j", t("finding.shortcutNext"), () => walk(1));
  useShortcut("k", t("finding.shortcutPrevious"), () => walk(-1));
  useShortcut("a", t("decision.shortcut_accepted"), () => open("accepted"));
  useShortcut("r", t("decision.shortcut_rejected"), () => open("rejected"));
  useShortcut("e", t("decision.shortcut_edited"), () => open("edited"));
  useShortcut("p", t("prior.shortcut"), () => setHasPrior((on) => !on && comparison.data?.prior != null));
  useShortcut("b", t("study.shortcutBack"), () => void navigate("/worklist"));
  const priors = comparison.data?.priors ?? [];

  return (
    <div className="med-study">
      <header className="med-study-head">
        {/* Not PatternFly's Title, which passes no ref on. */}
        <h1 ref={heading} tabIndex={-1} className="pf-v6-c-title pf-m-xl">
          {personName(study.patientName) || t("patient.noName")}
        </h1>
        <span>{patientFacts(study, t)}</span>
        <span className="med-mono">{study.patientId}</span>
        <span>
          {[study.description, dicomDate(study.studyDate)].filter(Boolean).join(" · ")}
          {study.accessionNumber != null && study.accessionNumber !== "" && ` · ${t("study.accession", { number: study.accessionNumber })}`}
        </span>
        {revision !== undefined && (
          <span className="med-labels">
            <PriorityLabel priority={revision.priority} />
            <StateLabel state={revision.state} />
          </span>
        )}
        {study.otherContents > 0 && (
          <Label isCompact status="warning">
            <Link to="/connect">{t("study.otherContents", { count: study.otherContents })}</Link>
          </Label>
        )}
        <span className="med-study-tools">
          {shownSeries.length > 1 && (
            <FormSelect
              aria-label={t("study.series")}
              value={series ?? ""}
              onChange={(_event, value) => {
                setChosenSeries(value);
                setIndex(undefined);
              }}
            >
              {shownSeries.map((one) => (
                <FormSelectOption
                  key={one.seriesInstanceUid}
                  value={one.seriesInstanceUid}
                  label={`${one.number ?? "–"} · ${one.description ?? one.modality ?? ""} (${one.instances})${one.seriesInstanceUid === read ? ` · ${t("study.wasRead")}` : ""}`}
                />
              ))}
            </FormSelect>
          )}
          {comparison.data?.prior == null ? (
            <span className="med-sub">{t(comparison.isSuccess ? "prior.none" : comparison.isError ? "prior.failed" : revision?.state === "done" ? "prior.loading" : "prior.notYet")}</span>
          ) : (
            <Button variant="secondary" size="sm" aria-pressed={hasPrior} onClick={() => setHasPrior(!hasPrior)}>
              {t("prior.button")} <kbd className="med-key">p</kbd>
            </Button>
          )}
          {hasPrior && priors.length > 1 && (
            <FormSelect
              aria-label={t("prior.choose")}
              value={`${comparison.data?.prior?.studyInstanceUid} ${comparison.data?.prior?.revision}`}
              onChange={(_event, value) => {
                const [uid = "", number = "1"] = value.split(" ");
                setPrior({ study: uid, revision: Number(number) });
              }}
            >
              {priors.map((one) => (
                <FormSelectOption
                  key={`${one.studyInstanceUid} ${one.revision}`}
                  value={`${one.studyInstanceUid} ${one.revision}`}
                  label={one.studyInstanceUid === study.studyInstanceUid ? t("revision.number", { number: one.revision }) : dicomDate(one.studyDate)}
                />
              ))}
            </FormSelect>
          )}
          <Button
            variant="link"
            size="sm"
            component="a"
            href={ohifAddress(study.studyInstanceUid, read, finding?.sliceSopInstanceUid)}
            target="_blank"
            rel="noreferrer"
            icon={<ExternalLinkAltIcon />}
            iconPosition="end"
          >
            {t("study.ohif")}
          </Button>
        </span>
      </header>
      <div className="med-study-body">
        <Viewers
          study={study}
          series={series}
          index={shown}
          onIndex={setIndex}
          onOrder={setOrder}
          selected={selected}
          onSelect={select}
          comparison={hasPrior ? comparison.data : undefined}
        />
        <aside className="med-side-panel" aria-label={t("study.panel")}>
          <Tabs activeKey={tab} onSelect={(_event, key) => setTab(key as typeof tab)} aria-label={t("study.panel")} isFilled>
            <Tab eventKey="findings" title={<TabTitleText>{t("finding.tab", { count: study.findings.length })}</TabTitleText>}>
              <div className="med-panel">
                {study.findings.length === 0 ? (
                  <p>{t(revision?.state === "done" ? "finding.none" : "finding.notYet")}</p>
                ) : (
                  <>
                    <FindingList findings={study.findings} order={order} comparison={comparison.data} selected={selected} onSelect={select} />
                    {comparison.data?.prior != null && comparison.data.gone.length > 0 && <p className="med-change">{t("growth.gone", { count: comparison.data.gone.length })}</p>}
                  </>
                )}
              </div>
            </Tab>
            <Tab eventKey="record" title={<TabTitleText>{t("study.record")}</TabTitleText>}>
              <div className="med-panel">
                <StudyRecord study={study} onRevision={onRevision} />
              </div>
            </Tab>
          </Tabs>
          {mayDecide && study.findings.length > 0 && (
            <div className="med-acts" role="group" aria-label={t("decision.acts")}>
              {(["accepted", "rejected", "edited"] as const).map((verdict) => (
                <Button key={verdict} variant={verdict === "accepted" ? "primary" : "secondary"} isDisabled={finding === undefined} onClick={() => open(verdict)}>
                  {t(`decision.do_${verdict}`)} <kbd className="med-key">{{ accepted: "a", rejected: "r", edited: "e" }[verdict]}</kbd>
                </Button>
              ))}
            </div>
          )}
        </aside>
      </div>
      {dialog !== undefined && finding !== undefined && (
        <DecisionDialog
          verdict={dialog}
          finding={finding}
          isPending={decision.isPending}
          error={decision.isError ? asProblemError(decision.error) : undefined}
          onClose={() => setDialog(undefined)}
          onSubmit={(input) => decision.mutate({ trackingUid: finding.trackingUid, input })}
        />
      )}
    </div>
  );
}
