import { Button, TextArea, TextInput } from "@patternfly/react-core";
import { useQuery } from "@tanstack/react-query";
import { type KeyboardEvent, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { getVocabulary } from "../../api/rules.ts";
import { useFeatureWords } from "../decision/useFeatureWords.ts";
import { completed, type Suggestion, suggestions, type Variable, wordBefore } from "./completion.ts";

interface Props {
  readonly value: string;
  readonly validated: "success" | "error" | "default";
  readonly onChange: (expression: string) => void;
}

const FEATURES = "features.";

/** What a variable means, in the reader's language. */
function useDescriptions(): (name: string) => string {
  const { t } = useTranslation();
  const words = useFeatureWords();
  return (name) => (name.startsWith(FEATURES) ? words.name(name.slice(FEATURES.length)) : t(`variable.${name}`, { defaultValue: "" }));
}

/** The expression of a rule; names are completed while they are typed. */
export function ExpressionField({ value, validated, onChange }: Props) {
  const { t } = useTranslation();
  const describe = useDescriptions();
  const field = useRef<HTMLTextAreaElement>(null);
  const [caret, setCaret] = useState(0);
  const [active, setActive] = useState(0);
  // The word for which the list was closed with Escape.
  const [dismissed, setDismissed] = useState("");
  const [hasFocus, setFocus] = useState(false);
  const vocabulary = useQuery({ queryKey: ["rule-vocabulary"], queryFn: ({ signal }) => getVocabulary(signal), staleTime: 300_000 });
  const variables = vocabulary.data?.variables ?? [];
  const word = wordBefore(value, caret);
  const offered = hasFocus && word !== dismissed ? suggestions(word, variables, describe) : [];
  const chosen = Math.min(active, offered.length - 1);
  const write = (expression: string, at: number) => {
    onChange(expression);
    setCaret(at);
    setActive(0);
    // After React has written the value, which would put the caret at its end.
    requestAnimationFrame(() => {
      field.current?.focus();
      field.current?.setSelectionRange(at, at);
    });
  };
  const accept = (suggestion: Suggestion) => {
    const next = completed(value, caret, word, suggestion);
    write(next.expression, next.caret);
  };
  const insert = (name: string) => {
    const space = caret > 0 && !/[\s(!-]$/.test(value.slice(0, caret)) ? " " : "";
    write(value.slice(0, caret) + space + name + value.slice(caret), caret + space.length + name.length);
  };
  const onKey = (event: KeyboardEvent) => {
    if (offered.length === 0) return;
    const suggestion = offered[chosen];
    if (event.key === "ArrowDown" || event.key === "ArrowUp") setActive((chosen + (event.key === "ArrowDown" ? 1 : offered.length - 1)) % offered.length);
    else if ((event.key === "Enter" || event.key === "Tab") && suggestion !== undefined) accept(suggestion);
    else if (event.key === "Escape") setDismissed(word);
    else return;
    event.preventDefault();
    // The dialog would close on Escape.
    event.stopPropagation();
    event.nativeEvent.stopImmediatePropagation();
  };
  return (
    <>
      <div className="fin-completed">
        <TextArea
          id="rule-expression"
          ref={field}
          className="fin-mono"
          isRequired
          rows={4}
          maxLength={2000}
          spellCheck={false}
          autoComplete="off"
          resizeOrientation="vertical"
          value={value}
          validated={validated}
          aria-describedby="rule-check"
          aria-autocomplete="list"
          aria-controls="rule-suggestions"
          {...(offered.length === 0 ? {} : { "aria-activedescendant": `rule-suggestion-${chosen}` })}
          onChange={(event, expression) => {
            onChange(expression);
            setCaret(event.target.selectionStart);
            setActive(0);
            setDismissed("");
          }}
          onSelect={(event) => setCaret(event.currentTarget.selectionStart)}
          onFocus={() => setFocus(true)}
          onBlur={() => setFocus(false)}
          onKeyDown={onKey}
        />
        <ul id="rule-suggestions" role="listbox" aria-label={t("rules.suggestions")} className="fin-suggestions" hidden={offered.length === 0}>
          {offered.map((one, index) => (
            <li
              key={one.name}
              id={`rule-suggestion-${index}`}
              role="option"
              aria-selected={index === chosen}
              // Before the field loses the focus.
              onMouseDown={(event) => {
                event.preventDefault();
                accept(one);
              }}
            >
              <code>{one.name}</code> <span className="fin-help">{one.name === "inList" ? t("variable.inList") : describe(one.name)}</span>
            </li>
          ))}
        </ul>
        <span role="status" className="pf-v6-screen-reader">
          {offered.length > 0 && t("rules.suggested", { count: offered.length })}
        </span>
      </div>
      <Vocabulary variables={variables} describe={describe} onChoose={insert} />
    </>
  );
}

/** All names with what they mean; choosing one writes it where the caret is. */
function Vocabulary({ variables, describe, onChoose }: { variables: readonly Variable[]; describe: (name: string) => string; onChoose: (name: string) => void }) {
  const { t } = useTranslation();
  const [isOpen, setOpen] = useState(false);
  const [wanted, setWanted] = useState("");
  const parts = wanted.toLowerCase().split(/\s+/).filter((part) => part !== "");
  const found = variables.filter(({ name, unit }) => parts.every((part) => `${name} ${describe(name)} ${unit}`.toLowerCase().includes(part)));
  return (
    <details className="fin-vocabulary" open={isOpen} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{t("rules.vocabulary")}</summary>
      <p className="fin-help">{t("rules.vocabularyHelp")}</p>
      <TextInput type="search" aria-label={t("rules.vocabularySearch")} placeholder={t("rules.vocabularySearch")} value={wanted} onChange={(_event, value) => setWanted(value)} />
      <ul className="fin-variables" aria-label={t("rules.vocabulary")} tabIndex={0}>
        {isOpen &&
          found.map((variable) => (
            <li key={variable.name}>
              <Button variant="link" isInline className="fin-mono" onClick={() => onChoose(variable.name)}>
                {variable.name}
              </Button>
              <span>{describe(variable.name)}</span>
              <span className="fin-help">
                {t(`rules.type_${variable.type}`, { defaultValue: variable.type })}
                {variable.unit !== "" && `, ${variable.unit}`}
              </span>
            </li>
          ))}
        {isOpen && parts.length === 0 && (
          <li>
            <Button variant="link" isInline className="fin-mono" onClick={() => onChoose('inList("')}>
              inList(&quot;name&quot;, value)
            </Button>
            <span>{t("variable.inList")}</span>
            <span className="fin-help">{t("rules.type_bool")}</span>
          </li>
        )}
      </ul>
    </details>
  );
}
