import { FormGroup, TextInput } from "@patternfly/react-core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { QueryState } from "@trivium/webkit";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { getEconomics, putEconomics } from "../../api/maintenance.ts";
import type { Economics } from "../../api/types.ts";
import { FormDialog } from "../shared/FormDialog.tsx";

const AMOUNTS = ["downtimeCostPerHour", "technicianCostPerHour", "unplannedRepairHours", "plannedRepairHours"] as const;

/** What an hour of standstill and of work costs here: the figures of money rest on it. */
export function EconomicsDialog({ onClose }: { onClose: () => void }) {
  const query = useQuery({ queryKey: ["economics"], queryFn: ({ signal }) => getEconomics(signal), staleTime: 0 });
  return <QueryState query={query}>{(economics) => <EconomicsForm key={economics.version} known={economics} onClose={onClose} />}</QueryState>;
}

function EconomicsForm({ known, onClose }: { known: Economics; onClose: () => void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [currency, setCurrency] = useState(known.currency);
  const [texts, setTexts] = useState(() => Object.fromEntries(AMOUNTS.map((name) => [name, String(known[name])])) as Record<(typeof AMOUNTS)[number], string>);
  const run = useMutation({
    mutationFn: (next: Economics) => putEconomics(next),
    onSuccess: onClose,
    onSettled: () => Promise.all(["economics", "maintenance-figures"].map((key) => queries.invalidateQueries({ queryKey: [key] }))),
  });
  const values = AMOUNTS.map((name) => (texts[name].trim() === "" ? NaN : Number(texts[name])));
  const isReady = /^[A-Z]{3}$/.test(currency) && values.every((value) => value >= 0);
  const [downtimeCostPerHour = 0, technicianCostPerHour = 0, unplannedRepairHours = 0, plannedRepairHours = 0] = values;
  return (
    <FormDialog
      id="economics"
      title={t("economics.edit")}
      description={t("economics.help")}
      confirm={t("save")}
      isReady={isReady}
      run={run}
      onSubmit={() => run.mutate({ currency, downtimeCostPerHour, technicianCostPerHour, unplannedRepairHours, plannedRepairHours, version: known.version })}
      onClose={onClose}
    >
      <FormGroup label={t("economics.currency")} isRequired fieldId="economics-currency">
        <TextInput id="economics-currency" isRequired maxLength={3} value={currency} onChange={(_event, value) => setCurrency(value.toUpperCase())} />
      </FormGroup>
      {AMOUNTS.map((name) => (
        <FormGroup key={name} label={t(`economics.${name}`, { currency })} isRequired fieldId={`economics-${name}`}>
          <TextInput id={`economics-${name}`} type="number" min={0} step="any" isRequired value={texts[name]} onChange={(_event, value) => setTexts((before) => ({ ...before, [name]: value }))} />
        </FormGroup>
      ))}
    </FormDialog>
  );
}
