import { Button, Modal, ModalBody, ModalHeader, Title } from "@patternfly/react-core";
import ExpandIcon from "@patternfly/react-icons/dist/esm/icons/expand-icon";
import { useQuery } from "@tanstack/react-query";
import { QueryState } from "@trivium/webkit";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useNavigate } from "react-router";
import { getCaseLinks } from "../../api/client.ts";
import { type CaseDetails, type CaseLinks, ENTITY_TYPES, type EntityType } from "../../api/types.ts";
import { EntityName } from "../entity/EntityName.tsx";
import { type EntityKey, entityPath, shortId } from "../entity/entityPath.ts";
import { placeNodes, viewBoxOf } from "./linkLayout.ts";
import { sharedCases } from "./sharedCases.ts";

/** Kinds of nodes in the order of the legend. */
const KINDS = ["case", "customer", "card", "device", "terminal", "counterparty"] as const;

/** What the case shares with others: a picture, and the same as a list. */
export function LinksPanel({ view }: { view: CaseDetails }) {
  const { t } = useTranslation();
  const { caseNumber } = view.summary;
  const [isLarge, setLarge] = useState(false);
  const query = useQuery({ queryKey: ["case-links", caseNumber], queryFn: ({ signal }) => getCaseLinks(caseNumber, signal) });
  return (
    <section aria-labelledby="case-links">
      <div className="fin-section-head">
        <Title id="case-links" headingLevel="h2" size="md" className="fin-section-title">
          {t("links.title")}
        </Title>
        <Button variant="link" icon={<ExpandIcon />} isDisabled={!query.isSuccess} onClick={() => setLarge(true)}>
          {t("links.enlarge")}
        </Button>
      </div>
      <QueryState query={query}>
        {(links) => (
          <>
            <Graph links={links} view={view} isLarge={false} />
            <Legend links={links} />
            <SharedList links={links} view={view} />
            {!links.complete && <p className="fin-help">{t("links.incomplete")}</p>}
            {isLarge && (
              <Modal variant="large" isOpen onClose={() => setLarge(false)} aria-labelledby="links-large-title">
                <ModalHeader title={t("links.titleOf", { number: caseNumber })} labelId="links-large-title" />
                <ModalBody tabIndex={0}>
                  <Legend links={links} />
                  <Graph links={links} view={view} isLarge />
                  <SharedList links={links} view={view} />
                </ModalBody>
              </Modal>
            )}
          </>
        )}
      </QueryState>
    </section>
  );
}

/** The payment by which the page of an entity of this case is asked for; undefined for an entity of another case. */
function keyOf(view: CaseDetails, kind: string, value: string): EntityKey | undefined {
  if (value === view.summary.customer) return { caseNumber: view.summary.caseNumber };
  const alert = view.alerts.find((one) => {
    const values: Readonly<Record<string, string | null | undefined>> = { card: one.panToken, device: one.deviceId, terminal: one.terminalId, counterparty: one.counterpartyId };
    return values[kind] === value;
  });
  return alert === undefined ? undefined : { authorizationId: alert.authorizationId };
}

function typeOf(kind: string, key: EntityKey): EntityType | undefined {
  return "caseNumber" in key ? "customer" : ENTITY_TYPES.find((type) => type === kind);
}

