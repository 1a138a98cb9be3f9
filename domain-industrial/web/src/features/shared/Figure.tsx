import { Card, CardBody } from "@patternfly/react-core";
import type { ReactNode } from "react";

/** One number with its name, its unit and what it is measured against. */
export function Figure({ name, value, unit, note, isAbnormal = false }: { name: ReactNode; value: ReactNode; unit?: string; note?: ReactNode; isAbnormal?: boolean }) {
  return (
    <Card isCompact className={isAbnormal ? "ind-figure ind-figure-abnormal" : "ind-figure"}>
      <CardBody>
        <div className="ind-figure-name">{name}</div>
        <div className="ind-figure-value tv-number">
          {value}
          {unit !== undefined && <span className="ind-figure-unit"> {unit}</span>}
        </div>
        <div className="ind-figure-note">{note}</div>
      </CardBody>
    </Card>
  );
}
