import type { PlantNode } from "../../api/types.ts";

export interface Branch {
  readonly node: PlantNode;
  readonly children: readonly Branch[];
  /** Assets in it and below it. */
  readonly assets: number;
}

/** The plant as a tree, each level in the order of its names with numbers as numbers. */
export function treeOf(nodes: readonly PlantNode[]): Branch[] {
  const byParent = new Map<string, PlantNode[]>();
  for (const node of nodes) byParent.set(node.parentId ?? "", [...(byParent.get(node.parentId ?? "") ?? []), node]);
  const grow = (parentId: string): Branch[] =>
    (byParent.get(parentId) ?? [])
      .sort((a, b) => a.name.localeCompare(b.name, undefined, { numeric: true }))
      .map((node) => {
        const children = grow(node.nodeId);
        return { node, children, assets: children.reduce((sum, child) => sum + child.assets, node.level === "asset" ? 1 : 0) };
      });
  return grow("");
}

/** Only branches with a name, a source or a type that has `text` in it; all of a branch whose own name has. */
export function matching(branches: readonly Branch[], text: string): Branch[] {
  if (text === "") return [...branches];
  return branches.flatMap((branch) => {
    const { node } = branch;
    if ([node.name, node.source, node.assetType].some((part) => part?.toLowerCase().includes(text) === true)) return [branch];
    const children = matching(branch.children, text);
    return children.length === 0 ? [] : [{ ...branch, children, assets: children.reduce((sum, child) => sum + child.assets, 0) }];
  });
}
