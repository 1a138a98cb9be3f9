import { describe, expect, it } from "vitest";
import { createFormat, shortToken } from "../src/format/format.ts";

const shanghai = createFormat("zh-CN", "Asia/Shanghai");
const utc = createFormat("en", "UTC");
const instant = "2026-11-25T23:05:06.789Z";

describe("createFormat", () => {
  it("shows times in the zone asked for, to the millisecond, on a 24-hour clock", () => {
    expect(utc.time(instant)).toBe("23:05:06.789");
    expect(shanghai.time(instant)).toBe("07:05:06.789");
    expect(utc.time("2026-11-25T00:00:00Z")).toBe("00:00:00.000");
    expect(utc.dateTime(instant)).toBe("Nov 25, 2026, 23:05:06");
    expect(shanghai.dateTime(instant)).toBe("2026年11月26日 07:05:06");
    expect(shanghai.exactTime(instant)).toContain("GMT+8");
  });

  it("names the zone with its offset", () => {
    expect(shanghai.timeZoneLabel).toBe("Asia/Shanghai (GMT+8)");
  });

  it("writes amounts with the currency's own decimals, or all the amount has", () => {
    expect(utc.money(1234.5, "EUR")).toBe("1,234.50 EUR");
    expect(utc.money(1234, "JPY")).toBe("1,234 JPY");
    expect(utc.money(0.0375, "USD")).toBe("0.0375 USD");
    expect(utc.money(1.5, "KWD")).toBe("1.500 KWD");
    expect(utc.money(5, "not a currency")).toBe("5 not a currency");
  });

  it("writes shares as per cent and latencies with their unit", () => {
    expect(utc.percent(0.0237)).toBe("2.4%");
    expect(utc.milliseconds(4.26)).toBe("4.3 ms");
    expect(utc.milliseconds(1234.6)).toBe("1,235 ms");
    expect(utc.milliseconds(12_089)).toBe("12.1 s");
  });

  it("shows a dash for what is no number or no time", () => {
    expect([utc.number(NaN), utc.percent(NaN), utc.money(Infinity, "EUR"), utc.milliseconds(NaN), utc.time("yesterday")]).toEqual(["—", "—", "—", "—", "—"]);
  });
});

describe("bytes", () => {
  it.each([
    [0, "0 B"],
    [1023, "1,023 B"],
    [1024, "1 KiB"],
    [49_664, "48.5 KiB"],
    [7_412_330, "7.07 MiB"],
    [Number.NaN, "—"],
  ])("writes %d as %s", (value, text) => {
    expect(createFormat("en", "UTC").bytes(value)).toBe(text);
  });
});

describe("shortToken", () => {
  it("keeps both ends of a long token and short ones whole", () => {
    expect(shortToken("tok_0123456789abcdef")).toBe("tok_…cdef");
    expect(shortToken("tok_12345")).toBe("tok_12345");
  });
});
