import { readFileSync } from "node:fs";
import { join } from "node:path";
import { runInNewContext } from "node:vm";
import { describe, expect, it } from "vitest";

const SCRIPT = readFileSync(join(import.meta.dirname, "..", "..", "ohif", "session.js"), "utf8");
const ORIGIN = "http://localhost:18081";

/** As much of a browser as the script touches. */
function viewer(search: string, lastAttempt?: number) {
  const left: string[] = [];
  const shown: unknown[] = [];
  const storage = new Map<string, string>(lastAttempt === undefined ? [] : [["trivium.ohifSignInAt", String(lastAttempt)]]);
  class FakeRequest {
    status = 0;
    responseURL = "";
    private readonly listeners: (() => void)[] = [];
    open(): void {
      // Nothing is sent.
    }
    addEventListener(_event: string, listener: () => void): void {
      this.listeners.push(listener);
    }
    answer(status: number, address: string): void {
      this.status = status;
      this.responseURL = address;
      this.listeners.forEach((listener) => listener());
    }
  }
  const element = () => ({ style: {}, setAttribute: () => undefined, append: () => undefined, href: "", textContent: "" });
  const window = {
    location: { search, origin: ORIGIN, href: `${ORIGIN}/ohif/viewer${search}`, assign: (address: string) => left.push(address) },
    sessionStorage: { getItem: (key: string) => storage.get(key) ?? null, setItem: (key: string, value: string) => storage.set(key, value) },
    fetch: (url: string) => Promise.resolve({ status: Number(url.slice(-3)), url }),
  };
  const document = { createElement: element, body: { append: (one: unknown) => shown.push(one) } };
  runInNewContext(SCRIPT, { window, document, XMLHttpRequest: FakeRequest, URL, URLSearchParams, Date, Number });
  return {
    left,
    shown,
    fetch: (url: string) => window.fetch(url),
    request(status: number, address = `${ORIGIN}/dicom-web/studies`) {
      const request = new FakeRequest();
      request.open();
      request.answer(status, address);
    },
  };
}

describe("OHIF, when the session has ended", () => {
  it("sends the reader to sign in, once, and back to the study", async () => {
    const ohif = viewer("?StudyInstanceUIDs=2.25.101");
    ohif.request(200);
    await ohif.fetch(`${ORIGIN}/dicom-web/200`);
    expect(ohif.left).toEqual([]);
    ohif.request(401);
    ohif.request(401);
    await ohif.fetch(`${ORIGIN}/dicom-web/401`);
    expect(ohif.left).toEqual(["/console/studies/2.25.101/ohif"]);
  });

  it("takes a fetch for an end as well, but not the answer of another origin", async () => {
    const ohif = viewer("");
    await ohif.fetch("https://elsewhere.example/401");
    ohif.request(401, "https://elsewhere.example/");
    expect(ohif.left).toEqual([]);
    await ohif.fetch(`${ORIGIN}/dicom-web/401`);
    expect(ohif.left).toEqual(["/console/"]);
  });

  it("goes to no address that a link put in place of the study", () => {
    const ohif = viewer("?StudyInstanceUIDs=../../evil");
    ohif.request(401);
    expect(ohif.left).toEqual(["/console/"]);
  });

  it("says so instead of going in circles", () => {
    const ohif = viewer("?StudyInstanceUIDs=2.25.101", Date.now() - 2_000);
    ohif.request(401);
    expect(ohif.left).toEqual([]);
    expect(ohif.shown).toHaveLength(1);
  });
});
