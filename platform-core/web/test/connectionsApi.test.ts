import { describe, expect, it } from "vitest";
import { type ConnectionKind, draftOf, settingsOf, violationsOf } from "../src/connections/connectionsApi.ts";

const field = (name: string, type: ConnectionKind["fields"][number]["type"], initial?: string | number | boolean) => ({ name, type, required: false, options: [], min: 0, max: 100, description: "", ...(initial === undefined ? {} : { initial }) });
const KIND: ConnectionKind = {
  name: "server",
  fields: [field("host", "text"), field("port", "number", 443), field("tls", "flag", true), field("roles", "list"), field("password", "secret")],
};

describe("the form of a connection", () => {
  it("begins with the initial values, or with the present ones and without secrets", () => {
    expect(draftOf(KIND, undefined)).toEqual({ host: "", port: "443", tls: true, roles: "", password: "" });
    expect(draftOf(KIND, { host: "a.example", roles: ["sr", "seg"] })).toEqual({ host: "a.example", port: "", tls: false, roles: "sr\nseg", password: "" });
  });

  it("sends numbers and lists, and leaves out what is empty, so that a secret stays", () => {
    expect(settingsOf(KIND, { host: " a.example ", port: "8443", tls: false, roles: "sr, seg\n", password: "" })).toEqual({ host: "a.example", port: 8443, tls: false, roles: ["sr", "seg"] });
    expect(settingsOf(KIND, { port: "many" })).toEqual({ port: "many" });
  });

  it("shows what is refused at its field", () => {
    expect(violationsOf({ violations: [{ field: "settings.host", message: "must be given" }, { field: "name", message: "must match" }] })).toEqual({ host: "must be given", name: "must match" });
    expect(violationsOf({})).toEqual({});
  });
});
