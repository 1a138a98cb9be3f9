import { Card, CardBody, CardTitle } from "@patternfly/react-core";
import type { UseQueryResult } from "@tanstack/react-query";
import { type ReactNode, useRef } from "react";
import { useTranslation } from "react-i18next";
import { useFormat } from "../format/useFormat.ts";
import { useShortcut } from "../keyboard/ShortcutProvider.tsx";
import { QueryState } from "../states/States.tsx";
import type { LabelQueue } from "./labelQueue.ts";

interface Props<T> {
  readonly query: UseQueryResult<LabelQueue<T>>;
  /** Heading, where the domain has a word of its own for such a list. */
  readonly title?: string;
  /** What to do with them, in the domain's words. */
  readonly help: string;
  /** The rows; each has a link to where the label is given. */
  readonly children: (items: readonly T[]) => ReactNode;
}

/** Offers the examples that are most worth a person's minute. */
export function WorthPanel<T>({ query, title, help, children }: Props<T>) {
  const { t } = useTranslation("kit");
  const panel = useRef<HTMLDivElement>(null);
  useShortcut("v", t("worth.shortcut"), () => {
    const target = panel.current?.querySelector<HTMLElement>("a") ?? panel.current;
    target?.focus();
  });
  return (
    <Card isCompact component="section" id="worth" className="tv-worth" aria-labelledby="worth-title" ref={panel} tabIndex={-1}>
      <CardTitle component="h2" subtitle={help}>
        {title ?? t("worth.title")}
      </CardTitle>
      <CardBody>
        <QueryState query={query} isEmpty={(queue) => queue.items.length === 0} empty={<Nothing gap={query.data?.gap ?? undefined} />}>
          {(queue) => children(queue.items)}
        </QueryState>
      </CardBody>
    </Card>
  );
}

function Nothing({ gap }: { gap: string | undefined }) {
  const { t } = useTranslation("kit");
  return (
    <p role="status">
      <strong>{t(`worth.gap_${gap ?? "none"}`, { defaultValue: t("worth.gap_unavailable") })}</strong> {t(`worth.gap_${gap ?? "none"}Help`, { defaultValue: t("worth.gap_unavailableHelp") })}
    </p>
  );
}

/** Why an example is on the list. */
export function WorthReason({ worth }: { worth: { readonly reason: string; readonly uncertainty: number } }) {
  const { t } = useTranslation("kit");
  const format = useFormat();
  return (
    <span title={t("worth.doubt", { value: format.percent(worth.uncertainty, 0) })}>{t(`worth.reason_${worth.reason}`, { defaultValue: t("worth.reason_different") })}</span>
  );
}
