import { Alert, Button, Card, CardBody, CardTitle, Label, Title } from "@patternfly/react-core";
import CheckCircleIcon from "@patternfly/react-icons/dist/esm/icons/check-circle-icon";
import ExclamationCircleIcon from "@patternfly/react-icons/dist/esm/icons/exclamation-circle-icon";
import LockIcon from "@patternfly/react-icons/dist/esm/icons/lock-icon";
import ServerIcon from "@patternfly/react-icons/dist/esm/icons/server-icon";
import type { UseQueryResult } from "@tanstack/react-query";
import { AUDITOR_ROLE, NothingState, QueryState, useHasRole, useSession } from "@trivium/webkit";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { Service } from "../../api/types.ts";
import { missingRoles } from "./consoleAccess.ts";

export function Services({ query }: { query: UseQueryResult<Service[]> }) {
  const { t } = useTranslation();
  return (
    <section aria-labelledby="services-title" className="rt-section">
      <Title headingLevel="h2" size="lg" id="services-title">
        {t("front.services")}
      </Title>
      <QueryState query={query} isEmpty={(services) => services.length === 0} empty={<NothingState title={t("front.noServices")} icon={ServerIcon} />}>
        {(services) => (
          <>
            <Verdict services={services} />
            <div className="rt-services">
              {services.map((service) => (
                <ServiceCard key={service.name} service={service} />
              ))}
            </div>
          </>
        )}
      </QueryState>
    </section>
  );
}

function Verdict({ services }: { services: readonly Service[] }) {
  const { t } = useTranslation();
  const bad = services.filter((service) => service.health !== "up");
  return (
    <div role="status">
      {bad.length > 0 && <Alert variant="danger" isInline title={t("front.someDown", { count: bad.length, names: bad.map((service) => t(`service.${service.name}.name`, { defaultValue: service.name })).join(", ") })} className="rt-verdict" />}
    </div>
  );
}

function ServiceCard({ service }: { service: Service }) {
  const { t } = useTranslation();
  const { service: self, roles } = useSession();
  const { name, health, checks, consoleUrl, detail } = service;
  const isSelf = name === self || name === `model-${self}`;
  const missing = missingRoles(name, roles);
  const isAuditor = useHasRole(AUDITOR_ROLE);
  const failed = checks.filter((check) => !check.up);
  return (
    <Card isCompact className="rt-service" data-service={name}>
      <CardTitle component="h3">
        <span className="rt-service-head">
          {t(`service.${name}.name`, { defaultValue: name })}
          {health === "up" ? (
            <Label status="success" icon={<CheckCircleIcon />} isCompact>
              {t("health.up")}
            </Label>
          ) : (
            <Label status="danger" icon={<ExclamationCircleIcon />} isCompact>
              {t(`health.${health}`)}
            </Label>
          )}
        </span>
      </CardTitle>
      <CardBody>
        <p className="rt-service-what">{t(`service.${name}.what`, { defaultValue: "" })}</p>
        <p className="rt-mono rt-subtle">{name}</p>
        {detail !== undefined && health !== "up" && <p className="rt-break">{detail}</p>}
        <p className="rt-subtle">
          {failed.length > 0 ? t("front.checksFailed", { names: failed.map((check) => check.name).join(", ") }) : checks.length > 0 ? t("front.checksPassed", { count: checks.length }) : t("front.noChecks")}
        </p>
        <div className="rt-service-act">
          {isSelf ? (
            <span className="rt-subtle">{t("front.thisConsole")}</span>
          ) : consoleUrl === undefined ? (
            <span className="rt-subtle">{t("front.noConsole")}</span>
          ) : (
            <>
              <Button component="a" href={consoleUrl} variant={health === "up" && missing.length === 0 ? "primary" : "secondary"} icon={missing.length > 0 ? <LockIcon /> : undefined}>
                {t(`service.${name}.console`, { defaultValue: t("front.openConsole", { name }) })}
              </Button>
              {missing.length > 0 && <p className="rt-subtle">{t("front.needsRole", { roles: missing.join(", ") })}</p>}
            </>
          )}
          {isAuditor && (isSelf ? <Link to="/audit">{t("nav.audit")}</Link> : consoleUrl !== undefined && <a href={`${consoleUrl.replace(/\/$/, "")}/audit`}>{t("nav.audit")}</a>)}
        </div>
      </CardBody>
    </Card>
  );
}
