import {
  Alert,
  Button,
  Form,
  FormGroup,
  FormHelperText,
  FormSelect,
  FormSelectOption,
  Grid,
  GridItem,
  HelperText,
  HelperTextItem,
  Modal,
  ModalBody,
  ModalFooter,
  ModalHeader,
  TextArea,
  TextInput,
} from "@patternfly/react-core";
import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { asProblemError, ProblemDetail, useProblemText } from "@trivium/webkit";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { listQueues } from "../../api/client.ts";
import { ACTIONS, checkExpression, createRule, editRule, type RuleDefinition, type RuleIssue, type RuleVersion, SEVERITIES } from "../../api/rules.ts";
import { ExpressionField } from "./ExpressionField.tsx";
import { issueText } from "./issueText.ts";

interface Props {
  /** The version to begin with; undefined for a new rule. */
  readonly from?: RuleVersion;
  readonly onClose: () => void;
  readonly onSaved: (version: RuleVersion) => void;
}

const SLUG = /^[a-z][a-z0-9-]{1,63}$/;
const CHECK_AFTER_MS = 300;
const EMPTY: RuleDefinition = { name: "", description: "", expression: "", action: "alert", severity: "medium", reasonCode: "", queue: "general", priority: 5 };

function useSettled<T>(value: T): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), CHECK_AFTER_MS);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
}

/** Writes a rule or a new version of one; the service checks the expression while it is typed. */
export function RuleEditor({ from, onClose, onSaved }: Props) {
  const { t, i18n } = useTranslation();
  const problemText = useProblemText();
  const queries = useQueryClient();
  const [ruleId, setRuleId] = useState(from?.ruleId ?? "");
  const [definition, setDefinition] = useState<RuleDefinition>(from?.definition ?? EMPTY);
  const [reason, setReason] = useState("");
  const set = (change: Partial<RuleDefinition>) => setDefinition((before) => ({ ...before, ...change }));
  const settled = useSettled(definition.expression);
  const check = useQuery({
    queryKey: ["rule-check", settled],
    queryFn: ({ signal }) => checkExpression(settled, signal),
    enabled: settled.trim() !== "",
    placeholderData: keepPreviousData,
  });
  const save = useMutation({
    mutationFn: () => (from === undefined ? createRule(ruleId, definition, reason.trim()) : editRule(from.ruleId, definition, reason.trim())),
    onSuccess: async (version) => {
      await Promise.all([queries.invalidateQueries({ queryKey: ["rules"] }), queries.invalidateQueries({ queryKey: ["rule", version.ruleId] })]);
      onSaved(version);
      onClose();
    },
  });
  const isChecked = settled === definition.expression && check.data !== undefined && !check.isPlaceholderData;
  const missing = [
    ...(definition.name.trim() === "" ? [t("rules.name")] : []),
    ...(SLUG.test(ruleId) ? [] : [t("rules.id")]),
    ...(isChecked && check.data.valid ? [] : [t("rules.missingExpression")]),
    ...(SLUG.test(definition.reasonCode) ? [] : [t("rules.reasonCode")]),
    ...(SLUG.test(definition.queue) ? [] : [t("rules.queue")]),
    ...(reason.trim() === "" ? [t("rules.reason")] : []),
  ];
  const isReady = missing.length === 0 && !save.isPending;
  return (
    <Modal variant="large" isOpen onClose={onClose} aria-labelledby="rule-editor-title">
      <ModalHeader title={from === undefined ? t("rules.new") : t("rules.editTitle", { id: from.ruleId, version: from.version })} labelId="rule-editor-title" />
      <ModalBody>
        {save.isError && (
          <Alert variant="danger" isInline isLiveRegion title={problemText(asProblemError(save.error).problem).title}>
            <ProblemDetail problem={asProblemError(save.error).problem} />
          </Alert>
        )}
        <Form
          id="rule-form"
          onSubmit={(event) => {
            event.preventDefault();
            if (isReady) save.mutate();
          }}
        >
          <Grid hasGutter md={6}>
            <FormGroup label={t("rules.name")} isRequired fieldId="rule-name">
              <TextInput id="rule-name" isRequired maxLength={120} value={definition.name} onChange={(_event, name) => set({ name })} />
            </FormGroup>
            <FormGroup label={t("rules.id")} isRequired fieldId="rule-id">
              <TextInput id="rule-id" className="fin-mono" isRequired isDisabled={from !== undefined} maxLength={64} value={ruleId} validated={ruleId === "" || SLUG.test(ruleId) ? "default" : "error"} onChange={(_event, value) => setRuleId(value)} />
              <Hint text={t("rules.idHelp")} />
            </FormGroup>
            <GridItem md={12}>
              <FormGroup label={t("rules.expression")} isRequired fieldId="rule-expression">
                <ExpressionField value={definition.expression} validated={isChecked ? (check.data.valid ? "success" : "error") : "default"} onChange={(expression) => set({ expression })} />
                <CheckResult issues={isChecked ? check.data.issues : undefined} isEmpty={definition.expression.trim() === ""} failed={check.isError} />
              </FormGroup>
            </GridItem>
            <FormGroup label={t("rules.action")} fieldId="rule-action">
              <FormSelect id="rule-action" value={definition.action} onChange={(_event, value) => set({ action: ACTIONS.find((one) => one === value) ?? "alert" })}>
                {ACTIONS.map((action) => (
                  <FormSelectOption key={action} value={action} label={t(`rules.action_${action}`)} />
                ))}
              </FormSelect>
              <Hint text={t(`rules.actionHelp_${definition.action}`)} />
            </FormGroup>
            <FormGroup label={t("rules.severity")} fieldId="rule-severity">
              <FormSelect id="rule-severity" value={definition.severity} onChange={(_event, value) => set({ severity: SEVERITIES.find((one) => one === value) ?? "medium" })}>
                {SEVERITIES.map((severity) => (
                  <FormSelectOption key={severity} value={severity} label={t(`rules.severity_${severity}`)} />
                ))}
              </FormSelect>
            </FormGroup>
            <FormGroup label={t("rules.reasonCode")} isRequired fieldId="rule-reason-code">
              <TextInput id="rule-reason-code" className="fin-mono" isRequired maxLength={64} value={definition.reasonCode} validated={definition.reasonCode === "" || SLUG.test(definition.reasonCode) ? "default" : "error"} onChange={(_event, reasonCode) => set({ reasonCode })} />
              <Hint text={t("rules.reasonCodeHelp")} />
            </FormGroup>
            <Grid hasGutter md={6}>
              <FormGroup label={t("rules.queue")} isRequired fieldId="rule-queue">
                <QueueSelect value={definition.queue} onChange={(queue) => set({ queue })} />
              </FormGroup>
              <FormGroup label={t("rules.priority")} fieldId="rule-priority">
                <FormSelect id="rule-priority" value={definition.priority} onChange={(_event, value) => set({ priority: Number(value) })}>
                  {[1, 2, 3, 4, 5, 6, 7, 8, 9].map((priority) => (
                    <FormSelectOption key={priority} value={priority} label={String(priority)} />
                  ))}
                </FormSelect>
              </FormGroup>
            </Grid>
            <GridItem md={12}>
              <FormGroup label={t("rules.description")} fieldId="rule-description">
                <TextArea id="rule-description" rows={2} maxLength={1000} value={definition.description} onChange={(_event, description) => set({ description })} resizeOrientation="vertical" />
              </FormGroup>
            </GridItem>
            <GridItem md={12}>
              <FormGroup label={t("rules.reason")} isRequired fieldId="rule-why">
                <TextInput id="rule-why" isRequired maxLength={500} value={reason} onChange={(_event, value) => setReason(value)} />
              </FormGroup>
            </GridItem>
          </Grid>
        </Form>
      </ModalBody>
      <ModalFooter>
        <Button type="submit" form="rule-form" variant="primary" isLoading={save.isPending} isDisabled={!isReady} {...(missing.length === 0 ? {} : { "aria-describedby": "rule-missing" })}>
          {t("rules.saveDraft")}
        </Button>
        <Button variant="link" onClick={onClose}>
          {t("cancel")}
        </Button>
        {missing.length > 0 && (
          <span id="rule-missing" className="fin-help">
            {t("rules.missing", { parts: new Intl.ListFormat(i18n.language, { type: "conjunction" }).format(missing) })}
          </span>
        )}
      </ModalFooter>
    </Modal>
  );
}

