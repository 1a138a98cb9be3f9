import { Icon } from "@patternfly/react-core";
import BanIcon from "@patternfly/react-icons/dist/esm/icons/ban-icon";
import CheckCircleIcon from "@patternfly/react-icons/dist/esm/icons/check-circle-icon";
import EyeIcon from "@patternfly/react-icons/dist/esm/icons/eye-icon";
import type { Outcome } from "../../api/types.ts";

export function OutcomeIcon({ outcome }: { outcome: Outcome }) {
  switch (outcome) {
    case "approve":
      return (
        <Icon status="success" isInline>
          <CheckCircleIcon />
        </Icon>
      );
    case "refer":
      return (
        <Icon isInline>
          <EyeIcon className="fin-refer-icon" />
        </Icon>
      );
    case "decline":
      return (
        <Icon isInline>
          <BanIcon className="fin-decline-icon" />
        </Icon>
      );
  }
}
