package io.trivium.deploy.client;

import io.trivium.deploy.standalone.Ports;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A call that a role may make, as an example.
 *
 * @param service module that answers it
 * @param body JSON, or null for a GET
 */
record ServiceCall(String service, String path, @Nullable String body) {
    private static final List<String> SERVICES =
            List.of("trivium-fin", "trivium-med", "trivium-industrial", "trivium-runtime");

    /** The services that the roles are for, by the names that tokens call them. */
    static Set<String> audiences(List<String> roles) {
        Set<String> audiences = new TreeSet<>();
        for (String role : roles) {
            switch (role.substring(0, role.indexOf('-') + 1)) {
                case "fin-" -> audiences.add("trivium-fin");
                case "med-" -> audiences.add("trivium-med");
                case "industrial-" -> audiences.add("trivium-industrial");
                case "model-", "inference-" -> audiences.add("trivium-runtime");
                default -> audiences.addAll(SERVICES);
            }
        }
        return audiences;
    }

    /** The call of a role; the caller's own session where the role has none of its own. */
    static ServiceCall of(String role) {
        return switch (role) {
            case "fin-ingest" ->
                new ServiceCall(
                        "domain-fin",
                        "/v1/authorizations",
                        "{\"authorizationId\":\"first-call-" + Instant.now().toEpochMilli()
                                + "\",\"panToken\":\"tok_first_call\",\"terminalId\":\"term-1\",\"amount\":12.50,"
                                + "\"currency\":\"EUR\",\"occurredAt\":\""
                                + Instant.now().truncatedTo(ChronoUnit.SECONDS) + "\"}");
            case "fin-analyst", "fin-supervisor" -> new ServiceCall("domain-fin", "/v1/decisions?limit=5", null);
            case "med-radiologist", "med-integrator" ->
                new ServiceCall("domain-med", "/dicom-web/studies?limit=5", null);
            case "industrial-ingest" ->
                new ServiceCall(
                        "domain-industrial",
                        "/v1/readings",
                        "{\"source\":\"plant/hall-1/press-7\",\"readings\":[{\"tag\":\"temperature\",\"at\":\""
                                + Instant.now().truncatedTo(ChronoUnit.SECONDS) + "\",\"value\":71.5}]}");
            case "industrial-operator", "industrial-planner" -> new ServiceCall("domain-industrial", "/v1/plant", null);
            case "inference-client" -> new ServiceCall("model-runtime", "/v2", null);
            case "model-viewer", "model-operator" -> new ServiceCall("model-runtime", "/v1/models", null);
            case "platform-auditor" -> new ServiceCall("domain-fin", "/v1/audit?limit=5", null);
            case "platform-admin" -> new ServiceCall("domain-fin", "/v1/dead-letters?limit=5", null);
            default -> new ServiceCall("model-runtime", "/v1/session", null);
        };
    }

    /** The call as a command line that uses the variable TOKEN. */
    String curl(Ports ports) {
        StringBuilder command = new StringBuilder("curl -sS --fail-with-body");
        if (body != null) {
            command.append(" -H 'Content-Type: application/json' -d '")
                    .append(body)
                    .append('\'');
        }
        return command.append(" -H \"Authorization: Bearer $TOKEN\" 'http://127.0.0.1:")
                .append(ports.services().get(service))
                .append(path)
                .append('\'')
                .toString();
    }
}