/** The desk's queues; a rule may name one that the desk does not have, and then its cases go where others go. */
function QueueSelect({ value, onChange }: { value: string; onChange: (queue: string) => void }) {
  const { t } = useTranslation();
  const query = useQuery({ queryKey: ["case-queues"], queryFn: ({ signal }) => listQueues(signal), staleTime: 60_000 });
  const names = query.data?.map((queue) => queue.name) ?? [];
  const label = (name: string) => t(`queueName.${name}`, { defaultValue: name });
  return (
    <FormSelect id="rule-queue" isRequired value={value} onChange={(_event, queue) => onChange(queue)}>
      {!names.includes(value) && <FormSelectOption value={value} label={query.isSuccess ? t("rules.noQueue", { name: value }) : label(value)} />}
      {names.map((name) => (
        <FormSelectOption key={name} value={name} label={label(name)} />
      ))}
    </FormSelect>
  );
}

function Hint({ text }: { text: string }) {
  return (
    <FormHelperText>
      <HelperText>
        <HelperTextItem>{text}</HelperTextItem>
      </HelperText>
    </FormHelperText>
  );
}

function CheckResult({ issues, isEmpty, failed }: { issues: readonly RuleIssue[] | undefined; isEmpty: boolean; failed: boolean }) {
  const { t, i18n } = useTranslation();
  return (
    <div id="rule-check" role="status">
      <HelperText>
        {isEmpty && <HelperTextItem>{t("rules.expressionHelp")}</HelperTextItem>}
        {!isEmpty && failed && <HelperTextItem variant="warning">{t("rules.checkFailed")}</HelperTextItem>}
        {!isEmpty && !failed && issues === undefined && <HelperTextItem>{t("rules.checking")}</HelperTextItem>}
        {!isEmpty && issues?.length === 0 && <HelperTextItem variant="success">{t("rules.valid")}</HelperTextItem>}
        {!isEmpty &&
          issues?.map((issue) => (
            <HelperTextItem key={`${issue.line}:${issue.column}:${issue.message}`} variant="error">
              {t("rules.issue", { line: issue.line, column: issue.column, message: issueText(issue, t, i18n.language) })}
            </HelperTextItem>
          ))}
      </HelperText>
    </div>
  );
}
