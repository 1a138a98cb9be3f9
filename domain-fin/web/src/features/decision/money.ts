import type { Format } from "@trivium/webkit/logic";
import type { Decision } from "../../api/types.ts";

/** The amount with its currency; a dash where the decision came without its authorization. */
export function moneyOf({ amount, currency }: Pick<Decision, "amount" | "currency">, format: Format): string {
  return amount == null || currency == null ? "—" : format.money(amount, currency);
}
