import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Navigate, Route, Routes } from "react-router";
import { useSession } from "../session/session.tsx";
import { ConsoleShell } from "../shell/ConsoleShell.tsx";
import { AuditPage } from "./AuditPage.tsx";

interface Props {
  /** Roles of the console's own users. */
  readonly roles: readonly string[];
  readonly serviceName: string;
  readonly children: ReactNode;
}

/** The console for people who have one of its roles; for an auditor without them its audit log and nothing else. */
export function AuditorConsole({ roles, serviceName, children }: Props) {
  const { t } = useTranslation("kit");
  const session = useSession();
  if (roles.some((role) => session.roles.includes(role))) return children;
  return (
    <ConsoleShell serviceName={serviceName} pages={[{ path: "/audit", label: t("audit.title") }]}>
      <Routes>
        <Route path="/audit" element={<AuditPage />} />
        <Route path="*" element={<Navigate to="/audit" replace />} />
      </Routes>
    </ConsoleShell>
  );
}
