import { FormSelect, FormSelectOption, Toolbar, ToolbarContent, ToolbarItem } from "@patternfly/react-core";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { getOverview } from "../../api/client.ts";
import { ALARM_KINDS, PRIORITIES } from "../../api/types.ts";
import type { AlarmFilter } from "./filters.ts";

/** By priority, kind and asset; `children` come before them. */
export function FilterBar({ filter, change, children, end }: { filter: AlarmFilter; change: (next: Partial<AlarmFilter>) => void; children?: ReactNode; end?: ReactNode }) {
  const { t } = useTranslation();
  const overview = useQuery({ queryKey: ["overview"], queryFn: ({ signal }) => getOverview(signal) });
  const assets = overview.data?.lines.flatMap((line) => line.assets) ?? [];
  return (
    <Toolbar className="ind-toolbar" aria-label={t("filter.label")}>
      <ToolbarContent>
        {children}
        <ToolbarItem>
          <FormSelect aria-label={t("filter.priority")} value={filter.priority} onChange={(_event, value) => change({ priority: value as AlarmFilter["priority"], after: "" })}>
            <FormSelectOption value="any" label={t("filter.anyPriority")} />
            {PRIORITIES.map((one) => (
              <FormSelectOption key={one} value={one} label={t(`priority.${one}`)} />
            ))}
          </FormSelect>
        </ToolbarItem>
        <ToolbarItem>
          <FormSelect aria-label={t("filter.kind")} value={filter.kind} onChange={(_event, value) => change({ kind: value as AlarmFilter["kind"], after: "" })}>
            <FormSelectOption value="any" label={t("filter.anyKind")} />
            {ALARM_KINDS.map((one) => (
              <FormSelectOption key={one} value={one} label={t(`kind.${one}`)} />
            ))}
          </FormSelect>
        </ToolbarItem>
        <ToolbarItem>
          <FormSelect aria-label={t("filter.asset")} value={filter.asset} onChange={(_event, value) => change({ asset: value, after: "" })}>
            <FormSelectOption value="" label={t("filter.anyAsset")} />
            {assets.map((asset) => (
              <FormSelectOption key={asset.assetId} value={asset.assetId} label={asset.name} />
            ))}
          </FormSelect>
        </ToolbarItem>
        {end !== undefined && <ToolbarItem align={{ default: "alignEnd" }}>{end}</ToolbarItem>}
      </ToolbarContent>
    </Toolbar>
  );
}
