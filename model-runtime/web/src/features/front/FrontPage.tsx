import { PageSection } from "@patternfly/react-core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { listServices } from "../../api/client.ts";
import { useSeesModels } from "../../roles.ts";
import { PageHead } from "../page/PageHead.tsx";
import { Glance } from "./Glance.tsx";
import { ModelSummary } from "./ModelSummary.tsx";
import { Services } from "./Services.tsx";

/** What runs on this platform, where its consoles are, and how it is doing. */
export function FrontPage() {
  const { t } = useTranslation();
  const seesModels = useSeesModels();
  const services = useQuery({ queryKey: ["services"], queryFn: ({ signal }) => listServices(signal), refetchInterval: 10_000 });
  return (
    <PageSection className="rt-page">
      <PageHead title={t("front.title")} at={services.dataUpdatedAt === 0 ? undefined : services.dataUpdatedAt} />
      {seesModels && <Glance services={services.data} />}
      <Services query={services} />
      {seesModels ? <ModelSummary /> : <p className="rt-subtle">{t("front.modelsNeedRole")}</p>}
    </PageSection>
  );
}
