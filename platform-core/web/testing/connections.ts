import type { ConnectionField, ConnectionKind, ManagedConnection, Settings } from "../src/connections/connectionsApi.ts";

interface Answer {
  readonly status?: number;
  readonly body: unknown;
}

function field(change: Partial<ConnectionField> & Pick<ConnectionField, "name" | "type">): ConnectionField {
  return { required: false, options: [], min: 1, max: 500, description: "As the service describes it.", ...change };
}

/** Answers of `/v1/connections` as a service gives them; a form without a required field is refused. */
export function mockConnections(kinds: readonly ConnectionKind[], user: string, items: ManagedConnection[]) {
  const refused = (name: string, message: string): Answer => ({
    status: 400,
    body: { type: "/problems/constraint-violation", title: "Constraint violation", status: 400, code: "constraint-violation", detail: `settings.${name} ${message}.`, violations: [{ field: `settings.${name}`, message }] },
  });
  function split(kind: ConnectionKind, given: Settings) {
    const secrets = kind.fields.filter((one) => one.type === "secret" && given[one.name] !== undefined).map((one) => one.name);
    return { secrets, settings: Object.fromEntries(Object.entries(given).filter(([name]) => !secrets.includes(name))) };
  }
  return {
    items,
    answer(method: string, path: readonly string[], body: unknown): Answer | undefined {
      const [id = "", act = ""] = path;
      if (id === "kinds") return { body: { items: kinds } };
      if (method === "GET") return { body: { items } };
      const at = items.findIndex((one) => one.id === id);
      const before = items[at];
      if (method === "POST" && id === "") {
        const { kind, name, settings } = body as { kind: string; name: string; settings: Settings };
        const found = kinds.find((one) => one.name === kind);
        if (found === undefined) return undefined;
        const missing = found.fields.find((one) => one.required && settings[one.name] === undefined);
        if (missing !== undefined) return refused(missing.name, "must be given");
        const shown = split(found, settings);
        const made: ManagedConnection = {
          id: `id-${items.length}`, kind, name, state: "proposed", configured: false, revision: 1, ...shown, proposedBy: user,
          pending: { revision: 1, ...shown, proposedBy: user, proposedAt: "2026-12-01T08:00:00Z" },
        };
        items.push(made);
        return { status: 201, body: made };
      }
      if (before === undefined) return undefined;
      if (act === "test") return { body: { ok: before.lastError == null, millis: 12, detail: before.lastError ?? "The other side answered." } };
      const { pending, ...rest } = before;
      const reason = (body as { reason?: string } | undefined)?.reason ?? "";
      const after: ManagedConnection =
        act === "approve" && pending != null ? { ...rest, state: "active", settings: pending.settings, secrets: pending.secrets, activeRevision: pending.revision, approvedBy: user }
        : act === "reject" ? rest
        : act === "pause" ? { ...before, state: "paused", pausedBy: user, pauseReason: reason }
        : act === "resume" ? { ...before, state: "active" }
        : act === "retire" ? { ...rest, state: "retired" }
        : { ...before, pending: { revision: (before.revision ?? 0) + 1, settings: (body as { settings: Settings }).settings, secrets: before.secrets, proposedBy: user, proposedAt: "2026-12-01T08:00:00Z" } };
      items[at] = after;
      return { body: after };
    },
  };
}

/** Kinds and connections of a hospital, one in each state. */
export function hospitalConnections(user: string) {
  const kinds: ConnectionKind[] = [
    {
      name: "dicom-peer",
      fields: [
        field({ name: "aeTitle", type: "text", required: true, max: 16 }),
        field({ name: "hosts", type: "list", max: 50 }),
        field({ name: "host", type: "text", max: 255 }),
        field({ name: "port", type: "number", max: 65535 }),
        field({ name: "tls", type: "flag", initial: false }),
      ],
    },
    {
      name: "fhir-server",
      fields: [
        field({ name: "url", type: "text", required: true }),
        field({ name: "authorization", type: "secret", max: 4000 }),
        field({ name: "attempts", type: "number", max: 1000, initial: 20 }),
      ],
    },
  ];
  const ehr: Settings = { url: "https://fhir.hospital.example/r4", attempts: 20 };
  return mockConnections(kinds, user, [
    { kind: "dicom-peer", name: "archive", state: "active", configured: true, settings: { aeTitle: "ARCHIVE", hosts: ["10.1.0.7"], host: "10.1.0.7", port: 11112 }, secrets: [] },
    {
      id: "ct", kind: "dicom-peer", name: "ct-two", state: "proposed", configured: false, revision: 1, settings: { aeTitle: "CT2", hosts: ["10.1.4.0/24"], host: "ct2.hospital.example", port: 104, tls: true }, secrets: [], proposedBy: "ines",
      pending: { revision: 1, settings: { aeTitle: "CT2", hosts: ["10.1.4.0/24"], host: "ct2.hospital.example", port: 104, tls: true }, secrets: [], proposedBy: "ines", proposedAt: "2026-11-30T15:20:00Z" },
    },
    {
      id: "ehr", kind: "fhir-server", name: "ehr", state: "active", configured: false, revision: 3, activeRevision: 2, settings: ehr, secrets: ["authorization"], proposedBy: "ines", approvedBy: "otto", lastSuccessAt: "2026-12-01T07:58:12Z",
      lastError: "https://fhir.hospital.example/r4 answered with status 401; check setting authorization of connection ehr and what it may do there.", lastErrorAt: "2026-12-01T07:59:40Z",
      pending: { revision: 3, settings: { ...ehr, attempts: 50 }, secrets: ["authorization"], proposedBy: user, proposedAt: "2026-12-01T08:00:00Z" },
    },
    { id: "mr", kind: "dicom-peer", name: "mr-one", state: "paused", configured: false, revision: 1, activeRevision: 1, settings: { aeTitle: "MR1", hosts: ["10.1.5.2"] }, secrets: [], pausedBy: "otto", pauseReason: "replaced on Tuesday", lastSuccessAt: "2026-11-29T18:01:00Z" },
  ]);
}