/** A picture for the eye; the list below says the same, so it is hidden from assistive technology. */
function Graph({ links, view, isLarge }: { links: CaseLinks; view: CaseDetails; isLarge: boolean }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [pointed, setPointed] = useState<string | undefined>();
  const placed = placeNodes(links);
  const places = new Map(placed.map((place) => [place.id, place]));
  const small = !isLarge && links.nodes.length > 24;
  const near = new Set(pointed === undefined ? [] : links.edges.flatMap(({ from, to }) => (from === pointed || to === pointed ? [from, to] : [])));
  const dimmed = (...ids: string[]) => (pointed !== undefined && !ids.some((id) => id === pointed) ? (ids.length === 1 && near.has(ids[0] ?? "") ? "" : " fin-dimmed") : "");
  return (
    <svg className={isLarge ? "fin-graph fin-graph-large" : "fin-graph"} viewBox={viewBoxOf(placed)} aria-hidden="true" onMouseLeave={() => setPointed(undefined)}>
      {links.edges.map(({ from, to }) => {
        const [a, b] = [places.get(from), places.get(to)];
        return a && b && <line key={`${from} ${to}`} x1={a.x} y1={a.y} x2={b.x} y2={b.y} className={`fin-graph-edge${dimmed(from, to)}`} />;
      })}
      {links.nodes.map((node) => {
        const place = places.get(node.id);
        if (place === undefined) return null;
        const key = keyOf(view, node.kind, node.label);
        const type = key && typeOf(node.kind, key);
        const path = node.kind === "case" ? (place.ring === 0 ? undefined : `/cases/${node.caseNumber}`) : key && type && entityPath(type, key);
        const isNamed = pointed === node.id || place.ring < 3 || !small;
        return (
          <g
            key={node.id}
            transform={`translate(${place.x} ${place.y})`}
            className={`fin-node fin-node-${node.kind}${place.ring === 0 ? " fin-node-own" : ""}${node.disposition === "confirmed-fraud" ? " fin-node-fraud" : ""}${path === undefined ? "" : " fin-node-link"}${dimmed(node.id)}`}
            onMouseEnter={() => setPointed(node.id)}
            {...(path === undefined ? {} : { onClick: () => void navigate(path) })}
          >
            <title>{`${t(`links.kind_${node.kind}`, { defaultValue: node.kind })}: ${node.label}`}</title>
            <Shape kind={node.kind} size={place.ring === 3 ? 7 : 10} />
            {node.kind === "case" ? (
              <text y={4}>{node.caseNumber}</text>
            ) : (
              isNamed && <text y={place.y < 0 ? -15 : 22}>{isLarge || pointed === node.id ? shortId(node.label) : `${t(`links.kind_${node.kind}`, { defaultValue: node.kind })} …${node.label.slice(-6)}`}</text>
            )}
          </g>
        );
      })}
    </svg>
  );
}

/** Each kind has a form of its own, so that colour is not all that tells them apart. */
function Shape({ kind, size }: { kind: string; size: number }) {
  switch (kind) {
    case "case":
      return <rect x={-15} y={-11} width={30} height={22} rx={5} />;
    case "card":
      return <rect x={-1.3 * size} y={-0.8 * size} width={2.6 * size} height={1.6 * size} rx={2} />;
    case "device":
      return <path d={`M 0 ${-size} L ${size} ${0.8 * size} L ${-size} ${0.8 * size} Z`} />;
    case "terminal":
      return <path d={`M 0 ${-size} L ${size} 0 L 0 ${size} L ${-size} 0 Z`} />;
    case "counterparty":
      return <path d={`M ${-size} 0 L ${-0.5 * size} ${-0.87 * size} L ${0.5 * size} ${-0.87 * size} L ${size} 0 L ${0.5 * size} ${0.87 * size} L ${-0.5 * size} ${0.87 * size} Z`} />;
    default:
      return <circle r={size} />;
  }
}

function Legend({ links }: { links: CaseLinks }) {
  const { t } = useTranslation();
  const kinds = KINDS.filter((kind) => links.nodes.some((node) => node.kind === kind));
  return (
    <ul className="fin-legend" aria-label={t("links.legend")}>
      {kinds.map((kind) => (
        <li key={kind}>
          <svg viewBox="-17 -13 34 26" className={`fin-node fin-node-${kind}`} aria-hidden="true">
            <Shape kind={kind} size={10} />
          </svg>
          {t(`links.kind_${kind}`)}
        </li>
      ))}
      {links.nodes.some((node) => node.disposition === "confirmed-fraud") && (
        <li>
          <svg viewBox="-17 -13 34 26" className="fin-node fin-node-case fin-node-fraud" aria-hidden="true">
            <Shape kind="case" size={10} />
          </svg>
          {t("links.fraud")}
        </li>
      )}
    </ul>
  );
}

function SharedList({ links, view }: { links: CaseLinks; view: CaseDetails }) {
  const { t } = useTranslation();
  const shared = sharedCases(links);
  if (shared.length === 0) return <p className="fin-help">{t("links.none")}</p>;
  return (
    <ul className="fin-plain-list">
      {shared.map(({ entity, cases }) => {
        const key = keyOf(view, entity.kind, entity.label);
        const type = key && typeOf(entity.kind, key);
        return (
          <li key={entity.id}>
            {t("links.shares", { kind: t(`links.kind_${entity.kind}`, { defaultValue: entity.kind }) })} {key && type ? <EntityName type={type} value={entity.label} of={key} /> : <span className="fin-mono">{shortId(entity.label)}</span>}:{" "}
            {cases.map((other, index) => (
              <span key={other.id}>
                {index > 0 && ", "}
                <Link to={`/cases/${other.caseNumber}`}>{t("case.number", { number: other.caseNumber })}</Link>{" "}
                <span className="fin-help">({other.disposition == null ? t(`case.state_${other.state ?? "new"}`) : t(`disposition.${other.disposition}`)})</span>
              </span>
            ))}
          </li>
        );
      })}
    </ul>
  );
}
