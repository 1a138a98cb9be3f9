import { describe, expect, it } from "vitest";
import { prefixOf } from "../src/http/prefix.ts";
import { freshLoginUrl, LOOP_MS, loginUrl, maySignIn, organisationCookie, ownRoles } from "../src/session/signIn.ts";

describe("a service on a host that several share", () => {
  it.each([
    ["/console/", ""],
    ["/console", ""],
    ["/fin/console/cases/7", "/fin"],
    ["/a/b/console/", "/a/b"],
    ["/console/fin/console/", ""],
    ["/ohif/viewer", ""],
    ["/fin/consolation", ""],
    ["//evil.example/console/", ""],
    ["", ""],
  ])("%s lies under %j", (path, prefix) => {
    expect(prefixOf(path)).toBe(prefix);
  });
});

describe("signing in", () => {
  it("returns to where the person was", () => {
    expect(loginUrl("/console/history?outcome=decline&minScore=0.9")).toBe("/console/login?return=%2Fconsole%2Fhistory%3Foutcome%3Ddecline%26minScore%3D0.9");
  });

  it.each(["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)", ""])("never returns to another origin: %s", (path) => {
    expect(loginUrl(path)).toBe("/console/login?return=%2Fconsole%2F");
  });

  it("asks for the password again, and ends on a page of this console", () => {
    expect(freshLoginUrl()).toBe("/console/login?fresh=true&return=%2Fconsole%2Fconfirmed");
  });

  it("does not go in circles", () => {
    expect(maySignIn(null, 1_000_000)).toBe(true);
    expect(maySignIn(String(1_000_000 - LOOP_MS + 1), 1_000_000)).toBe(false);
    expect(maySignIn(String(1_000_000 - LOOP_MS), 1_000_000)).toBe(true);
    expect(maySignIn("garbage", 1_000_000)).toBe(true);
  });

  it("keeps the organisation that was chosen for all pages, and off other sites' requests", () => {
    expect(organisationCookie("demo-bank", false)).toBe("trivium_organisation=demo-bank; Path=/; Max-Age=31536000; SameSite=Lax");
    expect(organisationCookie("a;b", true)).toBe("trivium_organisation=a%3Bb; Path=/; Max-Age=31536000; SameSite=Lax; Secure");
  });

  it("shows no roles of Keycloak's own", () => {
    expect(ownRoles(["default-roles-trivium", "fin-analyst", "offline_access", "uma_authorization"])).toEqual(["fin-analyst"]);
  });
});
