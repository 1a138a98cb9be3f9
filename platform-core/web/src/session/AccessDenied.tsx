import { Button, EmptyState, EmptyStateActions, EmptyStateBody, EmptyStateFooter } from "@patternfly/react-core";
import LockIcon from "@patternfly/react-icons/dist/esm/icons/lock-icon";
import { useTranslation } from "react-i18next";
import type { Account } from "./session.tsx";
import { ownRoles, signOut } from "./signIn.ts";

/** The page of a person who is signed in but may not use this console: who that is, what is missing, and the ways out. */
export function AccessDenied({ account, roles }: { account: Account; roles: readonly string[] }) {
  const { t } = useTranslation("kit");
  const own = ownRoles(account.roles);
  return (
    <main>
      <EmptyState titleText={t("forbidden.title")} headingLevel="h1" icon={LockIcon} className="tv-state">
        <EmptyStateBody>
          <p>{t("forbidden.signedInAs", { name: account.displayName, user: account.user })}</p>
          <p>
            {typeof account.tenant !== "string"
              ? t("forbidden.noOrganisation")
              : t("forbidden.missing", { roles: roles.join(", "), tenant: account.tenant })}
          </p>
          <p>{own.length === 0 ? t("forbidden.noRoles") : t("forbidden.ownRoles", { roles: own.join(", ") })}</p>
        </EmptyStateBody>
        <EmptyStateFooter>
          <EmptyStateActions>
            <Button onClick={() => void signOut()} variant="primary">
              {t("forbidden.otherAccount")}
            </Button>
            {typeof account.frontPage === "string" && (
              <Button component="a" href={account.frontPage} variant="secondary">
                {t("shell.frontPage")}
              </Button>
            )}
          </EmptyStateActions>
          <EmptyStateActions>
            <Button onClick={() => void signOut()} variant="link">
              {t("shell.logout")}
            </Button>
          </EmptyStateActions>
        </EmptyStateFooter>
      </EmptyState>
    </main>
  );
}
