import { AUDITOR_ROLE, AuditorConsole, AuditPage, ConnectionsPage, CONSOLE_BASE, ConsoleShell, LoadingState, NothingState, SessionGate, useHasRole, usePageTitle, useShortcut, ValuePage } from "@trivium/webkit";
import { lazy, Suspense } from "react";
import { useTranslation } from "react-i18next";
import { BrowserRouter, Link, Outlet, Route, Routes, useNavigate } from "react-router";
import { getValue } from "./api/client.ts";
import { PlantLiveProvider } from "./features/live/PlantLive.tsx";
import { OverviewPage } from "./features/overview/OverviewPage.tsx";
import { ROLES } from "./features/shared/roles.ts";

const AlarmsPage = lazy(async () => ({ default: (await import("./features/alarm/AlarmsPage.tsx")).AlarmsPage }));
const AssetPage = lazy(async () => ({ default: (await import("./features/asset/AssetPage.tsx")).AssetPage }));
const MaintenancePage = lazy(async () => ({ default: (await import("./features/maintenance/MaintenancePage.tsx")).MaintenancePage }));
const ProcessPage = lazy(async () => ({ default: (await import("./features/process/ProcessPage.tsx")).ProcessPage }));
const PlantPage = lazy(async () => ({ default: (await import("./features/plant/PlantPage.tsx")).PlantPage }));
const QualityPage = lazy(async () => ({ default: (await import("./features/quality/QualityPage.tsx")).QualityPage }));
const WallPage = lazy(async () => ({ default: (await import("./features/wall/WallPage.tsx")).WallPage }));

export function App() {
  const { t } = useTranslation();
  return (
    <BrowserRouter basename={CONSOLE_BASE}>
      <SessionGate roles={[...ROLES, AUDITOR_ROLE]}>
        <AuditorConsole roles={ROLES} serviceName={t("product")}>
          <PlantLiveProvider>
            <Routes>
              <Route
                path="/wall"
                element={
                  <Suspense fallback={<LoadingState />}>
                    <WallPage />
                  </Suspense>
                }
              />
              <Route element={<Console />}>
                <Route index element={<OverviewPage />} />
                <Route path="/alarms" element={<AlarmsPage />} />
                <Route path="/assets/:assetId" element={<AssetPage />} />
                <Route path="/maintenance" element={<MaintenancePage />} />
                <Route path="/process" element={<ProcessPage />} />
                <Route path="/plant" element={<PlantPage />} />
                <Route path="/quality" element={<QualityPage />} />
                <Route path="/value" element={<ValuePage load={getValue} />} />
                <Route path="/connections" element={<ConnectionsPage roles={["industrial-planner"]} />} />
                <Route path="/audit" element={<AuditPage />} />
                <Route path="*" element={<NotFound />} />
              </Route>
            </Routes>
          </PlantLiveProvider>
        </AuditorConsole>
      </SessionGate>
    </BrowserRouter>
  );
}

function Console() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const isAuditor = useHasRole(AUDITOR_ROLE);
  const isPlanner = useHasRole("industrial-planner");
  useShortcut("g o", t("nav.goOverview"), () => void navigate("/"));
  useShortcut("g a", t("nav.goAlarms"), () => void navigate("/alarms"));
  useShortcut("g m", t("nav.goMaintenance"), () => void navigate("/maintenance"));
  useShortcut("g p", t("nav.goProcess"), () => void navigate("/process"));
  useShortcut("g t", t("nav.goPlant"), () => void navigate("/plant"));
  useShortcut("g d", t("nav.goQuality"), () => void navigate("/quality"));
  useShortcut("g v", t("nav.goValue"), () => void navigate("/value"));
  const pages = [
    { path: "/", label: t("nav.overview") },
    { path: "/alarms", label: t("nav.alarms") },
    { path: "/maintenance", label: t("nav.maintenance") },
    { path: "/process", label: t("nav.process") },
    { path: "/plant", label: t("nav.plant") },
    { path: "/quality", label: t("nav.quality") },
    { path: "/value", label: t("nav.value") },
    ...(isPlanner || isAuditor ? [{ path: "/connections", label: t("connections.title", { ns: "kit" }) }] : []),
    ...(isAuditor ? [{ path: "/audit", label: t("audit.title", { ns: "kit" }) }] : []),
  ];
  return (
    <ConsoleShell serviceName={t("product")} pages={pages}>
      <Suspense fallback={<LoadingState />}>
        <Outlet />
      </Suspense>
    </ConsoleShell>
  );
}

function NotFound() {
  const { t } = useTranslation();
  usePageTitle(t("notFound.title"));
  return (
    <NothingState isPage title={t("notFound.title")} actions={<Link to="/">{t("nav.overview")}</Link>}>
      {t("notFound.body")}
    </NothingState>
  );
}
