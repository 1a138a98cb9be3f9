import { Button, Card, CardBody, CardTitle, Form, FormSelect, FormSelectOption, Switch, TextInput } from "@patternfly/react-core";
import PlusIcon from "@patternfly/react-icons/dist/esm/icons/plus-icon";
import { Table, Tbody, Td, Th, Thead, Tr } from "@patternfly/react-table";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { QueryState } from "@trivium/webkit";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { getNotificationPlan, listNotifications, putNotificationPlan, testNotification } from "../../api/notifications.ts";
import { type NotificationPlan, type NotificationStep, PRIORITIES } from "../../api/types.ts";
import { Failure } from "../shared/FormDialog.tsx";
import { useWords } from "../shared/useWords.ts";

const MOST_STEPS = 10;
const CHANNELS = ["email", "webhook"] as const;
const FIRST: NotificationStep = { afterMinutes: 0, channel: "email", target: "", leastPriority: "high" };

/** Who is notified of an alarm that is not acknowledged, in which order, and what became of the notifications. */
export function NotificationsTab() {
  const { t } = useTranslation();
  const query = useQuery({ queryKey: ["notification-plan"], queryFn: ({ signal }) => getNotificationPlan(signal), staleTime: 60_000 });
  return (
    <>
      <p className="ind-subtle">{t("notify.help")}</p>
      <QueryState query={query}>{(plan) => <PlanForm key={plan.version} plan={plan} />}</QueryState>
      <Deliveries />
    </>
  );
}

function PlanForm({ plan }: { plan: NotificationPlan }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [enabled, setEnabled] = useState(plan.enabled);
  const [steps, setSteps] = useState<readonly NotificationStep[]>(plan.steps);
  const save = useMutation({ mutationFn: () => putNotificationPlan({ version: plan.version, enabled, steps: [...steps] }), onSuccess: (saved) => queries.setQueryData(["notification-plan"], saved) });
  const set = (place: number, change: Partial<NotificationStep>) => setSteps(steps.map((step, i) => (i === place ? { ...step, ...change } : step)));
  const isOrdered = steps.every((step, i) => i === 0 || step.afterMinutes >= (steps[i - 1]?.afterMinutes ?? 0));
  const isReady = isOrdered && steps.every((step) => step.target.trim() !== "" && step.afterMinutes >= 0);
  return (
    <Form
      onSubmit={(event) => {
        event.preventDefault();
        if (isReady && !save.isPending) save.mutate();
      }}
    >
      {save.isError && <Failure error={save.error} />}
      <Switch id="notify-enabled" label={t("notify.enabled")} isChecked={enabled} onChange={(_event, checked) => setEnabled(checked)} />
      {steps.map((step, place) => (
        <StepRow key={place} place={place} step={step} onChange={(change) => set(place, change)} onRemove={() => setSteps(steps.filter((_one, i) => i !== place))} />
      ))}
      {!isOrdered && <p role="alert">{t("notify.order")}</p>}
      <div className="ind-actions">
        <Button variant="secondary" icon={<PlusIcon />} isDisabled={steps.length >= MOST_STEPS} onClick={() => setSteps([...steps, { ...FIRST, afterMinutes: steps.at(-1)?.afterMinutes ?? 0 }])}>
          {t("notify.add")}
        </Button>
        <Button type="submit" variant="primary" isLoading={save.isPending} isDisabled={!isReady || save.isPending}>
          {t("save")}
        </Button>
      </div>
    </Form>
  );
}

function StepRow({ place, step, onChange, onRemove }: { place: number; step: NotificationStep; onChange: (change: Partial<NotificationStep>) => void; onRemove: () => void }) {
  const { t } = useTranslation();
  const test = useMutation({ mutationFn: () => testNotification({ channel: step.channel, target: step.target.trim() }) });
  const name = (field: string) => `${t(`notify.${field}`)}, ${t("notify.step", { count: place + 1 })}`;
  return (
    <div>
      <div className="ind-notify-step">
        <span className="ind-strong">{t("notify.step", { count: place + 1 })}</span>
        <label>
          {t("notify.after")} <TextInput type="number" min={0} max={1_440} aria-label={name("after")} value={String(step.afterMinutes)} onChange={(_event, value) => onChange({ afterMinutes: Number(value) })} />
        </label>
        <FormSelect aria-label={name("channel")} value={step.channel} onChange={(_event, value) => onChange({ channel: CHANNELS.find((one) => one === value) ?? "email" })}>
          {CHANNELS.map((one) => (
            <FormSelectOption key={one} value={one} label={t(`notify.channel_${one}`)} />
          ))}
        </FormSelect>
        <TextInput aria-label={name("target")} placeholder={t(`notify.example_${step.channel}`)} maxLength={500} value={step.target} onChange={(_event, value) => onChange({ target: value })} />
        <FormSelect aria-label={name("least")} value={step.leastPriority} onChange={(_event, value) => onChange({ leastPriority: PRIORITIES.find((one) => one === value) ?? "high" })}>
          {PRIORITIES.map((one) => (
            <FormSelectOption key={one} value={one} label={t("notify.from", { priority: t(`priority.${one}`) })} />
          ))}
        </FormSelect>
        <Button variant="link" size="sm" isLoading={test.isPending} isDisabled={step.target.trim() === "" || test.isPending} onClick={() => test.mutate()}>
          {t("notify.test")}
        </Button>
        <Button variant="link" size="sm" onClick={onRemove} aria-label={t("notify.removeThis", { count: place + 1 })}>
          {t("notify.remove")}
        </Button>
      </div>
      {test.isError && <Failure error={test.error} />}
      {test.data !== undefined && <p role="status">{test.data.sent ? t("notify.tested") : test.data.failure}</p>}
    </div>
  );
}

function Deliveries() {
  const { t } = useTranslation();
  const words = useWords();
  const query = useQuery({ queryKey: ["notifications"], queryFn: ({ signal }) => listNotifications(signal), refetchInterval: 15_000 });
  return (
    <Card isCompact>
      <CardTitle component="h2">{t("notify.latest")}</CardTitle>
      <CardBody>
        <QueryState query={query} isEmpty={(found) => found.items.length === 0} empty={<p className="ind-subtle">{t("notify.none")}</p>}>
          {(found) => (
            <div className="ind-table-scroll" tabIndex={0} role="region" aria-label={t("notify.latest")}>
              <Table variant="compact" aria-label={t("notify.latest")} gridBreakPoint="">
                <Thead>
                  <Tr>
                    <Th>{t("notify.at")}</Th>
                    <Th>{t("column.alarm")}</Th>
                    <Th>{t("notify.to")}</Th>
                    <Th>{t("column.state")}</Th>
                  </Tr>
                </Thead>
                <Tbody>
                  {found.items.map((one) => (
                    <Tr key={one.deliveryId}>
                      <Td>{words.format.dateTime(one.createdAt)}</Td>
                      <Td>
                        {one.condition} <span className="ind-subtle">{one.assetName}</span>
                      </Td>
                      <Td>
                        {one.target} <span className="ind-subtle">{t("notify.step", { count: one.step })}</span>
                      </Td>
                      <Td>{one.sentAt != null ? t("notify.sent", { at: words.format.dateTime(one.sentAt) }) : `${t(one.givenUpAt == null ? "notify.waiting" : "notify.givenUp", { count: one.attempts })} ${one.lastFailure ?? ""}`}</Td>
                    </Tr>
                  ))}
                </Tbody>
              </Table>
            </div>
          )}
        </QueryState>
      </CardBody>
    </Card>
  );
}
