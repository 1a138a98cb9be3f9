import { AUDITOR_ROLE, AuditPage, CONSOLE_BASE, ConsoleShell, ForbiddenState, LoadingState, NothingState, SessionGate, useHasRole, usePageTitle, useSession, useShortcut } from "@trivium/webkit";
import { lazy, type ReactNode, Suspense } from "react";
import { useTranslation } from "react-i18next";
import { BrowserRouter, Link, Route, Routes, useNavigate } from "react-router";
import { LiveRuntime } from "./features/live/LiveRuntime.tsx";
import { FrontPage } from "./features/front/FrontPage.tsx";
import { MODEL_ROLES, useSeesModels } from "./roles.ts";

const ExpertsPage = lazy(async () => ({ default: (await import("./features/expert/ExpertsPage.tsx")).ExpertsPage }));
const QueuesPage = lazy(async () => ({ default: (await import("./features/queue/QueuesPage.tsx")).QueuesPage }));
const ModelsPage = lazy(async () => ({ default: (await import("./features/model/ModelsPage.tsx")).ModelsPage }));
const LearningPage = lazy(async () => ({ default: (await import("./features/learning/LearningPage.tsx")).LearningPage }));

/** The front page is everybody's who works on this platform; what runs in the runtime is for those who may see models. */
export function App() {
  return (
    <BrowserRouter basename={CONSOLE_BASE}>
      <SessionGate>
        <Console />
      </SessionGate>
    </BrowserRouter>
  );
}

function Console() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { tenant } = useSession();
  const seesModels = useSeesModels();
  const isAuditor = useHasRole(AUDITOR_ROLE);
  useShortcut("g o", t("nav.goFront"), () => void navigate("/"));
  useShortcut("g m", t("nav.goModels"), () => seesModels && void navigate("/models"));
  useShortcut("g e", t("nav.goExperts"), () => seesModels && void navigate("/experts"));
  useShortcut("g q", t("nav.goQueues"), () => seesModels && void navigate("/queues"));
  useShortcut("g l", t("nav.goLearning"), () => seesModels && void navigate("/learning"));
  useShortcut("g a", t("nav.goAudit"), () => isAuditor && void navigate("/audit"));
  const pages = [
    { path: "/", label: t("nav.front") },
    ...(seesModels
      ? [
          { path: "/models", label: t("nav.models") },
          { path: "/experts", label: t("nav.experts") },
          { path: "/queues", label: t("nav.queues") },
          { path: "/learning", label: t("nav.learning") },
        ]
      : []),
    ...(isAuditor ? [{ path: "/audit", label: t("nav.audit") }] : []),
  ];
  const routes = (
    <ConsoleShell serviceName={t("product")} pages={pages}>
      <Suspense fallback={<LoadingState />}>
        <Routes>
          <Route index element={<FrontPage />} />
          <Route path="/models" element={<ForModels>{<ModelsPage />}</ForModels>} />
          <Route path="/experts" element={<ForModels>{<ExpertsPage />}</ForModels>} />
          <Route path="/queues" element={<ForModels>{<QueuesPage />}</ForModels>} />
          <Route path="/learning" element={<ForModels>{<LearningPage />}</ForModels>} />
          <Route path="/audit" element={isAuditor ? <AuditPage /> : <ForbiddenState roles={[AUDITOR_ROLE]} tenant={tenant} />} />
          <Route path="*" element={<NotFound />} />
        </Routes>
      </Suspense>
    </ConsoleShell>
  );
  return seesModels ? <LiveRuntime>{routes}</LiveRuntime> : routes;
}

function ForModels({ children }: { children: ReactNode }) {
  const { tenant } = useSession();
  return useSeesModels() ? children : <ForbiddenState roles={MODEL_ROLES} tenant={tenant} />;
}

function NotFound() {
  const { t } = useTranslation();
  usePageTitle(t("notFound.title"));
  return (
    <NothingState isPage title={t("notFound.title")} actions={<Link to="/">{t("nav.front")}</Link>}>
      {t("notFound.body")}
    </NothingState>
  );
}
