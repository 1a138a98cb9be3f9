import {
  Alert,
  DescriptionList,
  DescriptionListDescription,
  DescriptionListGroup,
  DescriptionListTerm,
} from "@patternfly/react-core";
import { Table, Tbody, Td, Th, Thead, Tr } from "@patternfly/react-table";
import { useQuery } from "@tanstack/react-query";
import { DetailDrawer, ErrorState, LoadingState, ProblemError, useFormat } from "@trivium/webkit";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { getDecision } from "../../api/client.ts";
import type { Decision } from "../../api/types.ts";
import { EntityName } from "../entity/EntityName.tsx";
import { useFeatureWords } from "./useFeatureWords.ts";
import { LabelForm } from "./LabelForm.tsx";
import { moneyOf } from "./money.ts";
import { OutcomeLabel } from "./OutcomeLabel.tsx";
import { Reasons } from "./Reasons.tsx";
import { ScoreBar } from "./ScoreBar.tsx";
import { thresholdText } from "./scoreText.ts";

interface Props {
  /** "" = closed. */
  readonly selected: string;
  readonly onClose: () => void;
  /** What the list knows of it already. */
  readonly known: Decision | undefined;
  readonly children: ReactNode;
}

/** A page with the details of one decision in a drawer. */
export function DecisionDrawer({ selected, onClose, known, children }: Props) {
  const { t } = useTranslation();
  return (
    <DetailDrawer selected={selected} onClose={onClose} kind={t("drawer.title")} title={selected} opener={rowButton} details={<Decided key={selected} id={selected} known={known} />}>
      {children}
    </DetailDrawer>
  );
}

function rowButton(authorizationId: string): HTMLElement | null {
  return document.querySelector<HTMLElement>(`[data-authorization="${CSS.escape(authorizationId)}"]`);
}

function Decided({ id, known }: { id: string; known: Decision | undefined }) {
  const query = useQuery({
    queryKey: ["decision", id],
    queryFn: ({ signal }) => getDecision(id, signal),
    placeholderData: known,
    // The stream may be a moment ahead of the table the details come from.
    retry: (count, error) => count < 4 && error instanceof ProblemError && (error.problem.status === 404 || error.problem.status >= 500),
    retryDelay: 700,
  });
  const decision = query.data ?? known;
  return (
    <>
      {decision === undefined && query.isPending && <LoadingState />}
      {query.isError && <ErrorState error={query.error} onRetry={() => void query.refetch()} />}
      {decision !== undefined && <Details decision={decision} isComplete={!query.isPlaceholderData && query.isSuccess} />}
    </>
  );
}

function Fact({ term, children }: { term: string; children: ReactNode }) {
  return (
    <DescriptionListGroup>
      <DescriptionListTerm>{term}</DescriptionListTerm>
      <DescriptionListDescription>{children}</DescriptionListDescription>
    </DescriptionListGroup>
  );
}

