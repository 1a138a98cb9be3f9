import { Alert, Button, PageSection, Title, Toolbar, ToolbarContent, ToolbarGroup, ToolbarItem } from "@patternfly/react-core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { PREFIX, asProblemError, ErrorState, ForbiddenState, isForbidden, LABEL_QUEUE_KEY, LoadingState, NothingState, ProblemDetail, useAnnounce, useActor, useFormat, useProblemText, useSession, useShortcut, usePageTitle } from "@trivium/webkit";
import { type ReactNode, useCallback, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useNavigate, useParams } from "react-router";
import { getCase, type CaseAct, performCaseAct, takeNextCase } from "../../api/client.ts";
import type { CaseDetails } from "../../api/types.ts";
import { CopyButton, EntityName } from "../entity/EntityName.tsx";
import { shortId } from "../entity/entityPath.ts";
import { AlertTable } from "./AlertTable.tsx";
import { CaseDialog, type DialogKind } from "./CaseDialog.tsx";
import { caseKey } from "./caseKey.ts";
import { Amounts, DispositionLabel, DueText, PriorityLabel, StateLabel } from "./CaseLabels.tsx";
import { LinksPanel } from "./LinksPanel.tsx";
import { NormalPanel } from "./NormalPanel.tsx";
import { NoteForm } from "./NoteForm.tsx";
import { SimilarPanel } from "./SimilarPanel.tsx";
import { Timeline } from "./Timeline.tsx";
import { useCaseLock } from "./useCaseLock.ts";

const REFRESH_MS = 15_000;

export function CasePage() {
  const { t } = useTranslation();
  const caseNumber = Number(useParams()["caseNumber"]);
  if (!Number.isSafeInteger(caseNumber) || caseNumber < 1) {
    return (
      <NothingState isPage title={t("notFound.title")} actions={<Link to="/queue">{t("nav.queue")}</Link>}>
        {t("notFound.body")}
      </NothingState>
    );
  }
  return <OneCase key={caseNumber} caseNumber={caseNumber} />;
}

function OneCase({ caseNumber }: { caseNumber: number }) {
  const { t } = useTranslation();
  const query = useQuery({ queryKey: caseKey(caseNumber), queryFn: ({ signal }) => getCase(caseNumber, signal), refetchInterval: REFRESH_MS });
  if (query.data !== undefined) return <Worked view={query.data} />;
  if (query.isPending) return <LoadingState label={t("case.loading")} />;
  return isForbidden(query.error) ? <ForbiddenState /> : <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
}

