import {
  Bullseye,
  Button,
  DescriptionList,
  DescriptionListDescription,
  DescriptionListGroup,
  DescriptionListTerm,
  EmptyState,
  EmptyStateActions,
  EmptyStateBody,
  EmptyStateFooter,
  Spinner,
} from "@patternfly/react-core";
import ExclamationCircleIcon from "@patternfly/react-icons/dist/esm/icons/exclamation-circle-icon";
import LockIcon from "@patternfly/react-icons/dist/esm/icons/lock-icon";
import SearchIcon from "@patternfly/react-icons/dist/esm/icons/search-icon";
import type { UseQueryResult } from "@tanstack/react-query";
import type { ComponentType, ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { asProblemError, isForbidden, type Problem } from "../problem/problem.ts";

export function LoadingState({ label }: { label?: string }) {
  const { t } = useTranslation("kit");
  const text = label ?? t("loading");
  return (
    <Bullseye className="tv-state" role="status">
      <EmptyState titleText={text} headingLevel="h2" icon={() => <Spinner aria-label={text} />} variant="sm" />
    </Bullseye>
  );
}

/** Nothing to show, and what to do about it; `isPage` where it is all that the page has. */
export function NothingState({ title, children, icon, actions, isPage }: { title: string; children?: ReactNode; icon?: ComponentType; actions?: ReactNode; isPage?: boolean }) {
  return (
    <EmptyState titleText={title} headingLevel={isPage === true ? "h1" : "h2"} icon={icon ?? SearchIcon} variant="sm" className="tv-state">
      {children !== undefined && <EmptyStateBody>{children}</EmptyStateBody>}
      {actions !== undefined && (
        <EmptyStateFooter>
          <EmptyStateActions>{actions}</EmptyStateActions>
        </EmptyStateFooter>
      )}
    </EmptyState>
  );
}

/** Title and detail of a problem in the reader's language where we have it, else as the service wrote it. */
export function useProblemText(): (problem: Problem) => { title: string; detail: string | undefined } {
  const { t, i18n } = useTranslation("kit");
  return (problem) => {
    const known = (member: "title" | "detail") => {
      for (const ns of ["app", "kit"]) {
        const key = `problem.${problem.code}.${member}`;
        if (i18n.exists(key, { ns })) return t(key, { ns, ...problem.members });
      }
      return undefined;
    };
    // The service's detail names the case at hand; a translation replaces it only in a language the service does not speak.
    const serverDetail = i18n.language.startsWith("en") ? problem.detail : undefined;
    return { title: known("title") ?? problem.title, detail: serverDetail ?? known("detail") ?? problem.detail };
  };
}

/** The service's error: detail, code and the id that finds the log entry. */
export function ProblemDetail({ problem }: { problem: Problem }) {
  const { t } = useTranslation("kit");
  const { detail } = useProblemText()(problem);
  return (
    <>
      {detail !== undefined && <p>{detail}</p>}
      <DescriptionList isCompact isHorizontal aria-label={t("error.code")} className="tv-problem">
        <DescriptionListGroup>
          <DescriptionListTerm>{t("error.code")}</DescriptionListTerm>
          <DescriptionListDescription>
            {problem.code}
            {problem.status > 0 && ` · ${t("error.status", { status: problem.status })}`}
          </DescriptionListDescription>
        </DescriptionListGroup>
        {problem.errorId !== undefined && (
          <DescriptionListGroup>
            <DescriptionListTerm>{t("error.errorId")}</DescriptionListTerm>
            <DescriptionListDescription>
              <code>{problem.errorId}</code>
              <div>{t("error.errorIdHelp")}</div>
            </DescriptionListDescription>
          </DescriptionListGroup>
        )}
      </DescriptionList>
    </>
  );
}

export function ErrorState({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const { t } = useTranslation("kit");
  const { problem } = asProblemError(error);
  const { title } = useProblemText()(problem);
  return (
    <EmptyState titleText={title} headingLevel="h2" icon={ExclamationCircleIcon} status="danger" variant="sm" className="tv-state" role="alert">
      <EmptyStateBody>
        <ProblemDetail problem={problem} />
      </EmptyStateBody>
      {onRetry !== undefined && (
        <EmptyStateFooter>
          <EmptyStateActions>
            <Button variant="primary" onClick={onRetry}>
              {t("retry")}
            </Button>
          </EmptyStateActions>
        </EmptyStateFooter>
      )}
    </EmptyState>
  );
}

/** The person is known but may not see this. */
export function ForbiddenState({ roles, tenant }: { roles?: readonly string[]; tenant?: string }) {
  const { t } = useTranslation("kit");
  return (
    <EmptyState titleText={t("forbidden.title")} headingLevel="h2" icon={LockIcon} variant="sm" className="tv-state">
      <EmptyStateBody>
        {roles === undefined || tenant === undefined ? t("forbidden.bodyAny") : t("forbidden.body", { roles: roles.join(", "), tenant })}
      </EmptyStateBody>
    </EmptyState>
  );
}

/** Chooses the state of a query; `children` sees data only. */
export function QueryState<T>({
  query,
  isEmpty,
  empty,
  children,
}: {
  query: UseQueryResult<T>;
  isEmpty?: (data: T) => boolean;
  empty?: ReactNode;
  children: (data: T) => ReactNode;
}) {
  if (query.isPending) return <LoadingState />;
  if (query.isError) return isForbidden(query.error) ? <ForbiddenState /> : <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  if (empty !== undefined && isEmpty?.(query.data) === true) return empty;
  return children(query.data);
}
