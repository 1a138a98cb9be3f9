import { Button, Spinner, TextInput } from "@patternfly/react-core";
import SearchIcon from "@patternfly/react-icons/dist/esm/icons/search-icon";
import { useMutation } from "@tanstack/react-query";
import { asProblemError, useAnnounce, useFormat, useProblemText, useShortcut } from "@trivium/webkit";
import { type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useLocation, useNavigate } from "react-router";
import { search } from "../../api/client.ts";
import { ENTITY_TYPES, type SearchResult } from "../../api/types.ts";
import { moneyOf } from "../decision/money.ts";
import { entityPath, shortId } from "../entity/entityPath.ts";

/** One box for everything that has a number or an id. What is typed is part of no address and is not stored. */
export function SearchBox() {
  const { t } = useTranslation();
  const announce = useAnnounce();
  const problemText = useProblemText();
  const navigate = useNavigate();
  const { key } = useLocation();
  const [text, setText] = useState("");
  const [isOpen, setOpen] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  const input = useRef<HTMLInputElement>(null);
  const found = useMutation({
    mutationFn: search,
    onSuccess: (result) => {
      // A card number does not stay on the screen either.
      if (result.problem === "card-number") setText("");
      announce(result.problem == null ? t("search.found", { count: hitsOf(result) }) : t(`search.problem_${result.problem}`));
    },
  });
  const close = () => {
    setOpen(false);
    found.reset();
  };
  useShortcut("/", t("search.shortcut"), () => {
    input.current?.focus();
    input.current?.select();
  });
  // Whoever has followed a result is on another page.
  useEffect(() => setOpen(false), [key]);
  useEffect(() => {
    if (!isOpen) return;
    const onPress = (event: MouseEvent) => {
      if (event.target instanceof Node && box.current?.contains(event.target) !== true) setOpen(false);
    };
    document.addEventListener("mousedown", onPress);
    return () => document.removeEventListener("mousedown", onPress);
  }, [isOpen]);
  const links = () => [...(box.current?.querySelectorAll<HTMLElement>("a[data-hit]") ?? [])];
  const submit = () => {
    if (text.trim() === "") return;
    const [first] = links();
    if (isOpen && found.isSuccess && found.variables === text && first !== undefined) {
      void navigate(first.dataset["hit"] ?? "/");
      return;
    }
    setOpen(true);
    found.mutate(text);
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.key === "Escape") {
      event.preventDefault();
      close();
      input.current?.focus();
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      const all = links();
      const at = all.indexOf(document.activeElement as HTMLElement);
      const next = at + (event.key === "ArrowDown" ? 1 : -1);
      if (all.length === 0) return;
      event.preventDefault();
      if (next < 0) input.current?.focus();
      else all[Math.min(next, all.length - 1)]?.focus();
    }
  };
  return (
    <div ref={box} className="fin-search" role="search" onKeyDown={onKey}>
      <form
        autoComplete="off"
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <TextInput
          ref={input}
          type="search"
          customIcon={<SearchIcon />}
          aria-label={t("search.label")}
          placeholder={t("search.placeholder")}
          value={text}
          onChange={(_event, value) => {
            setText(value);
            if (value === "") close();
          }}
        />
      </form>
      {isOpen && (
        <div className="fin-search-results">
          {found.isPending && <Spinner size="md" aria-label={t("search.searching")} />}
          {found.isError && <p role="alert">{problemText(asProblemError(found.error).problem).title}</p>}
          {found.isSuccess && <Results result={found.data} />}
          <Button variant="link" isInline className="fin-search-close" onClick={close}>
            {t("search.close")}
          </Button>
        </div>
      )}
    </div>
  );
}

function hitsOf(result: SearchResult): number {
  return result.cases.length + result.entities.length + (result.authorization == null ? 0 : 1);
}

function Results({ result }: { result: SearchResult }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (result.problem != null) return <p>{t(`search.problem_${result.problem}`)}</p>;
  if (hitsOf(result) === 0) return <p>{t("search.nothing")}</p>;
  const { authorization } = result;
  return (
    <>
      <Group title={t("search.cases")}>
        {result.cases.map((one) => (
          <Hit key={one.caseNumber} to={`/cases/${one.caseNumber}`} note={`${one.disposition == null ? t(`case.state_${one.state}`) : t(`disposition.${one.disposition}`)} · ${format.dateTime(one.openedAt)}`}>
            {t("case.number", { number: one.caseNumber })}
          </Hit>
        ))}
      </Group>
      <Group title={t("search.payment")}>
        {authorization == null
          ? []
          : [
              <Hit key="payment" to={`/history?range=all&selected=${encodeURIComponent(authorization.authorizationId)}`} note={`${moneyOf(authorization, format)} · ${t(`outcome.${authorization.outcome}`)} · ${format.dateTime(authorization.occurredAt)}`}>
                {shortId(authorization.authorizationId)}
              </Hit>,
            ]}
      </Group>
      {ENTITY_TYPES.map((type) => (
        <Group key={type} title={t(`search.group_${type}`)}>
          {result.entities
            .filter((one) => one.type === type)
            .map((one) => (
              <Hit key={one.value} to={entityPath(type, { authorizationId: one.authorizationId })} note={t("search.seen", { time: format.dateTime(one.seenAt) })}>
                {shortId(one.value)}
              </Hit>
            ))}
        </Group>
      ))}
    </>
  );
}

function Group({ title, children }: { title: string; children: readonly ReactNode[] }) {
  if (children.length === 0) return null;
  return (
    <section aria-label={title}>
      <h2 className="fin-search-group">{title}</h2>
      <ul className="fin-search-hits">{children}</ul>
    </section>
  );
}

function Hit({ to, note, children }: { to: string; note: string; children: ReactNode }) {
  return (
    <li>
      <Link to={to} data-hit={to}>
        {children}
      </Link>{" "}
      <span className="fin-help">{note}</span>
    </li>
  );
}
