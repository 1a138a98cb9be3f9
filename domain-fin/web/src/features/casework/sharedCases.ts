import type { CaseLinks, LinkNode } from "../../api/types.ts";

/** Each entity of the case with the other cases it is in; entities that are in no other are left out. */
export function sharedCases({ nodes, edges }: CaseLinks): { readonly entity: LinkNode; readonly cases: readonly LinkNode[] }[] {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const own = nodes[0]?.id;
  return nodes
    .filter((node) => node.kind !== "case" && node.kind !== "customer")
    .map((entity) => ({
      entity,
      cases: edges
        .filter((edge) => edge.from === entity.id || edge.to === entity.id)
        .map((edge) => byId.get(edge.from === entity.id ? edge.to : edge.from))
        .filter((node): node is LinkNode => node?.kind === "case" && node.id !== own),
    }))
    .filter(({ cases }) => cases.length > 0);
}
