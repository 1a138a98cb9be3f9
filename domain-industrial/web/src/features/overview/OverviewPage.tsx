import { Alert, Button, PageSection, Title, ToggleGroup, ToggleGroupItem } from "@patternfly/react-core";
import ExpandIcon from "@patternfly/react-icons/dist/esm/icons/expand-icon";
import IndustryIcon from "@patternfly/react-icons/dist/esm/icons/industry-icon";
import { useQuery } from "@tanstack/react-query";
import { NothingState, QueryState, url, useShortcut, useUrlState } from "@trivium/webkit";
import { useTranslation } from "react-i18next";
import { Link, useNavigate } from "react-router";
import { getOverview, listAlarms } from "../../api/client.ts";
import type { Overview } from "../../api/types.ts";
import { Freshness } from "../live/Freshness.tsx";
import { LostBanner } from "../live/LostBanner.tsx";
import { Attention } from "./Attention.tsx";
import { LineSection } from "./LineSection.tsx";
import { PlantFigures } from "./PlantFigures.tsx";

const pageState = { show: url.oneOf(["all", "abnormal"] as const, "all") };

/** What is wrong now, how bad it is, what to do; then the whole plant, line by line. */
export function OverviewPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const overview = useQuery({ queryKey: ["overview"], queryFn: ({ signal }) => getOverview(signal), refetchInterval: 30_000 });
  useShortcut("w", t("wall.open"), () => void navigate("/wall"));
  return (
    <PageSection className="ind-page">
      <div className="ind-page-head">
        <Title headingLevel="h1">{t("overview.title")}</Title>
        <Freshness />
        <Button variant="secondary" icon={<ExpandIcon />} component={(props) => <Link {...props} to="/wall" />}>
          {t("wall.open")}
        </Button>
      </div>
      <LostBanner />
      <QueryState
        query={overview}
        isEmpty={(found) => found.lines.every((line) => line.assets.length === 0)}
        empty={
          <NothingState title={t("overview.empty")} icon={IndustryIcon} actions={<Link to="/plant">{t("overview.toPlant")}</Link>}>
            {t("overview.emptyHelp")}
          </NothingState>
        }
      >
        {(found) => <Plant overview={found} />}
      </QueryState>
    </PageSection>
  );
}

function Plant({ overview }: { overview: Overview }) {
  const { t } = useTranslation();
  const [{ show }, change] = useUrlState(pageState);
  const alarms = useQuery({ queryKey: ["alarms", "attention"], queryFn: ({ signal }) => listAlarms({ state: "open", limit: 200 }, signal), refetchInterval: 30_000 });
  const { figures, lines } = overview;
  const shown = show === "all" ? lines : lines.map((line) => ({ ...line, assets: line.assets.filter((asset) => asset.health !== "good") })).filter((line) => line.assets.length > 0);
  const assets = lines.flatMap((line) => line.assets);
  return (
    <>
      {figures.flood && (
        <Alert variant="danger" isInline title={t("flood.title", { count: figures.alarmsLast10Min })} actionLinks={<Link to="/alarms?group=cause">{t("flood.open")}</Link>} className="ind-flood">
          {t("flood.help")}
        </Alert>
      )}
      {alarms.data !== undefined && <Attention alarms={alarms.data.items} assets={assets} />}
      <PlantFigures figures={figures} />
      <div className="ind-section-head">
        <Title headingLevel="h2" size="lg">
          {t("overview.lines")}
        </Title>
        <ToggleGroup isCompact aria-label={t("overview.show")}>
          {(["all", "abnormal"] as const).map((choice) => (
            <ToggleGroupItem key={choice} buttonId={`show-${choice}`} text={t(`overview.show_${choice}`)} isSelected={show === choice} onChange={() => change({ show: choice })} />
          ))}
        </ToggleGroup>
      </div>
      <div className="ind-lines">
        {shown.map((line) => (
          <LineSection key={line.lineId} line={line} />
        ))}
      </div>
      {shown.length === 0 && <p className="ind-subtle">{t("overview.nothingAbnormal")}</p>}
    </>
  );
}
