import { Title } from "@patternfly/react-core";
import { useQuery } from "@tanstack/react-query";
import { QueryState, shortToken } from "@trivium/webkit";
import { useTranslation } from "react-i18next";
import { Link, useNavigate } from "react-router";
import { getCaseLinks } from "../../api/client.ts";
import type { CaseLinks } from "../../api/types.ts";
import { placeNodes, viewBoxOf } from "./linkLayout.ts";
import { sharedCases } from "./sharedCases.ts";

/** What the case shares with others: a picture, and the same as a list. */
export function LinksPanel({ caseNumber }: { caseNumber: number }) {
  const { t } = useTranslation();
  const query = useQuery({ queryKey: ["case-links", caseNumber], queryFn: ({ signal }) => getCaseLinks(caseNumber, signal) });
  return (
    <section aria-labelledby="case-links">
      <Title id="case-links" headingLevel="h2" size="md" className="fin-section-title">
        {t("links.title")}
      </Title>
      <QueryState query={query}>
        {(links) => (
          <>
            <Graph links={links} />
            <SharedList links={links} />
            {!links.complete && <p className="fin-help">{t("links.incomplete")}</p>}
          </>
        )}
      </QueryState>
    </section>
  );
}

/** A picture for the eye; the list below says the same, so it is hidden from assistive technology. */
function Graph({ links }: { links: CaseLinks }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const placed = placeNodes(links);
  const places = new Map(placed.map((place) => [place.id, place]));
  const small = links.nodes.length > 24;
  return (
    <svg className="fin-graph" viewBox={viewBoxOf(placed)} aria-hidden="true">
      {links.edges.map(({ from, to }) => {
        const [a, b] = [places.get(from), places.get(to)];
        return a && b && <line key={`${from} ${to}`} x1={a.x} y1={a.y} x2={b.x} y2={b.y} className="fin-graph-edge" />;
      })}
      {links.nodes.map((node) => {
        const place = places.get(node.id);
        if (place === undefined) return null;
        const number = node.caseNumber ?? undefined;
        return (
          <g
            key={node.id}
            transform={`translate(${place.x} ${place.y})`}
            className={`fin-node fin-node-${node.kind}${place.ring === 0 ? " fin-node-own" : ""}${node.disposition === "confirmed-fraud" ? " fin-node-fraud" : ""}`}
            {...(number === undefined || place.ring === 0 ? {} : { onClick: () => void navigate(`/cases/${number}`) })}
          >
            <title>{`${t(`links.kind_${node.kind}`, { defaultValue: node.kind })}: ${node.label}`}</title>
            {node.kind === "case" ? <rect x={-15} y={-11} width={30} height={22} rx={5} /> : <circle r={place.ring === 3 ? 6 : 9} />}
            {node.kind === "case" ? (
              <text y={4}>{number}</text>
            ) : (
              (place.ring < 3 || !small) && (
                <text y={place.y < 0 ? (place.ring === 3 ? -11 : -15) : place.ring === 3 ? 18 : 22}>
                  {place.ring === 3 ? shortToken(node.label, 3, 3) : `${t(`links.kind_${node.kind}`, { defaultValue: node.kind })} ${shortToken(node.label, 3, 3)}`}
                </text>
              )
            )}
          </g>
        );
      })}
    </svg>
  );
}

function SharedList({ links }: { links: CaseLinks }) {
  const { t } = useTranslation();
  const shared = sharedCases(links);
  if (shared.length === 0) return <p className="fin-help">{t("links.none")}</p>;
  return (
    <ul className="fin-plain-list">
      {shared.map(({ entity, cases }) => (
        <li key={entity.id}>
          {t("links.shares", { kind: t(`links.kind_${entity.kind}`, { defaultValue: entity.kind }) })} <span className="fin-mono">{shortToken(entity.label, 6, 4)}</span>:{" "}
          {cases.map((other, index) => (
            <span key={other.id}>
              {index > 0 && ", "}
              <Link to={`/cases/${other.caseNumber}`}>{t("case.number", { number: other.caseNumber })}</Link>{" "}
              <span className="fin-help">({other.disposition == null ? t(`case.state_${other.state ?? "new"}`) : t(`disposition.${other.disposition}`)})</span>
            </span>
          ))}
        </li>
      ))}
    </ul>
  );
}
