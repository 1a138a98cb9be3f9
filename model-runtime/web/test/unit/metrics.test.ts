import { createFormat } from "@trivium/webkit/logic";
import { describe, expect, it } from "vitest";
import { createMockApi } from "../../dev/mockApi.ts";
import { comparedMetrics, metricText, metricWords } from "../../src/features/model/metrics.ts";

describe("metrics beside each other", () => {
  it("put those the gates ask for first", () => {
    const [model] = createMockApi({}).models;
    expect(comparedMetrics(model?.versions ?? [], 3)).toEqual(["average_precision", "brier", "auc"]);
  });

  it("read as words and figures", () => {
    expect(metricWords("validation_log_loss")).toBe("validation log loss");
    expect(metricWords("meanAbsoluteError")).toBe("mean absolute error");
    expect(metricText(0.68512, createFormat("en", "UTC"))).toBe("0.6851");
    expect(metricText(undefined, createFormat("en", "UTC"))).toBe("—");
  });
});
