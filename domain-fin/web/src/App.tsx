import { AUDITOR_ROLE, AuditorConsole, AuditPage, ConnectionsPage, CONSOLE_BASE, ConsoleShell, LoadingState, NothingState, SessionGate, useHasRole, usePageTitle, useShortcut, ValuePage } from "@trivium/webkit";
import { lazy, Suspense } from "react";
import { useTranslation } from "react-i18next";
import { BrowserRouter, Link, Navigate, Route, Routes, useNavigate } from "react-router";
import { getValue } from "./api/client.ts";
import { LivePage } from "./features/live/LivePage.tsx";
import { SearchBox } from "./features/search/SearchBox.tsx";
import { LabelFeedBanner } from "./features/monitoring/LabelFeedBanner.tsx";

const QueuePage = lazy(async () => ({ default: (await import("./features/casework/QueuePage.tsx")).QueuePage }));
const CasePage = lazy(async () => ({ default: (await import("./features/casework/CasePage.tsx")).CasePage }));
const EntityPage = lazy(async () => ({ default: (await import("./features/entity/EntityPage.tsx")).EntityPage }));
const HistoryPage = lazy(async () => ({ default: (await import("./features/history/HistoryPage.tsx")).HistoryPage }));
const RulesPage = lazy(async () => ({ default: (await import("./features/rules/RulesPage.tsx")).RulesPage }));
const RulePage = lazy(async () => ({ default: (await import("./features/rules/RulePage.tsx")).RulePage }));
const MonitoringPage = lazy(async () => ({ default: (await import("./features/monitoring/MonitoringPage.tsx")).MonitoringPage }));
const DeadLetterPage = lazy(async () => ({ default: (await import("./features/deadletter/DeadLetterPage.tsx")).DeadLetterPage }));

/** Whoever may look at decisions. */
const ROLES = ["fin-analyst", "fin-supervisor"];

export function App() {
  const { t } = useTranslation();
  return (
    <BrowserRouter basename={CONSOLE_BASE}>
      <SessionGate roles={[...ROLES, AUDITOR_ROLE]}>
        <AuditorConsole roles={ROLES} serviceName={t("product")}>
          <Console />
        </AuditorConsole>
      </SessionGate>
    </BrowserRouter>
  );
}

function Console() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const isSupervisor = useHasRole("fin-supervisor");
  const isAuditor = useHasRole(AUDITOR_ROLE);
  useShortcut("g q", t("nav.goQueue"), () => void navigate("/queue"));
  useShortcut("g l", t("nav.goLive"), () => void navigate("/live"));
  useShortcut("g h", t("nav.goHistory"), () => void navigate("/history"));
  useShortcut("g r", t("nav.goRules"), () => void navigate("/rules"));
  useShortcut("g m", t("nav.goMonitoring"), () => void navigate("/monitoring"));
  useShortcut("g v", t("nav.goValue"), () => void navigate("/value"));
  useShortcut("g d", t("nav.goDeadLetters"), () => isSupervisor && void navigate("/dead-letters"));
  const pages = [
    { path: "/queue", label: t("nav.queue") },
    { path: "/live", label: t("nav.live") },
    { path: "/history", label: t("nav.history") },
    { path: "/rules", label: t("nav.rules") },
    { path: "/monitoring", label: t("nav.monitoring") },
    { path: "/value", label: t("nav.value") },
    ...(isSupervisor ? [{ path: "/dead-letters", label: t("nav.deadLetters") }] : []),
    ...(isSupervisor || isAuditor ? [{ path: "/connections", label: t("connections.title", { ns: "kit" }) }] : []),
    ...(isAuditor ? [{ path: "/audit", label: t("audit.title", { ns: "kit" }) }] : []),
  ];
  return (
    <ConsoleShell serviceName={t("product")} pages={pages} tools={<SearchBox />}>
      <LabelFeedBanner />
      <Suspense fallback={<LoadingState />}>
      <Routes>
        <Route index element={<Navigate to="/queue" replace />} />
        <Route path="/queue" element={<QueuePage />} />
        <Route path="/cases/:caseNumber" element={<CasePage />} />
        <Route path="/entities/:type" element={<EntityPage />} />
        <Route path="/live" element={<LivePage />} />
        <Route path="/history" element={<HistoryPage />} />
        <Route path="/rules" element={<RulesPage />} />
        <Route path="/rules/:ruleId" element={<RulePage />} />
        <Route path="/monitoring" element={<MonitoringPage />} />
        <Route path="/value" element={<ValuePage load={getValue} />} />
        <Route path="/dead-letters" element={<DeadLetterPage />} />
        {(isSupervisor || isAuditor) && <Route path="/connections" element={<ConnectionsPage roles={["fin-supervisor"]} />} />}
        {isAuditor && <Route path="/audit" element={<AuditPage />} />}
        <Route path="*" element={<NotFound />} />
      </Routes>
      </Suspense>
    </ConsoleShell>
  );
}

/** A page whose title says no more than which page it is. */
function NotFound() {
  const { t } = useTranslation();
  usePageTitle(t("notFound.title"));
  return (
    <NothingState isPage title={t("notFound.title")} actions={<Link to="/queue">{t("nav.queue")}</Link>}>
      {t("notFound.body")}
    </NothingState>
  );
}
