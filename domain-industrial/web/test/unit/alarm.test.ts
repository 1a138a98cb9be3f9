import { describe, expect, it } from "vitest";
import type { Alarm } from "../../src/api/types.ts";
import { alarmFilter, historyQuery, isShown, openQuery } from "../../src/features/alarm/filters.ts";
import { byCause, byUrgency, CROWD, worstByAsset } from "../../src/features/alarm/order.ts";
import { url } from "@trivium/webkit/logic";

const alarm = (alarmId: string, change: Partial<Alarm> = {}): Alarm => ({
  alarmId, version: 1, assetId: "a", assetName: "Pump", path: [], condition: "Flow low", kind: "limit", priority: "medium", state: "unacknowledged", active: true,
  activeSince: "2026-11-26T10:00:00Z", lastChange: "2026-11-26T10:00:00Z", message: "", occurrences: 1, escalation: 0, ...change,
});
const ids = (alarms: readonly Alarm[]) => alarms.map((one) => one.alarmId);

describe("the order of alarms", () => {
  it("sorts announced before hidden alarms, then by priority, acknowledgement and age", () => {
    const alarms = [
      alarm("shelved critical", { priority: "critical", state: "shelved" }),
      alarm("acknowledged high", { priority: "high", state: "acknowledged" }),
      alarm("older high", { priority: "high", activeSince: "2026-11-26T09:00:00Z" }),
      alarm("newer high", { priority: "high" }),
      alarm("low", { priority: "low" }),
      alarm("critical", { priority: "critical" }),
    ];
    expect(ids([...alarms].sort(byUrgency))).toEqual(["critical", "newer high", "older high", "acknowledged high", "low", "shelved critical"]);
  });

  it("groups a flood by cause, the cause with the most urgent alarm first", () => {
    const groups = byCause([alarm("1", { cause: "air" }), alarm("2", { cause: "water", priority: "critical" }), alarm("3", { cause: "air" }), alarm("4")]);
    expect(groups.map((group) => [group.cause, ids(group.alarms)])).toEqual([
      ["water", ["2"]],
      ["air", ["1", "3"]],
      ["", ["4"]],
    ]);
  });

  it("groups a cause with many alarms alone, and leaves the rest in one list by urgency", () => {
    const crowd = Array.from({ length: CROWD }, (_, index) => alarm(`${index}`, { cause: "water" }));
    const rest = [alarm("air", { cause: "air", priority: "high" }), alarm("power", { cause: "power", priority: "low" })];
    expect(byCause([...crowd, ...rest], CROWD).map((group) => [group.cause, ids(group.alarms)])).toEqual([
      ["", ["air", "power"]],
      ["water", ids(crowd)],
    ]);
    expect(byCause([...crowd.slice(1), ...rest], CROWD).map((group) => group.cause)).toEqual([""]);
  });

  it("shows one alarm of each asset and counts the rest; hidden ones do not count", () => {
    const found = worstByAsset([alarm("1"), alarm("2", { priority: "high" }), alarm("3", { assetId: "b", state: "shelved" }), alarm("4", { assetId: "c", priority: "critical" })]);
    expect(found.map(({ worst, more }) => [worst.alarmId, more])).toEqual([
      ["4", 0],
      ["2", 1],
    ]);
  });
});

describe("the filter of alarms", () => {
  const parse = (query: string) => url.parseUrl(alarmFilter, new URLSearchParams(query));

  it("asks the service for what the address says, and for nothing that it does not", () => {
    expect(openQuery(parse(""))).toEqual({ state: "open", limit: 200 });
    expect(openQuery(parse("priority=high&kind=silence&asset=a1"))).toEqual({ state: "open", limit: 200, priority: "high", kind: "silence", assetId: "a1" });
    expect(openQuery(parse("priority=worst"))).toEqual({ state: "open", limit: 200 });
  });

  it("asks for the same history for an hour", () => {
    const at = (time: string) => historyQuery(parse("tab=history&range=7d"), Date.parse(time));
    expect(at("2026-11-26T10:01:00Z")).toEqual(at("2026-11-26T10:59:59Z"));
    expect(at("2026-11-26T10:01:00Z").from).toBe("2026-11-19T10:00:00.000Z");
  });

  it("tells announced alarms from hidden ones", () => {
    const both = [alarm("1"), alarm("2", { state: "suppressed-by-design" })];
    expect(ids(both.filter(isShown("announced")))).toEqual(["1"]);
    expect(ids(both.filter(isShown("hidden")))).toEqual(["2"]);
    expect(ids(both.filter(isShown("open")))).toEqual(["1", "2"]);
  });
});
