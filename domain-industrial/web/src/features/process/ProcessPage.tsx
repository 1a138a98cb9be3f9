import { Alert, Button, Card, CardBody, CardTitle, PageSection, Title, ToggleGroup, ToggleGroupItem } from "@patternfly/react-core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { QueryState, url, useUrlState } from "@trivium/webkit";
import { useTranslation } from "react-i18next";
import { describeWelding, listRecommendations, recommend } from "../../api/process.ts";
import type { BeadLimits, ProcessDescription } from "../../api/types.ts";
import { Failure } from "../shared/FormDialog.tsx";
import { LimitsForm } from "./LimitsForm.tsx";
import { RecommendationCard } from "./RecommendationCard.tsx";
import { RecommendationTable } from "./RecommendationTable.tsx";

const pageState = { process: url.text(40), selected: url.text(64), after: url.text(200) };

/** Set-points for a bead within limits: recommended, never written to a machine. */
export function ProcessPage() {
  const { t } = useTranslation();
  const [{ process: chosen }, change] = useUrlState(pageState);
  const described = useQuery({ queryKey: ["welding"], queryFn: ({ signal }) => describeWelding(signal), staleTime: 600_000 });
  const process = chosen === "" ? (described.data?.processes[0]?.process ?? "") : chosen;
  return (
    <PageSection className="ind-page">
      <div className="ind-page-head">
        <Title headingLevel="h1">{t("process.title")}</Title>
        <ToggleGroup aria-label={t("process.which")}>
          {(described.data?.processes ?? []).map(({ process: choice }) => (
            <ToggleGroupItem key={choice} buttonId={`process-${choice}`} text={t(`weldingProcess.${choice}`)} isSelected={process === choice} onChange={() => change({ process: choice, selected: "" })} />
          ))}
        </ToggleGroup>
      </div>
      <Alert variant="info" isInline title={t("process.advisory")} className="ind-lost">
        {t("process.advisoryHelp")}
      </Alert>
      <QueryState query={described}>
        {({ processes }) => {
          const description = processes.find((one) => one.process === process);
          return description === undefined ? <p>{t("process.unknown")}</p> : <Desk key={process} description={description} />;
        }}
      </QueryState>
    </PageSection>
  );
}

function Desk({ description }: { description: ProcessDescription }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [{ selected, after }, change] = useUrlState(pageState);
  const history = useQuery({ queryKey: ["recommendations", after], queryFn: ({ signal }) => listRecommendations(after, signal) });
  const ask = useMutation({
    mutationFn: (limits: BeadLimits) => recommend(description.process, limits),
    onSuccess: async (made) => {
      await queries.invalidateQueries({ queryKey: ["recommendations"] });
      change({ selected: made.recommendationId, after: "" });
    },
  });
  const items = history.data?.items ?? [];
  const shown = items.find((one) => one.recommendationId === selected) ?? (ask.data?.recommendationId === selected ? ask.data : undefined) ?? items.find((one) => one.process === description.process);
  return (
    <>
      <div className="ind-process">
        <Card isCompact>
          <CardTitle component="h2">{t("process.limits")}</CardTitle>
          <CardBody>
            {ask.isError && <Failure error={ask.error} />}
            <LimitsForm process={description.process} isPending={ask.isPending} onAsk={(limits) => ask.mutate(limits)} />
            <p className="ind-subtle">{t(`process.basis_${description.process}`, { defaultValue: "" })}</p>
          </CardBody>
        </Card>
        {shown === undefined ? <p className="ind-subtle">{t("process.none")}</p> : <RecommendationCard key={`${shown.recommendationId} ${shown.version}`} recommendation={shown} />}
      </div>
      <Title headingLevel="h2" size="lg" className="ind-card-title">
        {t("process.history")}
      </Title>
      <QueryState query={history} isEmpty={(page) => page.items.length === 0} empty={<p className="ind-subtle">{t("process.noHistory")}</p>}>
        {(page) => (
          <>
            <RecommendationTable items={page.items} selected={shown?.recommendationId ?? ""} onSelect={(one) => change({ process: one.process, selected: one.recommendationId })} />
            <nav className="ind-paging" aria-label={t("paging.label")}>
              <Button variant="secondary" isDisabled={after === ""} onClick={() => change({ after: "" }, { push: true })}>
                {t("paging.newest")}
              </Button>
              <Button variant="secondary" isDisabled={page.next == null} onClick={() => change({ after: page.next ?? "" }, { push: true })}>
                {t("paging.older")}
              </Button>
            </nav>
          </>
        )}
      </QueryState>
    </>
  );
}
