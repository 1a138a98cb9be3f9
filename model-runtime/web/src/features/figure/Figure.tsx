import { Card, CardBody } from "@patternfly/react-core";
import ExclamationTriangleIcon from "@patternfly/react-icons/dist/esm/icons/exclamation-triangle-icon";
import type { ReactNode } from "react";

export function Figures({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="rt-figures" role="group" aria-label={label}>
      {children}
    </div>
  );
}

/** One figure with its unit and what it is of. */
export function Figure({ name, value, unit, note, isBad = false }: { name: ReactNode; value: ReactNode; unit?: string; note: ReactNode; isBad?: boolean }) {
  return (
    <Card isCompact className={isBad ? "rt-figure rt-figure-bad" : "rt-figure"}>
      <CardBody>
        <div className="rt-figure-name">
          {name} {isBad && <ExclamationTriangleIcon />}
        </div>
        <div className="rt-figure-value tv-number">
          {value}
          {unit !== undefined && <span className="rt-figure-unit"> {unit}</span>}
        </div>
        <div className="rt-figure-note">{note}</div>
      </CardBody>
    </Card>
  );
}