function Worked({ view }: { view: CaseDetails }) {
  const { t } = useTranslation();
  const format = useFormat();
  const actorOf = useActor();
  const navigate = useNavigate();
  const announce = useAnnounce();
  const queries = useQueryClient();
  const problemText = useProblemText();
  const { user } = useSession();
  const { summary, allowed } = view;
  const { caseNumber } = summary;
  usePageTitle(t("case.number", { number: caseNumber }));
  const heading = useRef<HTMLHeadingElement>(null);
  const note = useRef<HTMLTextAreaElement>(null);
  const [dialog, setDialog] = useState<DialogKind | undefined>();
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const lost = useCaseLock(caseNumber, summary.lockHolder === user);
  useEffect(() => heading.current?.focus(), []);

  const act = useMutation({
    mutationFn: (what: CaseAct) => performCaseAct(caseNumber, what),
    onSuccess: (changed, what) => {
      queries.setQueryData(caseKey(caseNumber), changed);
      void queries.invalidateQueries({ queryKey: ["case-queues"] });
      void queries.invalidateQueries({ queryKey: ["cases"] });
      void queries.invalidateQueries({ queryKey: LABEL_QUEUE_KEY });
      setDialog(undefined);
      setChosen([]);
      announce(t(`case.done_${what.kind}`));
      heading.current?.focus();
    },
    // Another user was quicker, or an alert arrived: the page must show the current state.
    onError: () => queries.invalidateQueries({ queryKey: caseKey(caseNumber) }),
  });
  const next = useMutation({
    mutationFn: () => takeNextCase(undefined),
    onSuccess: (taken) => {
      if (taken === undefined) return announce(t("queue.nothingFree"));
      queries.setQueryData(caseKey(taken.summary.caseNumber), taken);
      return navigate(`/cases/${taken.summary.caseNumber}`);
    },
  });
  const may = (what: CaseDetails["allowed"][number]) => allowed.includes(what);
  const open = useCallback(
    (kind: DialogKind) => {
      act.reset();
      setDialog(kind);
    },
    [act],
  );
  const take = () => act.mutate({ kind: "take", version: summary.version });
  useShortcut("t", t("case.shortcutTake"), () => may("take") && take());
  useShortcut("d", t("case.shortcutDispose"), () => may("dispose") && open("dispose"));
  useShortcut("e", t("case.shortcutEscalate"), () => may("escalate") && open("escalate"));
  useShortcut("o", t("case.shortcutHandOver"), () => may("hand-over") && open("hand-over"));
  useShortcut("c", t("case.shortcutNote"), () => note.current?.focus());
  useShortcut("n", t("queue.shortcutNext"), () => next.mutate());
  useShortcut("u", t("case.shortcutBack"), () => void navigate("/queue"));
  const isMine = summary.lockHolder === user;

  return (
    <PageSection className="fin-page">
      <div className="fin-page-head">
        {/* Not PatternFly's Title, which passes no ref on. */}
        <h1 ref={heading} tabIndex={-1} className="pf-v6-c-title pf-m-2xl fin-case-title">
          {t("case.number", { number: caseNumber })}
        </h1>
        <span className="fin-case-labels">
          <PriorityLabel priority={summary.priority} />
          <StateLabel state={summary.state} />
          {summary.disposition != null && <DispositionLabel disposition={summary.disposition} />}
        </span>
        <span className="tv-time-zone">{t("timesIn", { zone: format.timeZoneLabel })}</span>
      </div>
      <dl className="fin-case-facts">
        <Fact term={t("case.due")}>
          <DueText summary={summary} />
        </Fact>
        <Fact term={t("case.amount")}>
          <Amounts amounts={summary.amounts} />
        </Fact>
        <Fact term={t("case.alerts")}>{format.number(summary.alertCount, 0)}</Fact>
        <Fact term={t("case.highestScore")}>{summary.maxScore == null ? "—" : format.number(summary.maxScore, 4, 4)}</Fact>
        <Fact term={t(`case.customerKind_${summary.customerKind}`, { defaultValue: t("case.customer") })}>
          {summary.customerKind === "authorization" ? (
            <span className="fin-mono" title={summary.customer}>
              {shortId(summary.customer)}
            </span>
          ) : (
            <EntityName type="customer" value={summary.customer} of={{ caseNumber }} />
          )}
          <CopyButton text={summary.customer} />
        </Fact>
        <Fact term={t("case.queue")}>{t(`queueName.${summary.queue}`, { defaultValue: summary.queue })}</Fact>
        <Fact term={t("case.assignee")}>{summary.assignee == null ? "—" : actorOf(summary.assignee)}</Fact>
        <Fact term={t("case.opened")}>{format.dateTime(summary.openedAt)}</Fact>
      </dl>
      <Toolbar className="fin-toolbar" aria-label={t("case.actions")}>
        <ToolbarContent>
          <ToolbarGroup>
            {may("take") && !isMine && (
              <ToolbarItem>
                <Button variant="primary" isDisabled={act.isPending} onClick={take}>
                  {t("case.take")} <kbd className="fin-key">t</kbd>
                </Button>
              </ToolbarItem>
            )}
            {may("dispose") && (
              <ToolbarItem>
                <Button variant="primary" onClick={() => open("dispose")}>
                  {chosen.length === 0 ? t("case.dispose") : t("case.disposeChosen", { count: chosen.length })} <kbd className="fin-key">d</kbd>
                </Button>
              </ToolbarItem>
            )}
            {may("escalate") && (
              <ToolbarItem>
                <Button variant="secondary" onClick={() => open("escalate")}>
                  {t("case.escalate")} <kbd className="fin-key">e</kbd>
                </Button>
              </ToolbarItem>
            )}
            {may("hand-over") && (
              <ToolbarItem>
                <Button variant="secondary" onClick={() => open("hand-over")}>
                  {t("case.handOver")} <kbd className="fin-key">o</kbd>
                </Button>
              </ToolbarItem>
            )}
            {may("release") && (
              <ToolbarItem>
                <Button variant="link" isDisabled={act.isPending} onClick={() => act.mutate({ kind: "release", version: summary.version })}>
                  {t("case.release")}
                </Button>
              </ToolbarItem>
            )}
            {may("reopen") && (
              <ToolbarItem>
                <Button variant="secondary" onClick={() => open("reopen")}>
                  {t("case.reopen")}
                </Button>
              </ToolbarItem>
            )}
          </ToolbarGroup>
          <ToolbarGroup align={{ default: "alignEnd" }}>
            <ToolbarItem>
              <Button variant="link" component="a" href={`${PREFIX}/v1/cases/${caseNumber}/report?format=pdf&language=${format.locale.startsWith("zh") ? "zh-CN" : "en"}`} download={`case-${caseNumber}.pdf`}>
                {t("case.exportPdf")}
              </Button>
            </ToolbarItem>
            <ToolbarItem>
              <Button variant="link" component="a" href={`${PREFIX}/v1/cases/${caseNumber}/report?format=json`} download={`case-${caseNumber}.json`}>
                {t("case.exportJson")}
              </Button>
            </ToolbarItem>
            <ToolbarItem>
              <Button variant={summary.state === "closed" ? "primary" : "secondary"} isDisabled={next.isPending} onClick={() => next.mutate()}>
                {t("queue.next")} <kbd className="fin-key">n</kbd>
              </Button>
            </ToolbarItem>
          </ToolbarGroup>
        </ToolbarContent>
      </Toolbar>
      {summary.lockHolder != null && !isMine && <Alert variant="warning" isInline title={t("case.lockedBy", { name: summary.lockHolder, until: format.dateTime(summary.lockUntil ?? "") })} />}
      {next.isSuccess && next.data === undefined && <Alert variant="info" isInline title={t("queue.nothingFree")} />}
      {[lost, dialog === undefined && act.isError ? asProblemError(act.error) : undefined, next.isError ? asProblemError(next.error) : undefined].map(
        (error, index) =>
          error && (
            <Alert key={index} variant="danger" isInline isLiveRegion title={problemText(error.problem).title}>
              <ProblemDetail problem={error.problem} />
            </Alert>
          ),
      )}
      <div className="fin-case">
        <div className="fin-case-main">
          <section aria-labelledby="case-alerts">
            <Title id="case-alerts" headingLevel="h2" size="md" className="fin-section-title">
              {t("case.alertsTitle", { count: summary.alertCount })}
            </Title>
            <AlertTable view={view} mayChoose={may("dispose")} chosen={chosen} onChoose={setChosen} />
          </section>
          <NormalPanel view={view} />
          <section aria-labelledby="case-timeline">
            <Title id="case-timeline" headingLevel="h2" size="md" className="fin-section-title">
              {t("timeline.title")}
            </Title>
            <Timeline view={view} />
          </section>
        </div>
        <div className="fin-case-side">
          <NoteForm ref={note} caseNumber={caseNumber} />
          <LinksPanel view={view} />
          <SimilarPanel caseNumber={caseNumber} />
        </div>
      </div>
      {dialog !== undefined && (
        <CaseDialog
          kind={dialog}
          chosen={chosen.length}
          isPending={act.isPending}
          error={act.isError ? asProblemError(act.error) : undefined}
          onClose={() => setDialog(undefined)}
          onSubmit={(what) =>
            act.mutate({
              ...what,
              version: summary.version,
              ...(what.kind === "dispose" && chosen.length > 0 ? { authorizationIds: chosen } : {}),
            })
          }
        />
      )}
    </PageSection>
  );
}

function Fact({ term, children }: { term: string; children: ReactNode }) {
  return (
    <div>
      <dt>{term}</dt>
      <dd>{children}</dd>
    </div>
  );
}
