import { describe, expect, it } from "vitest";
import { sampleHistory } from "../../dev/operationSamples.ts";
import { curlText, exampleBody } from "../../src/features/model/callText.ts";
import { chosenSeries, latencyColumns, seriesKey } from "../../src/features/queue/latencyColumns.ts";

const NOW = Date.UTC(2026, 10, 30, 6, 0, 30);

describe("the history of latencies", () => {
  const history = sampleHistory(15, NOW);

  it("finds a series by its key, else takes the first", () => {
    expect(history.series.map(seriesKey)).toEqual(["interactive", "interactive/fin-authorization-risk", "near-real-time", "near-real-time/industrial-anomaly"]);
    expect(chosenSeries(history, "near-real-time")?.model).toBeUndefined();
    expect(chosenSeries(history, "gone")?.latencyClass).toBe("interactive");
    expect(chosenSeries({ ...history, series: [] }, "")).toBeUndefined();
  });

  it("has a value for every step, and none where nothing was answered", () => {
    const [series] = history.series;
    if (series === undefined) throw new Error("the sample has series");
    const gap = { ...series, points: series.points.filter((_point, index) => index !== 3) };
    const [at, p99] = latencyColumns(history, gap, [["total", "p99Ms"]]);
    expect(at).toHaveLength(16);
    expect(new Set(at.slice(1).map((time, index) => time - (at[index] ?? 0)))).toEqual(new Set([60]));
    expect(p99?.filter((value) => value === null)).toHaveLength(2);
    expect(p99?.at(-1)).toBeGreaterThan(20);
  });
});

describe("the call of a model", () => {
  const inputs = [{ name: "features", datatype: "FP32", shape: [-1, 3] }];

  it("is a body with one row of zeros for each input", () => {
    expect(JSON.parse(exampleBody({ inputs }))).toEqual({ inputs: [{ name: "features", datatype: "FP32", shape: [1, 3], data: [0, 0, 0] }] });
  });

  it("cuts long inputs and says how many numbers there are", () => {
    expect(exampleBody({ inputs: [{ name: "ct", datatype: "FP32", shape: [-1, 1, 32, 32, 32] }] })).toContain(", … 32768 in all]");
  });

  it("names the version, or none for the champion", () => {
    expect(curlText("http://localhost:18081", "m", "2", { inputs })).toContain("http://localhost:18081/v2/models/m/versions/2/infer");
    expect(curlText("http://localhost:18081", "m", "", { inputs })).toContain("/v2/models/m/infer");
  });
});
