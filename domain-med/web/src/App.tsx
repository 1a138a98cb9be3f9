import { Banner } from "@patternfly/react-core";
import { AUDITOR_ROLE, AuditPage, ConnectionsPage, CONSOLE_BASE, ConsoleShell, LoadingState, NothingState, SessionGate, useHasRole, usePageTitle, useShortcut, ValuePage } from "@trivium/webkit";
import { lazy, Suspense } from "react";
import { useTranslation } from "react-i18next";
import { BrowserRouter, Link, Navigate, Route, Routes, useNavigate } from "react-router";
import { getValue } from "./api/client.ts";
import { OpenViewer } from "./features/study/OpenViewer.tsx";
import { WorklistPage } from "./features/worklist/WorklistPage.tsx";

const StudyPage = lazy(async () => ({ default: (await import("./features/study/StudyPage.tsx")).StudyPage }));
const DestinationsPage = lazy(async () => ({ default: (await import("./features/destinations/DestinationsPage.tsx")).DestinationsPage }));
const ConnectPage = lazy(async () => ({ default: (await import("./features/connect/ConnectPage.tsx")).ConnectPage }));

/** Whoever may look at studies. */
const ROLES = ["med-radiologist", "med-integrator", AUDITOR_ROLE];

export function App() {
  return (
    <BrowserRouter basename={CONSOLE_BASE}>
      <SessionGate roles={ROLES}>
        <Console />
      </SessionGate>
    </BrowserRouter>
  );
}

function Console() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  useShortcut("g w", t("nav.goWorklist"), () => void navigate("/worklist"));
  useShortcut("g d", t("nav.goDestinations"), () => void navigate("/destinations"));
  useShortcut("g c", t("nav.goConnect"), () => void navigate("/connect"));
  const isRadiologist = useHasRole("med-radiologist");
  const isIntegrator = useHasRole("med-integrator");
  const isAuditor = useHasRole(AUDITOR_ROLE);
  const seesValue = isRadiologist || isIntegrator;
  useShortcut("g v", t("nav.goValue"), () => seesValue && void navigate("/value"));
  const pages = [
    { path: "/worklist", label: t("nav.worklist") },
    { path: "/destinations", label: t("nav.destinations") },
    { path: "/connect", label: t("nav.connect") },
    ...(isIntegrator || isAuditor ? [{ path: "/connections", label: t("connections.title", { ns: "kit" }) }] : []),
    ...(seesValue ? [{ path: "/value", label: t("nav.value") }] : []),
    ...(isAuditor ? [{ path: "/audit", label: t("audit.title", { ns: "kit" }) }] : []),
  ];
  return (
    <ConsoleShell serviceName={t("product")} pages={pages}>
      <Banner className="med-notice" color="yellow" role="note" aria-label={t("notice.label")}>
        {t("notice.text")}
      </Banner>
      <Suspense fallback={<LoadingState />}>
        <Routes>
          <Route index element={<Navigate to="/worklist" replace />} />
          <Route path="/worklist" element={<WorklistPage />} />
          <Route path="/studies/:study/reading" element={<StudyPage />} />
          <Route path="/studies/:study/ohif" element={<OpenViewer />} />
          <Route path="/destinations" element={<DestinationsPage />} />
          <Route path="/connect" element={<ConnectPage />} />
          {(isIntegrator || isAuditor) && <Route path="/connections" element={<ConnectionsPage roles={["med-integrator"]} />} />}
          <Route path="/value" element={<ValuePage load={getValue} />} />
          {isAuditor && <Route path="/audit" element={<AuditPage />} />}
          <Route path="*" element={<NotFound />} />
        </Routes>
      </Suspense>
    </ConsoleShell>
  );
}

function NotFound() {
  const { t } = useTranslation();
  usePageTitle(t("notFound.title"));
  return (
    <NothingState isPage title={t("notFound.title")} actions={<Link to="/worklist">{t("nav.worklist")}</Link>}>
      {t("notFound.body")}
    </NothingState>
  );
}
