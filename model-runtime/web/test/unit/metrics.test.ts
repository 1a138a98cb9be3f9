import { createFormat } from "@trivium/webkit/logic";
import { describe, expect, it } from "vitest";
import { createMockApi } from "../../dev/mockApi.ts";
import type { ModelVersion } from "../../src/api/types.ts";
import { balancedGroup, comparedMetrics, gatesPassed, metricText, metricWords } from "../../src/features/model/metrics.ts";

describe("compared metrics", () => {
  it("put those the gates ask for first", () => {
    const [model] = createMockApi({}).models;
    expect(comparedMetrics(model?.versions ?? [], 3)).toEqual(["average_precision", "brier", "auc"]);
  });

  it("lead with the served model's ROC AUC and end with its teacher's figures", () => {
    const metrics = { teacher_validation_auc: 0.96, unlabelled_rows: 86_002, max_vio_fin: 0.1, validation_brier: 0.006, validation_average_precision: 0.87, validation_auc: 0.96 };
    const [model] = createMockApi({}).models;
    const version = { ...model?.versions[0], gates: [], provenance: { ...model?.versions[0]?.provenance, metrics } } as ModelVersion;
    expect(comparedMetrics([version], Infinity)).toEqual(["validation_auc", "validation_average_precision", "validation_brier", "max_vio_fin", "teacher_validation_auc", "unlabelled_rows"]);
    expect(gatesPassed(version)).toBeUndefined();
    const failed = model?.versions.find((one) => one.state === "failed");
    expect(failed === undefined ? undefined : gatesPassed(failed)).toEqual({ passed: 0, of: 1 });
  });

  it("put the balance of experts last", () => {
    const metrics = { max_vio_fin: 0.07, validation_auc: 0.92, max_vio_general: 0.05, validation_log_loss: 0.04 };
    const [model] = createMockApi({}).models;
    const version = { ...model?.versions[0], gates: [], provenance: { ...model?.versions[0]?.provenance, metrics } } as ModelVersion;
    expect(comparedMetrics([version], 3)).toEqual(["validation_auc", "validation_log_loss", "max_vio_fin"]);
    expect(balancedGroup("max_vio_fin")).toBe("fin");
    expect(balancedGroup("validation_auc")).toBeUndefined();
  });

  it("read as words and figures", () => {
    expect(metricWords("validation_log_loss")).toBe("validation log loss");
    expect(metricWords("meanAbsoluteError")).toBe("mean absolute error");
    expect(metricText(0.68512, createFormat("en", "UTC"))).toBe("0.6851");
    expect(metricText(undefined, createFormat("en", "UTC"))).toBe("—");
  });
});
