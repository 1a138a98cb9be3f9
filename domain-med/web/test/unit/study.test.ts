import { createFormat } from "@trivium/webkit/logic";
import { describe, expect, it } from "vitest";
import { ageAt, dicomDate, likelihood, personName, sexCode } from "../../src/features/dicom/text.ts";
import { isRead } from "../../src/features/worklist/isRead.ts";
import { statesOf } from "../../src/features/worklist/worklistFilters.ts";
import { completeDecision, type DecisionDraft } from "../../src/features/study/completeDecision.ts";

describe("text of DICOM", () => {
  it("is written as people write it", () => {
    expect(personName("Berger^Anna^M")).toBe("Berger, Anna M");
    expect(personName("=王^伟")).toBe("王, 伟");
    expect(personName("^^^")).toBe("");
    expect(dicomDate("20261126")).toBe("2026-11-26");
    expect(dicomDate("2026")).toBe("");
  });

  it("never says that a model is certain", () => {
    const format = createFormat("en", "UTC");
    expect([0, 0.0099, 0.01, 0.5, 0.99, 0.9901, 1].map((one) => likelihood(format, one))).toEqual(["< 1%", "< 1%", "1%", "50%", "99%", "> 99%", "> 99%"]);
  });

  it("tells the age at the study", () => {
    expect(ageAt("19580412", "20261126")).toBe(68);
    expect(ageAt("19581227", "20261126")).toBe(67);
    expect(ageAt("20270101", "20261126")).toBeUndefined();
    expect(ageAt("", "20261126")).toBeUndefined();
  });
});

describe("a study on the worklist", () => {
  it("is read where a person decided on every finding", () => {
    expect(isRead({ state: "done", findings: 2, undecided: 0 })).toBe(true);
    expect(isRead({ state: "done", findings: 2, undecided: 1 })).toBe(false);
    expect(isRead({ state: "done", findings: 0, undecided: 0 })).toBe(false);
    expect(isRead({ state: "running", findings: 2, undecided: 0 })).toBe(false);
  });

  it("is listed unless it was not processed, or that is asked for", () => {
    expect(statesOf("open")).toEqual(["queued", "running", "done", "failed"]);
    expect(statesOf("all")).toEqual([]);
    expect(statesOf("refused")).toEqual(["refused"]);
  });

  it("has a sex in words of any language", () => {
    expect([sexCode("男"), sexCode("女"), sexCode("O"), sexCode(null)]).toEqual(["M", "F", "O", ""]);
  });
});

describe("a decision", () => {
  const draft: DecisionDraft = { verdict: "rejected", reason: "vessel", note: " ", malignancy: undefined, diameter: 8, seen: undefined };

  it("is complete with its reason", () => {
    expect(completeDecision(draft)).toEqual({ verdict: "rejected", reasonCode: "vessel" });
    expect(completeDecision({ ...draft, reason: "" })).toBeUndefined();
  });

  it("needs a note for another reason", () => {
    expect(completeDecision({ ...draft, reason: "other" })).toBeUndefined();
    expect(completeDecision({ ...draft, reason: "other", note: " rib " })?.note).toBe("rib");
  });

  it("holds only the values that its reason names", () => {
    const edited = { ...draft, verdict: "edited" as const, malignancy: 4 };
    expect(completeDecision({ ...edited, reason: "size" })?.corrected).toEqual({ longestDiameterMm: 8 });
    expect(completeDecision({ ...edited, reason: "malignancy" })?.corrected).toEqual({ malignancy: 4 });
    expect(completeDecision({ ...edited, reason: "size-and-malignancy" })?.corrected).toEqual({ malignancy: 4, longestDiameterMm: 8 });
    expect(completeDecision({ ...edited, reason: "malignancy", malignancy: undefined })).toBeUndefined();
    expect(completeDecision({ ...edited, reason: "size", diameter: Number.NaN })).toBeUndefined();
  });
});
