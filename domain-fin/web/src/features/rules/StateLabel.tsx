import { Label } from "@patternfly/react-core";
import { useTranslation } from "react-i18next";
import type { RuleVersion } from "../../api/rules.ts";

const COLORS = { draft: "grey", shadow: "blue", live: "green", retired: "grey" } as const;

/** State of a version, in words and colour. */
export function StateLabel({ state }: { state: RuleVersion["state"] }) {
  const { t } = useTranslation();
  return (
    <Label color={COLORS[state]} variant={state === "retired" ? "outline" : "filled"} isCompact>
      {t(`rules.state_${state}`)}
    </Label>
  );
}
