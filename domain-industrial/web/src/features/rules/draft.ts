import type { AlarmRule, AlarmRuleDraft } from "../../api/types.ts";

/** A rule as it is in the form: numbers are text until they are sent. */
export interface Draft {
  readonly name: string;
  readonly assetType: string;
  readonly assetId: string;
  readonly kind: AlarmRule["kind"];
  readonly tag: string;
  readonly side: "high" | "low";
  readonly limit: string;
  readonly deadband: string;
  readonly onDelaySeconds: string;
  readonly offDelaySeconds: string;
  readonly priority: AlarmRule["priority"];
  readonly advice: string;
  readonly cause: string;
  readonly suppressTag: string;
  readonly suppressSide: "high" | "low";
  readonly suppressLimit: string;
  readonly escalateAfterMinutes: string;
  readonly enabled: boolean;
}

export function draftOf(rule: AlarmRule | undefined): Draft {
  const text = (value: number | null | undefined) => (value == null ? "" : String(value));
  return {
    name: rule?.name ?? "",
    assetType: rule?.assetType ?? "",
    assetId: rule?.assetId ?? "",
    kind: rule?.kind ?? "limit",
    tag: rule?.tag ?? "",
    side: rule?.side ?? "high",
    limit: text(rule?.limit),
    deadband: text(rule?.deadband ?? 0),
    onDelaySeconds: text(rule?.onDelaySeconds ?? 5),
    offDelaySeconds: text(rule?.offDelaySeconds ?? 10),
    priority: rule?.priority ?? "medium",
    advice: rule?.advice ?? "",
    cause: rule?.cause ?? "",
    suppressTag: rule?.suppressWhen?.tag ?? "",
    suppressSide: rule?.suppressWhen?.side ?? "low",
    suppressLimit: text(rule?.suppressWhen?.limit),
    escalateAfterMinutes: text(rule?.escalateAfterMinutes),
    enabled: rule?.enabled ?? true,
  };
}

function numberOf(text: string): number | undefined {
  const value = text.trim() === "" ? NaN : Number(text);
  return Number.isFinite(value) ? value : undefined;
}

/** The rule to send, or undefined while something is missing or is no number. */
export function ruleOf(draft: Draft, version: number): AlarmRuleDraft | undefined {
  const [limit, deadband, onDelaySeconds, offDelaySeconds] = [draft.limit, draft.deadband, draft.onDelaySeconds, draft.offDelaySeconds].map(numberOf);
  const suppressLimit = numberOf(draft.suppressLimit);
  const escalateAfterMinutes = numberOf(draft.escalateAfterMinutes);
  const isLimit = draft.kind === "limit";
  const isScored = draft.kind !== "silence";
  if (draft.name.trim() === "" || (draft.assetType === "") === (draft.assetId === "")) return undefined;
  if (isLimit && draft.tag === "") return undefined;
  if (isScored && limit === undefined) return undefined;
  if (deadband === undefined || deadband < 0 || onDelaySeconds === undefined || onDelaySeconds < 0 || offDelaySeconds === undefined || offDelaySeconds < 0) return undefined;
  if (draft.suppressTag !== "" && suppressLimit === undefined) return undefined;
  const textOrNull = (text: string) => (text.trim() === "" ? null : text.trim());
  return {
    version,
    name: draft.name.trim(),
    ...(draft.assetId === "" ? { assetType: draft.assetType } : { assetId: draft.assetId }),
    kind: draft.kind,
    tag: isLimit ? draft.tag : null,
    ...(isLimit ? { side: draft.side } : draft.kind === "remaining-life" ? { side: "low" } : draft.kind === "anomaly" || draft.kind === "cycle-defect" ? { side: "high" } : {}),
    limit: isScored ? (limit ?? null) : null,
    deadband,
    onDelaySeconds,
    offDelaySeconds,
    priority: draft.priority,
    advice: textOrNull(draft.advice),
    cause: textOrNull(draft.cause),
    ...(draft.suppressTag === "" || suppressLimit === undefined ? {} : { suppressWhen: { tag: draft.suppressTag, side: draft.suppressSide, limit: suppressLimit } }),
    escalateAfterMinutes: escalateAfterMinutes ?? null,
    enabled: draft.enabled,
  };
}
