import { Button, Label } from "@patternfly/react-core";
import { Table, Tbody, Td, Th, Thead, Tr } from "@patternfly/react-table";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Format } from "../format/format.ts";
import { useFormat } from "../format/useFormat.ts";
import { signedAmount, type ValueInput, type ValueKind, type ValueLine, type ValueUnit } from "./valueView.ts";

interface Props {
  readonly kind: ValueKind;
  readonly lines: readonly ValueLine[];
  readonly currency: string | undefined;
}

/** Lines of one kind, each with its formula and inputs on demand. */
export function ValueTable({ kind, lines, currency }: Props) {
  const { t } = useTranslation("kit");
  return (
    <div className="tv-value-scroll" tabIndex={0} role="region" aria-labelledby={`value-${kind}`}>
      <Table variant="compact" aria-labelledby={`value-${kind}`} gridBreakPoint="">
        <Thead>
          <Tr>
            <Th>{t("value.line")}</Th>
            <Th className="tv-value-right">{t("value.quantity")}</Th>
            <Th className="tv-value-right">{t("value.amount")}</Th>
            <Th>{t("value.made")}</Th>
          </Tr>
        </Thead>
        <Tbody>
          {lines.map((line) => (
            <LineRows key={line.key} line={line} currency={currency} />
          ))}
        </Tbody>
      </Table>
    </div>
  );
}

function LineRows({ line, currency }: { readonly line: ValueLine; readonly currency: string | undefined }) {
  const { t } = useTranslation("kit");
  const format = useFormat();
  const quantity = useQuantity();
  const [isOpen, setOpen] = useState(false);
  const name = t(`value.line_${line.key}`, { ns: "app", defaultValue: line.key });
  const amount = signedAmount(line);
  const id = `value-formula-${line.key}`;
  return (
    <>
      <Tr>
        <Th scope="row" modifier="wrap">
          {name}{" "}
          {line.missing.length > 0 && (
            <Label isCompact color="orange">
              {t("value.incomplete")}
            </Label>
          )}
        </Th>
        <Td className="tv-number tv-value-right">{quantity(line.quantity, line.unit, currency)}</Td>
        <Td className="tv-number tv-value-right">{line.effect === "none" ? <span className="tv-value-note">{t("value.notCounted")}</span> : amount === undefined || currency === undefined ? "—" : format.money(amount, currency)}</Td>
        <Td>
          <Button variant="link" isInline aria-expanded={isOpen} aria-controls={id} aria-label={t("value.formulaOf", { line: name })} onClick={() => setOpen(!isOpen)}>
            {t("value.formula")}
          </Button>
        </Td>
      </Tr>
      {isOpen && (
        <Tr id={id}>
          <Td colSpan={4}>
            <p>{t(`value.formula_${line.key}`, { ns: "app", defaultValue: line.formula })}</p>
            {line.inputs.length > 0 && <Inputs inputs={line.inputs} currency={currency} />}
          </Td>
        </Tr>
      )}
    </>
  );
}

function Inputs({ inputs, currency }: { readonly inputs: readonly ValueInput[]; readonly currency: string | undefined }) {
  const { t } = useTranslation("kit");
  const quantity = useQuantity();
  return (
    <dl className="tv-value-inputs">
      {inputs.map((input) => (
        <div key={input.name}>
          <dt>{t(`value.input_${input.name}`, { ns: "app", defaultValue: input.name })}</dt>
          <dd className="tv-number">
            {quantity(input.value, input.unit, currency)} <span className="tv-value-note">{t(`value.origin_${input.origin}`)}</span>
          </dd>
        </div>
      ))}
    </dl>
  );
}

function useQuantity(): (value: number | null | undefined, unit: ValueUnit, currency: string | undefined) => string {
  const { t } = useTranslation("kit");
  const format = useFormat();
  return (value, unit, currency) => (typeof value === "number" ? inUnit(value, unit, currency, format, (key, text) => t(`value.${key}`, { value: text })) : "—");
}

function inUnit(value: number, unit: ValueUnit, currency: string | undefined, format: Format, words: (key: string, text: string) => string): string {
  switch (unit) {
    case "money":
      return currency === undefined ? format.number(value) : format.money(value, currency);
    case "share":
      return format.percent(value);
    case "count":
      return format.number(value, 0);
    case "hours":
    case "minutes":
    case "days":
      return words(`${unit}Value`, format.number(value, unit === "days" ? 2 : 1));
  }
}