function Details({ decision, isComplete }: { decision: Decision; isComplete: boolean }) {
  const { t } = useTranslation();
  const format = useFormat();
  const of = { authorizationId: decision.authorizationId };
  const country = decision.country ?? undefined;
  const region = country === undefined ? undefined : new Intl.DisplayNames(format.locale, { type: "region", fallback: "code" }).of(country);
  return (
    <div className="fin-details">
      <section aria-labelledby="verdict-title">
        <h3 id="verdict-title" className="fin-section-title">
          {t("drawer.decision")}
        </h3>
        <div className="fin-verdict">
          <OutcomeLabel outcome={decision.outcome} />
          <ScoreBar decision={decision} isWide />
        </div>
        {decision.degraded && <Alert variant="warning" isInline isPlain title={t("degraded.help")} />}
        <DescriptionList isCompact isHorizontal termWidth="9.5rem">
          <Fact term={t("drawer.thresholds")}>
            <span className="tv-number">
              {t("drawer.declineAt", { value: thresholdText(decision.threshold, format.locale) })}
              {typeof decision.referThreshold === "number" && ` · ${t("drawer.referAt", { value: thresholdText(decision.referThreshold, format.locale) })}`}
            </span>
          </Fact>
          <Fact term={t("drawer.reasons")}>
            <Reasons decision={decision} />
          </Fact>
          <Fact term={t("drawer.model")}>
            <span className="fin-mono">
              {decision.modelName} {decision.modelVersion}
            </span>
          </Fact>
          <Fact term={t("drawer.latency")}>{format.milliseconds(decision.latencyMs ?? NaN)}</Fact>
          <Fact term={t("drawer.decidedAt")}>{format.exactTime(decision.decidedAt)}</Fact>
        </DescriptionList>
      </section>

      <section aria-labelledby="authorization-title">
        <h3 id="authorization-title" className="fin-section-title">
          {t("drawer.authorization")}
        </h3>
        <DescriptionList isCompact isHorizontal termWidth="9.5rem">
          <Fact term={t("column.amount")}>
            <strong className="tv-number">{moneyOf(decision, format)}</strong>
          </Fact>
          <Fact term={t("drawer.occurredAt")}>{format.exactTime(decision.occurredAt)}</Fact>
          <Fact term={t("drawer.cardToken")}>
            <EntityName type="card" value={decision.panToken} of={of} isWhole />
          </Fact>
          <Fact term={t("column.terminal")}>
            <EntityName type="terminal" value={decision.terminalId} of={of} isWhole />
          </Fact>
          {decision.merchantId != null && (
            <Fact term={t("drawer.merchant")}>
              <EntityName type="merchant" value={decision.merchantId} of={of} isWhole />
            </Fact>
          )}
          {(["customer", "device", "counterparty"] as const).map((type) => {
            const value = decision[`${type}Id` as const];
            return (
              value != null && (
                <Fact key={type} term={t(`entity.type_${type}`)}>
                  <EntityName type={type} value={value} of={of} isWhole />
                </Fact>
              )
            );
          })}
          {decision.mcc != null && <Fact term={t("drawer.mcc")}>{decision.mcc}</Fact>}
          {country !== undefined && <Fact term={t("drawer.country")}>{region === country ? country : `${region} (${country})`}</Fact>}
          {decision.channel != null && <Fact term={t("drawer.channel")}>{t(`channel.${decision.channel}`, { defaultValue: decision.channel })}</Fact>}
          {decision.cardPresent != null && <Fact term={t("drawer.cardPresent")}>{decision.cardPresent ? t("yes") : t("no")}</Fact>}
        </DescriptionList>
      </section>

      {isComplete && <LabelForm decision={decision} />}

      <section aria-labelledby="features-title">
        <h3 id="features-title" className="fin-section-title">
          {t("drawer.features")}
        </h3>
        {decision.features === undefined ? isComplete ? <p className="fin-help">{t("drawer.noFeatures")}</p> : <LoadingState /> : <Features decision={decision} />}
      </section>

      <section aria-labelledby="record-title">
        <h3 id="record-title" className="fin-section-title">
          {t("drawer.record")}
        </h3>
        <DescriptionList isCompact isHorizontal termWidth="9.5rem">
          <Fact term={t("drawer.featureSet")}>{decision.featureSetVersion}</Fact>
          <Fact term={t("drawer.contentHash")}>
            <span className="fin-mono fin-hash">{decision.contentHash}</span>
          </Fact>
        </DescriptionList>
      </section>
    </div>
  );
}

function Features({ decision }: { decision: Decision }) {
  const { t } = useTranslation();
  const words = useFeatureWords();
  return (
    <>
      <p className="fin-help">{t("drawer.featuresHelp")}</p>
      <Table variant="compact" borders={false} aria-labelledby="features-title" gridBreakPoint="">
        <Thead>
          <Tr>
            <Th>{t("drawer.feature")}</Th>
            <Th className="fin-right">{t("drawer.value")}</Th>
          </Tr>
        </Thead>
        <Tbody>
          {Object.entries(decision.features ?? {}).map(([name, value]) => (
            <Tr key={name}>
              <Td>
                {words.name(name)}
                {words.name(name) !== name && <div className="fin-feature-name">{name}</div>}
              </Td>
              <Td className="tv-number fin-right">{words.value(name, value, decision.currency ?? "")}</Td>
            </Tr>
          ))}
        </Tbody>
      </Table>
    </>
  );
}
