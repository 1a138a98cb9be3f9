import { TextInput, ToggleGroup, ToggleGroupItem } from "@patternfly/react-core";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { type Outcome, OUTCOMES } from "../../api/types.ts";
import type { DecisionFilter } from "./filters.ts";

/** Outcome and least score; no outcome chosen = all of them. */
export function FilterBar({ filter, onChange }: { filter: DecisionFilter; onChange: (change: Partial<DecisionFilter>) => void }) {
  const { t } = useTranslation();
  const [scoreText, setScoreText] = useState(String(filter.minScore));
  useEffect(() => setScoreText(String(filter.minScore)), [filter.minScore]);
  const score = Number(scoreText);
  const isScore = scoreText.trim() !== "" && score >= 0 && score <= 1;
  const commit = () => {
    if (isScore && score !== filter.minScore) onChange({ minScore: score });
    else setScoreText(String(filter.minScore));
  };
  const toggle = (outcome: Outcome, isOn: boolean) => {
    const chosen = OUTCOMES.filter((other) => (other === outcome ? isOn : filter.outcome.includes(other)));
    onChange({ outcome: chosen.length === OUTCOMES.length ? [] : chosen });
  };
  return (
    <>
      <ToggleGroup aria-label={t("filter.outcome")}>
        {OUTCOMES.map((outcome) => (
          <ToggleGroupItem
            key={outcome}
            buttonId={`filter-${outcome}`}
            text={t(`outcome.${outcome}`)}
            isSelected={filter.outcome.includes(outcome)}
            onChange={(_event, isOn) => toggle(outcome, isOn)}
          />
        ))}
      </ToggleGroup>
      <div className="fin-min-score">
        <label htmlFor="min-score">{t("filter.minScore")}</label>
        <TextInput
          id="min-score"
          type="number"
          min={0}
          max={1}
          step={0.05}
          value={scoreText}
          validated={isScore ? "default" : "error"}
          onChange={(_event, value) => {
            setScoreText(value);
            const next = Number(value);
            if (value.trim() !== "" && next >= 0 && next <= 1) onChange({ minScore: next });
          }}
          onBlur={commit}
        />
      </div>
    </>
  );
}
